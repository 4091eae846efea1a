//! What callers ask for, as the engine's inputs.

use std::sync::Arc;

use calln_core::{CallerId, Input};
use calln_transport::AckId;

use super::Owner;
use crate::connection::Connection;
use crate::limits::KeptOffer;
use crate::lobby::handle::Request;

impl Owner {
    pub(super) fn grant(&mut self, connection: &Arc<Connection>, request: Request, ack: Option<AckId>) {
        // A request can outlive its connection only in this queue; the news of the end comes behind it.
        let Some(caller) = self.callers.of(connection) else { return };
        let input = match request {
            Request::Join { profile, op, proved, offer } => {
                self.tell_country(caller, profile.country);
                // An offer is made for one search.
                self.set_offer(caller, offer);
                Input::Join { caller, profile, op, proved }
            }
            Request::Next { call, op, offer } => {
                if offer.is_some() {
                    self.set_offer(caller, offer);
                }
                Input::Next { caller, call, op }
            }
            Request::Offer(offer) => return self.keep_offer(caller, offer),
            Request::Leave => {
                self.set_offer(caller, None);
                self.meter.waits_no_more(caller);
                Input::Leave { caller }
            }
            Request::HangUp { call } => Input::HangUp { caller, call },
            Request::Report { call, reason, end } => Input::Report { caller, call, reason, end },
            Request::Again { call } => Input::Again { caller, call },
            Request::Block { call } => Input::Block { caller, call },
            Request::Resume { claim, op } => Input::Resume { caller, claim, op },
        };
        self.decide(input, ack);
        // In a call that goes on, as one that has been found: nobody is left to come.
        if self.is_in_call(caller) {
            self.set_offer(caller, None);
        }
    }

    fn keep_offer(&mut self, caller: CallerId, offer: Option<KeptOffer>) {
        if !self.is_in_call(caller) {
            self.set_offer(caller, offer);
        }
    }

    pub(super) fn set_offer(&mut self, caller: CallerId, offer: Option<KeptOffer>) {
        if let Some(caller) = self.callers.get_mut(caller) {
            caller.offer = offer;
        }
    }

    fn is_in_call(&self, caller: CallerId) -> bool {
        self.engine.calls().leg_of(caller).is_some()
    }
}
