//! All open sessions, for one purpose: to tell them that the server stops.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use slab::Slab;

use crate::close::CloseReason;
use crate::outbox::Outbox;

/// The outboxes of all open sessions.
#[derive(Clone, Default)]
pub(crate) struct Live(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outboxes: Slab<Outbox>,
    stopping: bool,
}

impl Live {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a session, unless the server is stopping.
    pub(crate) fn enter(&self, outbox: Outbox) -> Option<Ticket> {
        let mut state = self.state();
        (!state.stopping).then(|| Ticket { key: state.outboxes.insert(outbox), live: self.clone() })
    }

    /// Ends all sessions and lets no more in.
    pub(crate) fn stop(&self) {
        let mut state = self.state();
        state.stopping = true;
        for (_, outbox) in &state.outboxes {
            outbox.end(CloseReason::Shutdown);
        }
    }

    /// How many sessions are open.
    pub(crate) fn len(&self) -> usize {
        self.state().outboxes.len()
    }
}

/// A session's entry. It goes with the session.
pub(crate) struct Ticket {
    live: Live,
    key: usize,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.live.state().outboxes.try_remove(self.key);
    }
}
