//! Reports and blocks.

use super::{Effect, Engine};
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
        effects.extend(bans.into_iter().map(Effect::Ban));
        let _known = self.keep_apart(caller, call, effects);
        effects.push(Effect::Reported { caller, reason, reply });
        if end {
            self.hang_up(caller, call, effects);
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
