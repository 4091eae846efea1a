//! What callers ask for.

use std::sync::Arc;

use calln_core::{CallId, CallerId, Input, JoinError};
use calln_transport::AckId;
use calln_wire::server::{Failed, FailureCode, JoinReply, Why};

use super::Owner;
use crate::caller::Caller;
use crate::limits::KeptOffer;
use crate::lobby::handle::Request;
use crate::lobby::wire;

impl Owner {
    pub(super) fn grant(&mut self, caller: &Arc<Caller>, request: Request, ack: Option<AckId>) {
        let id = caller.id();
        let input = match request {
            Request::Resume { claim, op } => return self.resume(caller, claim, op, ack),
            Request::Join { .. } if self.moving => {
                return caller.answer(ack, JoinReply::refused(is_moving()));
            }
            Request::Join { profile, hide, direct_only, op, proved, offer } => {
                if proved {
                    self.desk.pay(id);
                }
                if let Err(toll) = self.desk.charge(caller) {
                    return caller.answer(ack, JoinReply::refused(toll));
                }
                caller.choose_ways(hide, direct_only);
                self.meter.tells(id, profile.country);
                return self.search(caller, offer, Input::Join { caller: id, profile, op }, ack);
            }
            Request::Next { call, op, offer } => {
                if let Err(toll) = self.desk.charge(caller) {
                    // Whoever is to prove something first has left that call all the same.
                    if let Some(call) = call.or_else(|| caller.call()) {
                        self.carry_on(caller, Input::HangUp { caller: id, call }, None);
                    }
                    return caller.answer(ack, JoinReply::refused(toll));
                }
                return self.search(caller, offer, Input::Next { caller: id, call, op }, ack);
            }
            Request::Leave => Input::Leave { caller: id },
            Request::HangUp { call } => Input::HangUp { caller: id, call },
            Request::Report { call, reason, end } => {
                let reply = self.desk.report(call, id, reason);
                self.keep_apart(call, id);
                caller.answer_report(ack, reply);
                if !end {
                    return;
                }
                Input::HangUp { caller: id, call }
            }
            Request::Block { call } => {
                self.keep_apart(call, id);
                Input::HangUp { caller: id, call }
            }
        };
        self.carry_on(caller, input, ack);
    }

    /// Has the lobby find a partner for a caller, who may bring an offer.
    fn search(&mut self, caller: &Caller, offer: Option<KeptOffer>, input: Input, ack: Option<AckId>) {
        if let Some(offer) = offer {
            caller.bring_offer(offer);
        }
        self.carry_on(caller, input, ack);
        // In a call that goes on, as one that has been found: nobody is left to come.
        if caller.call().is_some() {
            caller.take_offer();
        }
    }

    /// Hands what a caller asks for to the lobby.
    fn carry_on(&mut self, caller: &Caller, input: Input, ack: Option<AckId>) {
        let id = caller.id();
        if let Some((call, partner)) = self.attendance.restored(id) {
            // The lobby doesn't know this call, so it is ended here; then the lobby may say what it has to say.
            match input {
                Input::Join { .. } => {
                    return caller.answer(ack, JoinReply::refused(wire::refused(&JoinError::InCall)));
                }
                Input::HangUp { call: named, .. } if named == call => {
                    return self.end_restored(call, Some(id), partner, Why::HungUp);
                }
                Input::Next { call: named, .. } if named.is_none_or(|named| named == call) => {
                    self.end_restored(call, Some(id), partner, Why::Next);
                }
                _ => {}
            }
        }
        self.decide(input, ack);
    }

    /// The two of a call don't meet again.
    fn keep_apart(&mut self, call: CallId, by: CallerId) {
        if let Some(sessions) = self.desk.sessions(call, by) {
            self.decide(Input::KeepApart { sessions }, None);
        }
    }
}

fn is_moving() -> Failed {
    Failed::new(FailureCode::Moving, "the server is about to stop; connect again in a moment")
}
