//! Reports and blocks.

use super::{Effect, Engine, Why};
use crate::defaults::APART_LIVES;
use crate::ids::{CallId, CallerId};
use crate::lobby;
use crate::moderation::Reason;
use crate::pseudonyms::Pseudonyms;

impl Engine {
    pub(super) fn report(
        &mut self,
        caller: CallerId,
        call: CallId,
        reason: Reason,
        end: bool,
        effects: &mut Vec<Effect>,
    ) {
        let mut bans = Vec::new();
        let reply = self.policy.report(self.now, &mut self.calls, call, caller, reason, &mut bans);
        let has_banned = !bans.is_empty();
        effects.extend(bans.into_iter().map(Effect::Ban));
        let _known = self.keep_apart(caller, call, effects);
        effects.push(Effect::Reported { caller, reason, reply });
        if end {
            self.hang_up(caller, call, effects);
        } else if has_banned {
            self.end_without_partner(caller, call, effects);
        }
    }

    /// Ends a call whose other side has just been banned while it was away. The ban closes the connections of an address, of
    /// which it has none at the moment, and the right to come back is good from any other.
    fn end_without_partner(&mut self, caller: CallerId, named: CallId, effects: &mut Vec<Effect>) {
        let Some((call, own)) = self.calls.leg_of(caller).filter(|(call, _)| *call == named) else { return };
        let partner = own.other();
        if self.calls.get(call).is_some_and(|call| call.leg(partner).connected().is_none()) {
            self.end(call, partner, Why::Disconnected, effects);
        }
    }

    pub(super) fn block(&mut self, caller: CallerId, call: CallId, effects: &mut Vec<Effect>) {
        let kept = self.keep_apart(caller, call, effects);
        effects.push(Effect::Blocked { caller, kept });
        self.hang_up(caller, call, effects);
    }

    /// The two of a call don't meet again. False where it isn't known who they are.
    fn keep_apart(&mut self, caller: CallerId, call: CallId, effects: &mut Vec<Effect>) -> bool {
        let Some([own, partner]) = self.calls.pseudonyms(call, caller) else { return false };
        for pair in Pseudonyms::pairs(&own, &partner) {
            self.tell_lobby(lobby::Input::KeepApart { pair, lasts: APART_LIVES }, effects);
            effects.push(Effect::KeptApart(pair));
        }
        true
    }
}
