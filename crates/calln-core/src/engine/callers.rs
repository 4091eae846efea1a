//! Every caller that is connected, or away from a call.

use rustc_hash::FxHashMap;

use super::slots::Slots;
use crate::calls::Party;
use crate::ids::{CallerId, Tag};
use crate::moderation::{Network, Sealed, Subject};
use crate::pseudonyms::{DAYS, Pseudonyms};

/// What is known of a caller from its connection alone.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Whom a report is about.
    pub subject: Subject,
    /// Where a report comes from.
    pub network: Network,
    /// Whom a ban is about.
    pub sealed: Sealed,
    /// The operator has freed it from limits: no proof of work is asked of it.
    pub exempt: bool,
    /// What it is recognised by; its sessions are those of the caller's last join.
    pub pseudonyms: Pseudonyms,
}

/// The callers by id.
#[derive(Default)]
pub(super) struct Callers {
    /// An id is given back when its caller is forgotten, or memory would grow with every visit.
    slots: Slots,
    known: FxHashMap<CallerId, Caller>,
}

#[derive(Clone, Copy)]
pub(super) struct Caller {
    pub(super) standing: Standing,
    /// The tag of the browser session: the one that the caller named last, or one of its connection's own.
    pub(super) session: Tag,
}

impl Callers {
    pub(super) fn add(&mut self, mut standing: Standing, session: Tag) -> CallerId {
        standing.pseudonyms.sessions = [session; DAYS];
        let id = self.slots.take();
        self.known.insert(id, Caller { standing, session });
        id
    }

    pub(super) fn get(&self, id: CallerId) -> Option<&Caller> {
        self.known.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: CallerId) -> Option<&mut Caller> {
        self.known.get_mut(&id)
    }

    /// Forgets a caller. Its id may come again, with another generation, once nothing of the caller is left anywhere.
    pub(super) fn remove(&mut self, id: CallerId) -> Option<Caller> {
        let caller = self.known.remove(&id)?;
        self.slots.give_back(id);
        Some(caller)
    }

    /// A caller, as its calls know it.
    pub(super) fn party(&self, id: CallerId) -> Option<Party> {
        let Standing { subject, network, sealed, pseudonyms, .. } = self.get(id)?.standing;
        Some(Party { caller: id, subject, network, sealed, pseudonyms })
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}
