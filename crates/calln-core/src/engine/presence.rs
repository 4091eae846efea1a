//! Callers who leave, who are cut off, and who come back.

use super::{Effect, Engine, Why};
use crate::calls::{ResumeClaim, Resumed};
use crate::ids::{CallerId, Tag};
use crate::lobby;

impl Engine {
    pub(super) fn leave(&mut self, caller: CallerId, effects: &mut Vec<Effect>) {
        // A goodbye is one from the connection too: no more of the caller is left than of one who was cut off.
        if let Some((call, role)) = self.calls.leave(self.now, caller) {
            self.end(call, role, Why::Disconnected, effects);
        }
        self.forget(caller, effects);
    }

    pub(super) fn lose(&mut self, caller: CallerId, effects: &mut Vec<Effect>) {
        match self.calls.lose(self.now, caller) {
            Some((call, partner)) => effects.push(Effect::Away { call, caller, partner }),
            None => self.forget(caller, effects),
        }
    }

    pub(super) fn resume(
        &mut self,
        came_as: CallerId,
        claim: ResumeClaim,
        op: Option<Tag>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(party) = self.callers.party(came_as) else { return };
        let Resumed { caller, partner, restored } = match self.calls.resume(self.now, claim, op, party) {
            Ok(resumed) => resumed,
            Err(error) => return effects.push(Effect::ResumeRefused { caller: came_as, error }),
        };
        // What the connection did until now is undone. It may wait for a partner.
        if caller != came_as || restored {
            self.tell_lobby(lobby::Input::Disconnect { caller: came_as }, effects);
        }
        // It goes on under the caller's former name, from where it is now.
        if caller != came_as {
            self.policy.forget_caller(came_as);
            let anew = self.callers.remove(came_as);
            if let (Some(anew), Some(known)) = (anew, self.callers.get_mut(caller)) {
                let sessions = known.standing.pseudonyms.sessions;
                known.standing = anew.standing;
                known.standing.pseudonyms.sessions = sessions;
            }
        }
        effects.push(Effect::Resumed { caller, came_as, claim, partner });
    }
}
