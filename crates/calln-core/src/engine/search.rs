//! Looking for a partner.

use super::{Effect, Engine, SearchError, Why};
use crate::ids::{CallId, CallerId, Tag};
use crate::lobby::{self, JoinError, Profile};
use crate::pseudonyms::DAYS;

impl Engine {
    pub(super) fn join(
        &mut self,
        caller: CallerId,
        mut profile: Profile,
        op: Option<Tag>,
        proved: bool,
        effects: &mut Vec<Effect>,
    ) {
        let Some(known) = self.callers.get_mut(caller) else { return };
        known.session = profile.session.unwrap_or(known.session);
        profile.session = Some(known.session);
        let own = &mut known.standing.pseudonyms;
        let named = profile.pseudonyms.sessions;
        own.sessions = if named == [Tag::default(); DAYS] { [known.session; DAYS] } else { named };
        profile.pseudonyms = *own;
        if self.draining {
            return effects.push(Effect::Replied { caller, reply: Err(SearchError::Draining) });
        }
        if proved {
            self.policy.pay(caller);
        }
        if let Err(error) = self.charge(caller, effects) {
            return effects.push(Effect::Replied { caller, reply: Err(error) });
        }
        // The lobby doesn't know a call that was restored.
        if self.is_in_restored_call(caller) {
            return effects.push(Effect::Replied { caller, reply: Err(JoinError::InCall.into()) });
        }
        self.tell_lobby(lobby::Input::Join { caller, profile, op }, effects);
    }

    pub(super) fn next(
        &mut self,
        caller: CallerId,
        named: Option<CallId>,
        op: Option<Tag>,
        effects: &mut Vec<Effect>,
    ) {
        if self.callers.get(caller).is_none() {
            return;
        }
        let charged = self.charge(caller, effects);
        let own = self.calls.leg_of(caller).filter(|(call, _)| named.is_none_or(|named| named == *call));
        // Whoever is to prove something first has left that call all the same. A request that is only answered again has
        // ended what it was to end.
        if let Some((call, role)) = own
            && (charged.is_err() || !self.lobby.is_repeated(caller, op))
        {
            let why = if charged.is_err() { Why::HungUp } else { Why::Next };
            self.end(call, role, why, effects);
        }
        match charged {
            Ok(()) => self.tell_lobby(lobby::Input::Next { caller, op }, effects),
            Err(error) => effects.push(Effect::Replied { caller, reply: Err(error) }),
        }
    }

    pub(super) fn hang_up(&mut self, caller: CallerId, named: CallId, effects: &mut Vec<Effect>) {
        if let Some((call, role)) = self.calls.leg_of(caller).filter(|(call, _)| *call == named) {
            self.end(call, role, Why::HungUp, effects);
        }
    }

    pub(super) fn again(&mut self, caller: CallerId, call: CallId, effects: &mut Vec<Effect>) {
        // One whose connection broke after the call comes as another caller, with no say in this call.
        if self.draining || self.callers.get(caller).is_none() {
            return;
        }
        if let Some(first) = self.calls.again(call, caller) {
            self.tell_lobby(lobby::Input::Meet { first, second: caller }, effects);
        }
    }

    /// Counts a search for a partner.
    fn charge(&mut self, caller: CallerId, effects: &mut Vec<Effect>) -> Result<(), SearchError> {
        let Some(standing) = self.callers.get(caller).map(|caller| caller.standing) else { return Ok(()) };
        if standing.exempt {
            return Ok(());
        }
        let was_attack = self.policy.is_attack(self.now);
        let charged = self.policy.charge(self.now, caller, &standing.subject);
        if !was_attack && self.policy.is_attack(self.now) {
            effects.push(Effect::AttackBegan);
        }
        charged.map_err(SearchError::ProofDue)
    }

    fn is_in_restored_call(&self, caller: CallerId) -> bool {
        let call = self.calls.leg_of(caller).and_then(|(call, _)| self.calls.get(call));
        call.is_some_and(|call| call.is_restored())
    }
}
