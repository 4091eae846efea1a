//! What the engine decided, as what is sent.

use std::time::SystemTime;

use calln_core::engine::SearchError;
use calln_core::{CallerId, Country, Effect, JoinState};
use calln_transport::AckId;
use calln_wire::server::Reconnecting;

use super::{BanOrder, Owner};
use crate::bans::Sentence;
use crate::lobby::wire;

impl Owner {
    /// Carries out one effect. `ack` is what the caller whose request it answers awaits.
    pub(super) fn carry_out(&mut self, effect: Effect, ack: Option<AckId>) {
        match effect {
            Effect::Replied { caller, reply } => self.answer(caller, reply, ack),
            Effect::Waiting { caller, outlook } => {
                if let Some(connection) = self.callers.connection(caller) {
                    connection.tell(&wire::waiting(outlook));
                }
            }
            Effect::Displaced { caller } => {
                self.set_offer(caller, None);
                if let Some(connection) = self.callers.connection(caller) {
                    connection.tell(&wire::displaced());
                }
            }
            Effect::Matched { waiter, newcomer, .. } => self.introduce(waiter, newcomer),
            Effect::Away { call, partner, .. } => {
                if let Some(partner) = partner.and_then(|partner| self.callers.connection(partner)) {
                    partner.miss_partner();
                    partner.tell(&Reconnecting { call: call.to_string() });
                }
            }
            Effect::Resumed { caller, came_as, claim, partner } => {
                self.bring_back(caller, came_as, claim, partner, ack);
            }
            Effect::ResumeRefused { caller, error } => {
                if let Some(connection) = self.callers.connection(caller) {
                    connection.answer(ack, &wire::resume_refused(error));
                }
            }
            Effect::Ended { call, by, other, why, .. } => self.part(call, by, other, wire::why(why)),
            Effect::Reported { caller, reply, .. } => {
                if let Some(connection) = self.callers.connection(caller) {
                    connection.answer(ack, &wire::report_reply(reply));
                }
            }
            Effect::Blocked { caller, kept } => {
                if let Some(connection) = self.callers.connection(caller) {
                    connection.answer(ack, &wire::block_reply(kept));
                }
            }
            Effect::KeptApart(pair) => self.apart.add(pair, SystemTime::now()),
            Effect::Ban(ban) => {
                let sentence = Sentence { lasts: ban.lasts, reason: ban.reason, rung: ban.rung };
                let order = BanOrder { target: ban.target, subject: ban.subject, sentence };
                // Nobody is there to take it only where the server is going down.
                let _stopping = self.orders.send(order);
            }
            Effect::AttackBegan => tracing::warn!(
                "so many look for partners that all have to prove some work first; if that is no attack, raise \
                 moderation.searches_per_second"
            ),
            Effect::Forgotten { caller } => {
                self.tell_country(caller, None);
                self.callers.remove(caller);
            }
        }
    }

    fn answer(&mut self, caller: CallerId, reply: Result<JoinState, SearchError>, ack: Option<AckId>) {
        let Some(caller) = self.callers.get_mut(caller) else { return };
        if reply.is_err() {
            caller.offer = None;
        }
        if let Err(SearchError::ProofDue(due)) = reply {
            self.meter.proof_due(due);
        }
        let connection = &caller.connection;
        connection.answer(ack, &wire::reply(reply, || connection.set_puzzle()));
    }

    /// A caller says which country its partners are told, or none.
    pub(super) fn tell_country(&mut self, caller: CallerId, country: Option<Country>) {
        if let Some(caller) = self.callers.get_mut(caller) {
            let before = std::mem::replace(&mut caller.country, country);
            self.meter.country_told(before, country);
        }
    }
}
