//! How calls begin and end on the server's side.

use std::time::{Instant, SystemTime};

use calln_core::attendance::{Claim, Role};
use calln_core::{CallId, CallerId, Side};
use calln_wire::client::Offer;
use calln_wire::server::{IceServer, Matched, PartnerLeft, Why};

use super::Owner;
use crate::caller::{self, Caller};
use crate::lobby::wire;
use crate::random;

impl Owner {
    /// Begins a call on the server's side.
    pub(super) fn introduce(&mut self, call: CallId, waiter: Side, newcomer: Side) {
        self.attendance.begin(Instant::now(), call, waiter.caller, newcomer.caller);
        let (Some(first), Some(second)) =
            (self.callers.get(&waiter.caller).cloned(), self.callers.get(&newcomer.caller).cloned())
        else {
            return;
        };
        self.desk.began(call, [&first, &second]);
        caller::link(call, &first, &second, |call, first_seat, second_seat| {
            // An offer that names addresses is of no use in a call that hides them, and one made without the relay's
            // credentials names nothing else.
            let hidden = first_seat.hiding.of_either();
            let [firsts, seconds] = [&first, &second].map(|it| {
                let offer = it.take_offer();
                it.begin_silent(offer.is_none());
                offer.filter(|_| !hidden)
            });
            let crosses = |offer: &Option<Offer>| offer.as_ref().is_some_and(|it| it.may_cross == Some(true));
            // Two offers are exchanged; a single one is the waiter's, and answered.
            let seconds = seconds.filter(|_| crosses(&firsts)).filter(|it| it.may_cross == Some(true));
            first.tell(&Matched {
                token: self.token(first_seat),
                offered: Some(firsts.is_some()),
                offer: seconds.as_ref().map(|it| it.description.clone()),
                relay: self.relay(first_seat, &first),
                ..wire::matched(call, first_seat.role, newcomer.country)
            });
            second.tell(&Matched {
                token: self.token(second_seat),
                offered: seconds.is_some().then_some(true),
                offer: firsts.map(|it| it.description),
                relay: self.relay(second_seat, &second),
                ..wire::matched(call, second_seat.role, waiter.country)
            });
        });
    }

    /// Ends a call on the server's side: both links are cut, then the one who stayed is told.
    pub(super) fn part(&mut self, call: CallId, by: Option<CallerId>, other: Option<CallerId>, why: Why) {
        // Before anybody learns of it.
        self.sealer.over(call);
        // Of one who is gone it isn't known any more; and if both have said nothing, neither waited for the other.
        let sides = [by, other].map(|side| self.callers.get(&side?));
        let [is_by_silent, is_other_silent] = sides.map(|side| side.is_some_and(|side| side.is_silent()));
        let silent = if is_other_silent && !is_by_silent {
            other
        } else {
            by.filter(|_| is_by_silent && !is_other_silent)
        };
        if let Some(by) = by.and_then(|by| self.callers.get(&by)) {
            by.unlink();
        }
        if let Some(other) = other.and_then(|other| self.callers.get(&other)) {
            other.unlink();
            other.tell(&PartnerLeft { call: call.to_string(), why });
        }
        self.desk.ended(call, by, silent);
        self.gone.extend(self.attendance.end(Instant::now(), call));
        self.ice.end(call);
    }

    pub(super) fn token(&self, claim: Claim) -> String {
        self.sealer.seal(claim, SystemTime::now(), random::bytes())
    }

    /// Lets a caller's side of a call use the relay, where it may, and gives the relay where it is the only way.
    pub(super) fn relay(&self, claim: Claim, caller: &Caller) -> Option<IceServer> {
        let hidden = claim.hiding.of_either();
        let falls_back = self.ice.falls_back() && !claim.direct_only;
        if hidden || (falls_back && !self.ice.is_spent()) {
            self.ice.join(claim.call, caller.relay_user);
        } else if falls_back && claim.role == Role::Newcomer {
            // One more call would only take from those that are under way.
            self.meter.relay_declined();
        }
        if hidden { self.ice.relay(caller.relay_user) } else { None }
    }
}
