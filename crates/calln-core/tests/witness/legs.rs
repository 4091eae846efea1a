//! Who is in which call, by rules so plain that they are obviously right.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use calln_core::calls::{ResumeClaim, ResumeError, Role};
use calln_core::defaults::{GRACE, OVER_KEPT, YOUNG_CALL, YOUNG_GRACE};
use calln_core::{CallId, CallerId, Engine, Tag};

/// The calls that are on, and the names of those that are over.
#[derive(Default)]
pub(crate) struct Legs {
    calls: HashMap<CallId, Call>,
    callers: HashMap<CallerId, CallId>,
    /// Those in which somebody is away.
    waited_in: HashSet<CallId>,
    over: Vec<(CallId, Instant)>,
    /// Serials used before a restart.
    used: Vec<(CallId, Role, u64)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    /// None: restored.
    began: Option<Instant>,
    pub(crate) legs: [Leg; 2],
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Leg {
    pub(crate) caller: Option<CallerId>,
    /// Until when the call waits for it.
    pub(crate) away: Option<Instant>,
    used: u64,
    repeatable: Option<(Tag, Instant)>,
}

impl Leg {
    pub(crate) fn present(&self) -> Option<CallerId> {
        self.caller.filter(|_| self.away.is_none())
    }
}

impl Call {
    pub(crate) fn is_restored(&self) -> bool {
        self.began.is_none()
    }

    /// Those who have nothing to come back to once the call is over.
    pub(crate) fn away(&self) -> Vec<CallerId> {
        self.legs.iter().filter(|leg| leg.away.is_some()).filter_map(|leg| leg.caller).collect()
    }
}

fn side(role: Role) -> usize {
    usize::from(role == Role::Newcomer)
}

impl Legs {
    pub(crate) fn of(&self, caller: CallerId) -> Option<&Call> {
        self.calls.get(self.callers.get(&caller)?)
    }

    /// Calls that should have ended by now, since somebody stayed away.
    pub(crate) fn due(&self, now: Instant) -> Vec<CallId> {
        let is_due = |leg: &Leg| leg.away.is_some_and(|until| until <= now);
        let due = self.waited_in.iter().filter(|id| self.calls[*id].legs.iter().any(is_due));
        due.copied().collect()
    }

    pub(crate) fn begin(&mut self, now: Instant, id: CallId, waiter: CallerId, newcomer: CallerId) {
        let legs = [waiter, newcomer].map(|caller| Leg { caller: Some(caller), ..Leg::default() });
        self.callers.extend([(waiter, id), (newcomer, id)]);
        self.calls.insert(id, Call { id, began: Some(now), legs });
    }

    /// A caller's connection broke: the call that goes on, and the partner if it is there.
    pub(crate) fn lose(&mut self, now: Instant, caller: CallerId) -> Option<(CallId, Option<CallerId>)> {
        let call = self.calls.get_mut(self.callers.get(&caller)?)?;
        let is_young = call.began.is_some_and(|began| now - began < YOUNG_CALL);
        let grace = if is_young { YOUNG_GRACE } else { GRACE };
        let at = call.legs.iter().position(|leg| leg.caller == Some(caller))?;
        call.legs[at].away = Some(now + grace);
        self.waited_in.insert(call.id);
        Some((call.id, call.legs[1 - at].present()))
    }

    pub(crate) fn end(&mut self, now: Instant, id: CallId) -> Option<Call> {
        let call = self.calls.remove(&id)?;
        for caller in call.legs.iter().filter_map(|leg| leg.caller) {
            self.callers.remove(&caller);
        }
        self.waited_in.remove(&id);
        let kept = self.over.partition_point(|(_, ended)| now - *ended >= OVER_KEPT);
        self.over.drain(..kept);
        self.over.push((id, now));
        Some(call)
    }

    /// What becomes of a claim: as whom its caller goes on, and the partner.
    pub(crate) fn resume(
        &mut self,
        now: Instant,
        came_as: CallerId,
        claim: ResumeClaim,
        op: Option<Tag>,
    ) -> Result<(CallerId, Option<CallerId>), ResumeError> {
        let ResumeClaim { call: id, role, serial, .. } = claim;
        if let Some(own) = self.of(came_as)
            && (own.id != id || own.legs[side(role)].caller != Some(came_as))
        {
            return Err(ResumeError::InCall);
        }
        if self.over.iter().any(|&(over, at)| over == id && now - at < OVER_KEPT) {
            return Err(ResumeError::Over);
        }
        let used = |role| {
            let before = self.used.iter().filter(|(call, side, _)| (*call, *side) == (id, role));
            before.map(|(.., serial)| *serial).max().unwrap_or(0)
        };
        if serial <= used(role) {
            return Err(ResumeError::Used);
        }
        let vacant =
            Role::BOTH.map(|role| Leg { away: Some(now + GRACE), used: used(role), ..Leg::default() });
        let call = self.calls.entry(id).or_insert(Call { id, began: None, legs: vacant });
        let leg = &mut call.legs[side(role)];
        let repeats = leg.repeatable.is_some_and(|(with, until)| Some(with) == op && now < until);
        if serial > leg.used {
            leg.repeatable = op.map(|op| (op, now + GRACE));
        } else if serial < leg.used || !repeats {
            return Err(ResumeError::Used);
        }
        (leg.used, leg.away) = (serial, None);
        let caller = *leg.caller.get_or_insert(came_as);
        self.callers.insert(caller, id);
        if call.legs.iter().any(|leg| leg.away.is_some()) {
            self.waited_in.insert(id);
        } else {
            self.waited_in.remove(&id);
        }
        Ok((caller, call.legs[1 - side(role)].present()))
    }

    /// The server is started anew: calls are gone, and what was spent stays so. Tells the next one what was written down.
    pub(crate) fn restart(&mut self, now: Instant, next: &mut Engine) {
        self.callers.clear();
        self.waited_in.clear();
        for (_, call) in self.calls.drain() {
            let used = Role::BOTH.map(|role| (call.id, role, call.legs[side(role)].used));
            self.used.extend(used.into_iter().filter(|(.., serial)| *serial > 0));
        }
        for (call, at) in &self.over {
            next.remember_over(*call, now - *at);
        }
        for (call, role, serial) in &self.used {
            next.remember_used(*call, *role, *serial);
        }
    }
}
