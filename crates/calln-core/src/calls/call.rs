//! One call: its legs, and how long each was there.

use std::time::{Duration, Instant};

use super::leg::Presence;
use super::{Leg, Party, Role};
use crate::defaults::{YOUNG_CALL, YOUNG_GRACE};
use crate::ids::CallerId;

/// A call that is on, or ended so lately that it can be reported.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    waiter: Leg,
    newcomer: Leg,
    /// When the two were matched. None: the call was restored, and is of before this server's start.
    began: Option<Instant>,
    ended: Option<Instant>,
    /// Until when presence has been added up. None until both were there for the first time.
    counted_to: Option<Instant>,
    /// Time that both were there.
    together: Duration,
}

impl Call {
    pub(super) fn begin(now: Instant, waiter: Party, newcomer: Party) -> Self {
        Self {
            waiter: Leg::present(waiter),
            newcomer: Leg::present(newcomer),
            began: Some(now),
            ended: None,
            counted_to: Some(now),
            together: Duration::ZERO,
        }
    }

    /// A call that the server learns of by a claim. Both legs are vacant, and waited for until `until`.
    pub(super) fn restore(now: Instant, until: Instant, used: impl Fn(Role) -> u64) -> Self {
        Self {
            waiter: Leg::vacant(now, until, used(Role::Waiter)),
            newcomer: Leg::vacant(now, until, used(Role::Newcomer)),
            began: None,
            ended: None,
            counted_to: None,
            together: Duration::ZERO,
        }
    }

    /// One side.
    pub fn leg(&self, role: Role) -> &Leg {
        match role {
            Role::Waiter => &self.waiter,
            Role::Newcomer => &self.newcomer,
        }
    }

    pub(crate) fn leg_mut(&mut self, role: Role) -> &mut Leg {
        match role {
            Role::Waiter => &mut self.waiter,
            Role::Newcomer => &mut self.newcomer,
        }
    }

    /// Which side a caller has.
    pub fn role_of(&self, caller: CallerId) -> Option<Role> {
        Role::BOTH.into_iter().find(|role| self.leg(*role).caller() == Some(caller))
    }

    /// Whether the call was on before this server knew of it. The lobby doesn't know it then.
    pub fn is_restored(&self) -> bool {
        self.began.is_none()
    }

    /// How long the call lasted at its end; none while it is on, and of one that was restored.
    pub fn lasted(&self) -> Option<Duration> {
        Some(self.ended?.saturating_duration_since(self.began?))
    }

    /// How long the two have talked: the time that both were there, which neither can make longer alone.
    pub fn talk(&self) -> Duration {
        self.together
    }

    /// Both sides were there at the same time. What comes of a call in which they never were is of no interest to anybody.
    pub(crate) fn has_met(&self) -> bool {
        self.counted_to.is_some()
    }

    pub(super) fn ended(&self) -> Option<Instant> {
        self.ended
    }

    pub(super) fn end(&mut self, now: Instant) {
        self.count_to(now);
        self.ended = Some(now);
    }

    /// How long the call waits for a caller who is away.
    pub(super) fn grace(&self, now: Instant, grace: Duration) -> Duration {
        let is_young = self.began.is_some_and(|began| now < began + YOUNG_CALL);
        if is_young { grace.min(YOUNG_GRACE) } else { grace }
    }

    /// Adds up who was there until `now`. Nothing is added after the call's end.
    pub(crate) fn count_to(&mut self, now: Instant) {
        let Some(counted_to) = self.counted_to.filter(|_| self.ended.is_none()) else { return };
        let passed = now.saturating_duration_since(counted_to);
        self.counted_to = Some(counted_to.max(now));
        if self.waiter.is_present() && self.newcomer.is_present() {
            self.together += passed;
        }
        for leg in [&mut self.waiter, &mut self.newcomer] {
            if leg.is_present() {
                leg.present_for += passed;
            }
        }
    }

    /// A side's connection is gone. The call waits for the caller until `until`; an absence that lasts began when it began.
    pub(super) fn set_away(&mut self, role: Role, now: Instant, until: Instant) {
        self.count_to(now);
        let leg = self.leg_mut(role);
        leg.presence = Presence::Away { since: leg.away_since().unwrap_or(now), until };
    }

    /// A side is there again.
    pub(super) fn set_present(&mut self, role: Role, now: Instant) {
        self.count_to(now);
        self.leg_mut(role).presence = Presence::Present;
        if self.waiter.is_present() && self.newcomer.is_present() {
            self.counted_to.get_or_insert(now);
        }
    }

    /// The side that has said nothing to the other, where `by` ends the call. None where that is neither or both: if both
    /// have said nothing, neither waited for the other. Of one who is gone it isn't known any more.
    pub(crate) fn silent(&self, by: Role) -> Option<CallerId> {
        let (own, other) = (self.leg(by), self.leg(by.other()));
        match (own.is_present() && !own.spoken, !other.spoken) {
            (true, false) => own.caller(),
            (false, true) => other.caller(),
            _ => None,
        }
    }
}
