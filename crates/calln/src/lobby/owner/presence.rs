//! Callers who leave, who are cut off, and who come back.

use std::sync::Arc;
use std::time::Instant;

use calln_core::attendance::{Claim, ClaimError, Lapsed, Seated};
use calln_core::{CallId, CallerId, Input, Tag};
use calln_transport::AckId;
use calln_wire::server::{Failed, FailureCode, Reconnecting, ResumeReply, Resumed, Returned, Why};

use super::Owner;
use crate::caller::{self, Caller};
use crate::lobby::wire;

impl Owner {
    pub(super) fn leave(&mut self, caller: &Arc<Caller>) {
        if !self.is_current(caller) {
            return;
        }
        let id = caller.id();
        if let Some(call) = self.attendance.call_of(id) {
            // A goodbye is one from the connection too: no more of the caller is left than of one who was cut off.
            self.desk.lost(call, id);
        }
        if let Some((call, partner)) = self.attendance.restored(id) {
            self.end_restored(call, None, partner, Why::Disconnected);
        }
        self.forget(id, Why::Disconnected);
    }

    /// Forgets a caller, and ends what the lobby knows of it. `why` is what its partner is told.
    fn forget(&mut self, id: CallerId, why: Why) {
        self.callers.remove(&id);
        self.carry_out_all(Input::Disconnect { caller: id }, None, why);
        // After the end of its call, which is charged to it.
        self.desk.forget(id);
        self.meter.tells(id, None);
        self.slots.give_back(id);
    }

    pub(super) fn lose(&mut self, caller: &Arc<Caller>) {
        if !self.is_current(caller) {
            return;
        }
        let Some((call, partner)) = self.attendance.lose(Instant::now(), caller.id()) else {
            return self.leave(caller);
        };
        self.desk.lost(call, caller.id());
        if let Some(partner) = partner.and_then(|partner| self.callers.get(&partner)) {
            partner.miss_partner();
            partner.tell(&Reconnecting { call: call.to_string() });
        }
    }

    /// Whether this connection is the caller's present one. It isn't if the caller came back on another before the
    /// end of this one was noticed, or has been forgotten.
    fn is_current(&self, caller: &Arc<Caller>) -> bool {
        self.callers.get(&caller.id()).is_some_and(|current| Arc::ptr_eq(current, caller))
    }

    /// A caller takes its seat in a call again.
    pub(super) fn resume(&mut self, caller: &Arc<Caller>, claim: Claim, op: Option<Tag>, ack: Option<AckId>) {
        // One connection is in one call, on one side of it. What it did under its name until now is undone below, which
        // would be the end of a call.
        if caller.is_elsewhere(claim) {
            let error =
                Failed::new(FailureCode::InCall, "this connection is in a call; come back on another");
            return caller.acknowledge(ack, &ResumeReply::Refused { ok: false, error });
        }
        let (now, anew) = (Instant::now(), caller.id());
        let Seated { caller: id, partner } = match self.attendance.claim(now, claim, op, anew) {
            Ok(seated) => seated,
            Err(error) => {
                let code = match error {
                    ClaimError::Over => FailureCode::Over,
                    ClaimError::Used => FailureCode::BadToken,
                };
                let error = Failed::new(code, error.to_string());
                return caller.acknowledge(ack, &ResumeReply::Refused { ok: false, error });
            }
        };
        if id != anew {
            // The connection goes on under the caller's former name; what it did under the new one is undone.
            self.forget(anew, Why::Disconnected);
            caller.rename(id);
            if let Some(former) = self.callers.insert(id, Arc::clone(caller)) {
                former.unlink();
                former.let_go();
            }
        }
        self.sealer.used(claim);
        self.desk.back(claim.call, id);
        let seat = Claim { serial: claim.serial + 1, ..claim };
        let token = self.token(seat);
        let relay = self.relay(seat, caller);
        let partner = partner.and_then(|partner| self.callers.get(&partner));
        if let Some(partner) = partner {
            // News to the desk only where the server has been started anew since the call began.
            self.desk.began(claim.call, [caller, partner]);
        }
        caller::relink(seat, caller, partner.map(|partner| &**partner), |call| {
            let resumed = Resumed {
                call: call.to_owned(),
                role: wire::role(seat.role),
                token,
                partner_present: partner.is_some(),
                relay,
            };
            caller.acknowledge(ack, &ResumeReply::Ok { ok: true, resumed });
            if let Some(partner) = partner {
                partner.tell(&Returned { call: call.to_owned() });
            }
        });
    }

    /// A caller stayed away for too long.
    pub(super) fn give_up(&mut self, Lapsed { call, away, partner, restored }: Lapsed) {
        if restored {
            return self.end_restored(call, away, partner, Why::Lost);
        }
        if let Some(away) = away {
            self.forget(away, Why::Lost);
        }
    }

    /// Ends a call that the lobby doesn't know.
    pub(super) fn end_restored(
        &mut self,
        call: CallId,
        by: Option<CallerId>,
        other: Option<CallerId>,
        why: Why,
    ) {
        self.part(call, by, other, why);
        self.forget_gone();
    }

    /// Who was away from a call that has ended has nothing to come back to.
    pub(super) fn forget_gone(&mut self) {
        while let Some(gone) = self.gone.pop() {
            self.forget(gone, Why::Disconnected);
        }
    }
}
