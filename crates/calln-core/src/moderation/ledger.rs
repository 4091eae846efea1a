//! The calls that can be reported: the current ones and those that have just ended.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::defaults::SILENCE;
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
    /// Until when presence has been added up.
    counted_to: Instant,
    /// Time that both were there.
    together: Duration,
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
    /// Since when this side's connection is gone, if it is.
    away: Option<Instant>,
    /// Time that this side was there.
    present: Duration,
}

/// Who left a call that was too short to be a talk.
#[derive(Clone, Copy)]
pub(super) struct Leaver {
    /// The one who left.
    pub(super) party: Party,
    /// Whether its connection is gone as well, so that nothing but its address is left to go by.
    pub(super) gone: bool,
}

/// The calls by id. Current ones are as many as the server holds; ended ones are bounded.
#[derive(Default)]
pub(super) struct Ledger {
    calls: FxHashMap<CallId, Call>,
    /// Ended calls, oldest first.
    ended: VecDeque<(Instant, CallId)>,
}

impl Call {
    /// How long the two have talked: the time that both were there, which neither can make longer alone.
    pub(super) fn talk(&self) -> Duration {
        self.together
    }

    /// How long one side was there while the call lasted: its part of a talk that the other can't make shorter by
    /// staying away for a while.
    pub(super) fn present(&self, side: usize) -> Duration {
        self.sides[side].present
    }

    /// Which side a caller has.
    pub(super) fn side_of(&self, caller: CallerId) -> Option<usize> {
        self.sides.iter().position(|side| side.party.caller == caller)
    }

    /// Adds up who was there until `now`. Nothing is added after the call's end.
    pub(super) fn count_to(&mut self, now: Instant) {
        if self.ended.is_some() {
            return;
        }
        let passed = now.saturating_duration_since(self.counted_to);
        self.counted_to = self.counted_to.max(now);
        if self.sides.iter().all(|side| side.away.is_none()) {
            self.together += passed;
        }
        for side in self.sides.iter_mut().filter(|side| side.away.is_none()) {
            side.present += passed;
        }
    }

    /// Who is to answer for a call that was no talk, and the other side. That is the side that is away, and was first,
    /// else `by`; but where it was there for a while with a partner who was `silent`, it is the partner.
    pub(super) fn leaver(&self, by: Option<CallerId>, silent: Option<CallerId>) -> Option<(Leaver, Party)> {
        let away = (0..2).filter_map(|side| Some((self.sides[side].away?, side))).min();
        let leaver = match away {
            Some((_, side)) => side,
            None => self.side_of(by?)?,
        };
        let other = 1 - leaver;
        let [party, left] = [leaver, other].map(|side| self.sides[side].party);
        if silent == Some(left.caller) && self.present(leaver) >= SILENCE {
            return Some((Leaver { party: left, gone: self.sides[other].away.is_some() }, party));
        }
        Some((Leaver { party, gone: away.is_some() }, left))
    }
}

impl Ledger {
    /// A call has begun.
    pub(super) fn begin(&mut self, call: CallId, now: Instant, parties: [Party; 2]) {
        let sides = parties.map(|party| Side {
            party,
            reported: false,
            counted: false,
            away: None,
            present: Duration::ZERO,
        });
        let call_of = || Call { counted_to: now, together: Duration::ZERO, ended: None, sides };
        self.calls.entry(call).or_insert_with(call_of);
    }

    /// The connection of a call's side is gone, or another has taken its place.
    pub(super) fn set_away(&mut self, call: CallId, caller: CallerId, now: Instant, away: bool) {
        let Some(call) = self.calls.get_mut(&call).filter(|call| call.ended.is_none()) else { return };
        let Some(side) = call.side_of(caller) else { return };
        call.count_to(now);
        let since = call.sides[side].away;
        call.sides[side].away = away.then_some(since.unwrap_or(now));
    }

    /// A call has ended; the first time that it is said counts. At most `kept` ended calls stay.
    pub(super) fn end(&mut self, call: CallId, now: Instant, kept: usize) -> Option<&mut Call> {
        self.calls.get(&call).filter(|call| call.ended.is_none())?;
        self.ended.push_back((now, call));
        if self.ended.len() > kept {
            self.drop_oldest();
        }
        let call = self.calls.get_mut(&call)?;
        call.count_to(now);
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
