//! How calls begin, go on and end on the server's side.

use std::sync::Arc;
use std::time::SystemTime;

use calln_core::calls::ResumeClaim;
use calln_core::engine::Side;
use calln_core::{CallId, CallerId};
use calln_transport::AckId;
use calln_wire::client::Offer;
use calln_wire::server::{IceServer, Matched, PartnerLeft, ResumeReply, Resumed, Returned, Why};

use super::Owner;
use crate::connection::{self, Connection};
use crate::limits::KeptOffer;
use crate::lobby::wire;
use crate::random;

impl Owner {
    /// Begins a call on the server's side.
    pub(super) fn introduce(&mut self, waiter: Side, newcomer: Side) {
        let mut enter = |side: Side| {
            let caller = self.callers.get_mut(side.caller)?;
            let offer = caller.offer.take().map(KeptOffer::into_offer);
            if offer.is_some() {
                // An offer that was left for whoever comes is something said.
                self.engine.spoke(side.claim.call, side.caller);
            }
            // An offer that names addresses is of no use in a call that hides them, and one made without the relay's
            // credentials names nothing else. Nor is one that may name a relay where the partner refuses relays.
            let is_fit = !side.claim.hiding.of_either() && (side.refuses_relays || !side.claim.direct_only);
            Some((Arc::clone(&caller.connection), offer.filter(|_| is_fit)))
        };
        let (Some((first, firsts)), Some((second, seconds))) = (enter(waiter), enter(newcomer)) else {
            return;
        };
        let crosses = |offer: &Offer| offer.may_cross == Some(true);
        // Two offers are exchanged; a single one is the waiter's, and answered.
        let seconds = seconds.filter(|offer| crosses(offer) && firsts.as_ref().is_some_and(crosses));
        // One more call would only take from those that are under way.
        let is_declined = self.falls_back(waiter.claim) && self.ice.is_spent();
        if is_declined {
            self.meter.relay_declined();
        }
        let relay_full = is_declined.then_some(true);
        let relay = |claim, of: &Connection| if is_declined { None } else { self.relay(claim, of) };
        connection::link([(&first, waiter.claim), (&second, newcomer.claim)], |call| {
            first.tell(&Matched {
                token: self.token(waiter.claim),
                offered: Some(firsts.is_some()),
                offer: seconds.as_ref().map(|it| it.description.clone()),
                relay: relay(waiter.claim, &first),
                relay_full,
                ..wire::matched(call, waiter.claim, newcomer.country)
            });
            second.tell(&Matched {
                token: self.token(newcomer.claim),
                offered: seconds.is_some().then_some(true),
                offer: firsts.map(|it| it.description),
                relay: relay(newcomer.claim, &second),
                relay_full,
                ..wire::matched(call, newcomer.claim, waiter.country)
            });
        });
    }

    /// Puts a caller who has come back on its new connection into its call.
    pub(super) fn bring_back(
        &mut self,
        caller: CallerId,
        came_as: CallerId,
        used: ResumeClaim,
        partner: Option<CallerId>,
        ack: Option<AckId>,
    ) {
        self.meter.waits_no_more(came_as);
        if caller != came_as
            && let Some((nobody, left)) = self.callers.take_over(caller, came_as)
        {
            self.meter.country_told(nobody.country, None);
            left.unlink();
            left.close();
        }
        let Some(connection) = self.callers.connection(caller).map(Arc::clone) else { return };
        self.sealer.used(used);
        let claim = used.successor();
        let (token, relay) = (self.token(claim), self.relay(claim, &connection));
        let partner = partner.and_then(|partner| self.callers.connection(partner));
        connection::relink(claim, &connection, partner.map(|partner| &**partner), |call| {
            let resumed = Resumed {
                call: call.to_owned(),
                role: wire::role(claim.role),
                token,
                partner_present: partner.is_some(),
                relay,
                direct_only: wire::direct_only(claim),
            };
            connection.answer(ack, &ResumeReply::Ok { ok: true, resumed });
            if let Some(partner) = partner {
                partner.tell(&Returned { call: call.to_owned() });
            }
        });
    }

    /// Ends a call on the server's side: both links are cut, then the one who stayed is told.
    pub(super) fn part(&mut self, call: CallId, by: Option<CallerId>, other: Option<CallerId>, why: Why) {
        // Before anybody learns of it.
        self.sealer.over(call);
        let [by, other] = [by, other].map(|caller| self.callers.connection(caller?));
        if let Some(by) = by {
            by.unlink();
        }
        if let Some(other) = other {
            other.unlink();
            other.tell(&PartnerLeft { call: call.to_string(), why });
        }
        self.ice.end(call);
    }

    fn token(&self, claim: ResumeClaim) -> String {
        self.sealer.seal(claim, SystemTime::now(), random::bytes())
    }

    /// Lets a caller's side of a call use the relay, where it may, and gives the relay where it is the only way.
    fn relay(&self, claim: ResumeClaim, connection: &Connection) -> Option<IceServer> {
        let hidden = claim.hiding.of_either();
        if hidden || self.falls_back(claim) {
            self.ice.join(claim.call, connection.relay_user);
        }
        if hidden { self.ice.relay(connection.relay_user) } else { None }
    }

    /// Whether the relay may carry the call where no direct way is found. A call that hides has no other way from the start.
    fn falls_back(&self, claim: ResumeClaim) -> bool {
        self.ice.falls_back() && !claim.direct_only && !claim.hiding.of_either()
    }
}
