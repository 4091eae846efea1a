//! The calls that can be reported: the current ones and those that have just ended.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::{Network, Sealed, Subject};
use crate::{CallId, CallerId, Tag};

/// One side of a call, as far as a report may need it.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// The caller.
    pub caller: CallerId,
    /// The caller's subject under the policy's key.
    pub subject: Subject,
    /// The caller's network under the policy's key.
    pub network: Network,
    /// The caller's subject under the ban store's key, handed back in a ban.
    pub sealed: Sealed,
    /// The caller's browser session, for keeping the two apart.
    pub session: Tag,
}

/// A call that can be reported.
pub(super) struct Call {
    pub(super) began: Instant,
    pub(super) ended: Option<Instant>,
    pub(super) sides: [Side; 2],
}

/// What has become of one side of a call.
pub(super) struct Side {
    pub(super) party: Party,
    /// This side has reported the other.
    pub(super) reported: bool,
    /// The call stands in the count of this side's calls.
    pub(super) counted: bool,
}

/// The calls by id. Current ones are as many as the server holds; ended ones are bounded.
#[derive(Default)]
pub(super) struct Ledger {
    calls: FxHashMap<CallId, Call>,
    /// Ended calls, oldest first.
    ended: VecDeque<(Instant, CallId)>,
}

impl Call {
    /// How long the two have talked, or talked.
    pub(super) fn talk(&self, now: Instant) -> Duration {
        self.ended.unwrap_or(now).saturating_duration_since(self.began)
    }
}

impl Ledger {
    /// A call has begun.
    pub(super) fn begin(&mut self, call: CallId, now: Instant, parties: [Party; 2]) {
        let sides = parties.map(|party| Side { party, reported: false, counted: false });
        self.calls.entry(call).or_insert(Call { began: now, ended: None, sides });
    }

    /// A call has ended; the first time that it is said counts. At most `kept` ended calls stay.
    pub(super) fn end(&mut self, call: CallId, now: Instant, kept: usize) -> Option<&mut Call> {
        self.calls.get(&call).filter(|call| call.ended.is_none())?;
        self.ended.push_back((now, call));
        if self.ended.len() > kept {
            self.drop_oldest();
        }
        let call = self.calls.get_mut(&call)?;
        call.ended = Some(now);
        Some(call)
    }

    /// A call that can be reported now.
    pub(super) fn get(&self, call: CallId) -> Option<&Call> {
        self.calls.get(&call)
    }

    /// The same, to take a report.
    pub(super) fn get_mut(&mut self, call: CallId) -> Option<&mut Call> {
        self.calls.get_mut(&call)
    }

    /// Forgets the calls that ended more than `after` ago.
    pub(super) fn expire(&mut self, now: Instant, after: Duration) {
        while self.next_expiry(after).is_some_and(|at| at < now) {
            self.drop_oldest();
        }
    }

    /// When the next ended call can no longer be reported.
    pub(super) fn next_expiry(&self, after: Duration) -> Option<Instant> {
        self.ended.front().map(|(ended, _)| *ended + after)
    }

    /// How many calls there are, ended ones included.
    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    fn drop_oldest(&mut self) {
        if let Some((_, call)) = self.ended.pop_front() {
            self.calls.remove(&call);
        }
    }
}
