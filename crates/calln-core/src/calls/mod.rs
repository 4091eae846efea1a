//! Every call, and both of its legs.
//!
//! A call is peer to peer and outlives its callers' connections to the server. When one breaks, the caller's leg is
//! *away*, and the call stays for a grace. Within it the caller can take its leg again on a new connection, with
//! a [`ResumeClaim`] that only it can show; the lobby never learns that anything happened. After a restart the server knows
//! no calls; the first claim to one *restores* it, and it stays if the other side claims its leg too.
//!
//! A call that has ended stays for as long as it can be reported, and its name for as long as a claim to it could
//! be shown.
//!
//! Sans-IO like the rest: the owner checks that a claim is genuine (its seal and its age), this module whether it
//! was used before and what it leads to.

mod call;
mod claim;
mod leg;
mod spent;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

pub use self::{
    call::Call,
    claim::{Hiding, ResumeClaim, ResumeError, Resumed},
    leg::{Leg, Party, Role},
};
use self::{leg::Presence, spent::Spent};
use crate::ids::{CallId, CallerId, Tag};
use crate::pseudonyms::Pseudonyms;

/// What the table goes by.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a call waits for a caller who is away. See [`crate::defaults::GRACE`].
    pub grace: Duration,
    /// How long after its end a call can be reported.
    pub reportable: Duration,
    /// Ended calls that can be reported, at the most. Those on are as many as the server holds.
    pub ended_kept: usize,
}

/// The calls. See the [module's page](self).
pub struct Calls {
    settings: Settings,
    /// Those that are on, and those that have ended and can be reported.
    calls: FxHashMap<CallId, Call>,
    /// Of those that are on.
    legs: FxHashMap<CallerId, (CallId, Role)>,
    /// In the order in which they fall due. One whose caller has come back, or gone again since, is passed over.
    graces: VecDeque<(Instant, CallId, Role)>,
    /// Ended calls, oldest first.
    ended: VecDeque<(Instant, CallId)>,
    spent: Spent,
}

impl Calls {
    /// No calls.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            calls: FxHashMap::default(),
            legs: FxHashMap::default(),
            graces: VecDeque::new(),
            ended: VecDeque::new(),
            spent: Spent::default(),
        }
    }

    /// Before the server was started anew, `ago`, a call ended: no claim can open it. To be said in the order of the ends,
    /// before anything else.
    pub fn remember_over(&mut self, now: Instant, call: CallId, ago: Duration) {
        self.spent.end(now, call, ago);
    }

    /// Before the server was started anew a claim was used: it and all older ones of its leg stay worthless.
    pub fn remember_used(&mut self, now: Instant, call: CallId, role: Role, serial: u64) {
        self.spent.use_up(now, call, role, serial);
    }

    /// A match was made; both are there.
    pub fn begin(&mut self, now: Instant, call: CallId, waiter: Party, newcomer: Party) {
        self.legs.insert(waiter.caller, (call, Role::Waiter));
        self.legs.insert(newcomer.caller, (call, Role::Newcomer));
        self.calls.insert(call, Call::begin(now, waiter, newcomer));
    }

    /// A caller has said something to the other side of the call.
    pub fn spoke(&mut self, call: CallId, caller: CallerId) {
        if let Some(call) = self.calls.get_mut(&call)
            && let Some(role) = call.role_of(caller)
        {
            call.leg_mut(role).spoken = true;
        }
    }

    /// A caller's connection broke. None: the caller is in no call. Otherwise the call, kept for the grace
    /// ([`YOUNG_GRACE`](crate::defaults::YOUNG_GRACE) at the most where the call is young), and the partner if that one
    /// is there.
    pub fn lose(&mut self, now: Instant, caller: CallerId) -> Option<(CallId, Option<CallerId>)> {
        let (id, role) = self.leg_of(caller)?;
        let call = self.calls.get_mut(&id)?;
        let until = now + call.grace(now, self.settings.grace);
        call.set_away(role, now, until);
        let partner = call.leg(role.other()).connected();
        insert_by_time(&mut self.graces, (until, id, role));
        Some((id, partner))
    }

    /// A caller has said goodbye, and its connection is gone with it: nobody waits for it. The call is to
    /// [end](Self::end).
    pub fn leave(&mut self, now: Instant, caller: CallerId) -> Option<(CallId, Role)> {
        let (id, role) = self.leg_of(caller)?;
        self.calls.get_mut(&id)?.set_away(role, now, now);
        Some((id, role))
    }

    /// Somebody claims a leg. With the same `op` again, which only who claimed it knows, the claim is good again until the
    /// grace is over, unless a newer one has been shown: the answer may have been lost, and with it the next claim.
    ///
    /// `party` is the caller on the connection that the claim is shown on. Where the leg has had a caller, it keeps that one.
    ///
    /// # Errors
    /// If the caller is in a call elsewhere, the call is over or the claim was used.
    pub fn resume(
        &mut self,
        now: Instant,
        claim: ResumeClaim,
        op: Option<Tag>,
        party: Party,
    ) -> Result<Resumed, ResumeError> {
        let ResumeClaim { call: id, role, serial, .. } = claim;
        // One connection is in one call, on one side of it. What it did under its name until now is undone by its owner,
        // which would be the end of a call.
        if self.leg_of(party.caller).is_some_and(|own| own != (id, role)) {
            return Err(ResumeError::InCall);
        }
        if self.spent.is_over(id) || self.calls.get(&id).is_some_and(|call| call.ended().is_some()) {
            return Err(ResumeError::Over);
        }
        // It opens nothing either, or a used claim could have a call given up that its callers are still to come back to.
        if serial <= self.spent.used(id, role) {
            return Err(ResumeError::Used);
        }
        let grace = self.settings.grace;
        let call = self.calls.entry(id).or_insert_with(|| {
            let call = Call::restore(now, now + grace, |role| self.spent.used(id, role));
            self.spent.forget_used(id);
            insert_by_time(&mut self.graces, (now + grace, id, role.other()));
            call
        });
        let leg = call.leg_mut(role);
        let repeatable = if leg.is_repeated(now, serial, op) {
            leg.repeatable
        } else if serial > leg.used {
            op.map(|op| (op, now + grace))
        } else {
            return Err(ResumeError::Used);
        };
        (leg.used, leg.repeatable) = (serial, repeatable);
        let caller = leg.party.get_or_insert(party).caller;
        call.set_present(role, now);
        let (partner, restored) = (call.leg(role.other()).connected(), call.is_restored());
        self.legs.insert(caller, (id, role));
        Ok(Resumed { caller, partner, restored })
    }

    /// A call is over. None: it was so before, or isn't known. From now on no claim opens it, and for a while it can be
    /// reported.
    pub fn end(&mut self, now: Instant, id: CallId) -> Option<&mut Call> {
        let call = self.calls.get_mut(&id).filter(|call| call.ended().is_none())?;
        call.end(now);
        for role in Role::BOTH {
            if let Some(caller) = call.leg(role).caller() {
                self.legs.remove(&caller);
            }
        }
        self.spent.end(now, id, Duration::ZERO);
        self.ended.push_back((now, id));
        if self.ended.len() > self.settings.ended_kept {
            self.drop_oldest();
        }
        self.calls.get_mut(&id)
    }

    /// The leg that a caller has in a call that is on, whether its connection is there or not.
    pub fn leg_of(&self, caller: CallerId) -> Option<(CallId, Role)> {
        self.legs.get(&caller).copied()
    }

    /// A call that is on, or can be reported.
    pub fn get(&self, call: CallId) -> Option<&Call> {
        self.calls.get(&call)
    }

    /// The call that `by` reports, and its leg; none where it has none that can be reported.
    pub(crate) fn reported_by(&mut self, call: CallId, by: CallerId) -> Option<(&mut Call, Role)> {
        let call = self.calls.get_mut(&call).filter(|call| call.has_met())?;
        let role = call.role_of(by)?;
        Some((call, role))
    }

    /// `by` would like to talk to the partner of a call that has ended again. The partner, if it has said so before.
    pub(crate) fn again(&mut self, call: CallId, by: CallerId) -> Option<CallerId> {
        let (call, role) = self.reported_by(call, by)?;
        call.ended()?;
        call.leg_mut(role).again = true;
        let partner = call.leg(role.other());
        partner.caller().filter(|_| partner.again)
    }

    /// What the two are recognised by in a call that `by` may report, to keep them apart. None: it may not. Whether the
    /// report would count doesn't matter.
    pub fn pseudonyms(&mut self, call: CallId, by: CallerId) -> Option<[Pseudonyms; 2]> {
        let (call, _) = self.reported_by(call, by)?;
        let [waiter, newcomer] = Role::BOTH.map(|role| call.leg(role).party);
        Some([waiter?.pseudonyms, newcomer?.pseudonyms])
    }

    /// How many calls there are, those included that have ended and can be reported.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Forgets the ended calls that can no longer be reported, and what no claim can be shown for any more. To be called
    /// before anything else that happens at `now`.
    pub fn expire(&mut self, now: Instant) {
        while self.ended.front().is_some_and(|(ended, _)| *ended + self.settings.reportable < now) {
            self.drop_oldest();
        }
        self.spent.expire(now);
    }

    /// The next call whose grace is over by now, and who stayed away, for the owner to [end](Self::end) it.
    pub fn lapse(&mut self, now: Instant) -> Option<(CallId, Role)> {
        while let Some(&(due, id, role)) = self.graces.front()
            && due <= now
        {
            self.graces.pop_front();
            let Some(call) = self.calls.get(&id).filter(|call| call.ended().is_none()) else { continue };
            // Another time away has a deadline of its own.
            if matches!(call.leg(role).presence, Presence::Away { until, .. } if until == due) {
                return Some((id, role));
            }
        }
        None
    }

    /// When to call [`expire`](Self::expire) and [`lapse`](Self::lapse) if nothing else happens.
    pub fn next_wake(&self) -> Option<Instant> {
        let grace = self.graces.front().map(|&(due, ..)| due);
        // A call can still be reported at the very instant of its expiry, and is forgotten right after.
        let expiry = self.ended.front().map(|(ended, _)| *ended + self.settings.reportable + TICK);
        grace.into_iter().chain(expiry).chain(self.spent.next_expiry()).min()
    }

    fn drop_oldest(&mut self) {
        if let Some((_, call)) = self.ended.pop_front() {
            self.calls.remove(&call);
        }
    }
}

/// The least time that passes.
const TICK: Duration = Duration::from_nanos(1);

/// Keeps the order: nearly always the new deadline is the last one, but those of young calls come sooner.
fn insert_by_time(graces: &mut VecDeque<(Instant, CallId, Role)>, grace: (Instant, CallId, Role)) {
    let at = graces.partition_point(|(due, ..)| *due <= grace.0);
    graces.insert(at, grace);
}
