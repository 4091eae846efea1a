//! The task that owns the lobby: commands in, effects out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use calln_core::attendance::{Attendance, Claim, ClaimError, Lapsed, Seated};
use calln_core::{CallId, CallerId, Effect, Input, JoinError, Lobby, Side, Slots, Tag};
use calln_transport::AckId;
use calln_wire::client::Offer;
use calln_wire::server::{
    Failed, FailureCode, IceServer, JoinReply, Matched, Moving, PartnerLeft, Reconnecting, ResumeReply,
    Resumed, Returned, Why,
};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::handle::{Command, LobbyHandle, Request};
use super::wire;
use crate::caller::{self, Caller};
use crate::defaults::MOVE_WITHIN;
use crate::metrics::Meter;
use crate::moderation::{Desk, Notices};
use crate::random;
use crate::token::Sealer;
use crate::turn::Ice;

/// Most commands that are taken out of the inbox at once. So many records are fetched from memory in the time of a few;
/// more would push one another out of the cache again.
const AT_ONCE: usize = 32;

/// The way to `lobby`, and the task that owns it, `attendance` and the desk until every handle is gone.
pub(crate) fn open(
    lobby: Lobby,
    attendance: Attendance,
    sealer: Arc<Sealer>,
    meter: Meter,
    desk: Desk,
    notices: Notices,
    ice: Arc<Ice>,
) -> (LobbyHandle, impl Future<Output = ()> + Send) {
    let (commands, inbox) = mpsc::unbounded_channel();
    let owner = Owner {
        lobby,
        attendance,
        desk,
        notices,
        sealer,
        meter,
        slots: Slots::new(),
        ice,
        callers: HashMap::new(),
        relayed: HashSet::new(),
        moving: false,
        effects: Vec::new(),
        gone: Vec::new(),
    };
    (LobbyHandle(commands), run(owner, inbox))
}

async fn run(mut owner: Owner, mut inbox: UnboundedReceiver<Command>) {
    let mut commands = Vec::with_capacity(AT_ONCE);
    loop {
        let wake = owner.next_wake();
        tokio::select! {
            received = inbox.recv_many(&mut commands, AT_ONCE) => match received {
                0 => return,
                _ => owner.obey_all(&mut commands),
            },
            () = until(wake) => owner.wake(),
        }
    }
}

/// Sleeps until `wake`; for ever where there is nothing to wake for.
async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

struct Owner {
    lobby: Lobby,
    attendance: Attendance,
    desk: Desk,
    notices: Notices,
    sealer: Arc<Sealer>,
    meter: Meter,
    /// The callers' names. One is given back when its caller is forgotten, or memory would grow with every visit.
    slots: Slots,
    ice: Arc<Ice>,
    /// Every caller that is connected, or away from a call.
    callers: HashMap<CallerId, Arc<Caller>>,
    /// The calls whose callers were given credentials for the relay.
    relayed: HashSet<CallId>,
    /// The server is about to stop.
    moving: bool,
    /// Emptied after each decision; kept to save the allocation.
    effects: Vec<Effect>,
    /// Callers who were away from a call that has ended, to be forgotten after the decision at hand.
    gone: Vec<CallerId>,
}

impl Owner {
    fn next_wake(&self) -> Option<Instant> {
        let wakes = [self.lobby.next_wake(), self.attendance.next_wake(), self.desk.next_wake()];
        wakes.into_iter().flatten().min()
    }

    fn wake(&mut self) {
        self.decide(Input::Wake, None);
        self.desk.wake();
        for lapsed in self.attendance.lapse(Instant::now()) {
            self.give_up(lapsed);
        }
    }

    fn obey_all(&mut self, commands: &mut Vec<Command>) {
        self.lobby.foresee(commands.iter().filter_map(|command| match command {
            Command::Asked { caller, .. } | Command::Left(caller) | Command::Lost(caller) => {
                Some(caller.id())
            }
            _ => None,
        }));
        for command in commands.drain(..) {
            self.obey(command);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Connected(caller) => {
                if self.moving {
                    caller.tell(&moving());
                }
                caller.rename(self.slots.take());
                self.callers.insert(caller.id(), caller);
            }
            Command::Left(caller) => self.leave(&caller),
            Command::Lost(caller) => self.lose(&caller),
            // A request can outlive its connection only in this queue; the news of the end comes behind it.
            Command::Asked { caller, request, ack } => {
                self.grant(&caller, request, ack);
                caller.end_request();
            }
            Command::Drain => {
                self.moving = true;
                self.callers.values().for_each(|caller| caller.tell(&moving()));
            }
            Command::Banned { subject, notice } => {
                let meant = |caller: &&Arc<Caller>| {
                    let own = caller.origin.standing.subject;
                    own.host == subject || own.block == Some(subject)
                };
                self.callers.values().filter(meant).for_each(|caller| caller.show_the_door(&notice));
            }
            Command::LookAtBansAgain => {
                for caller in self.callers.values() {
                    if let Some(notice) = self.notices.of_sealed(&caller.origin.standing.sealed) {
                        caller.show_the_door(&notice);
                    }
                }
            }
            Command::Held { subject, forget_calls, answer } => {
                if forget_calls {
                    self.desk.forget_calls(&subject);
                }
                let _asker_gone = answer.send(self.desk.held(&subject));
            }
            Command::Probe(answer) => {
                let _asker_gone = answer.send(());
            }
        }
    }

    fn grant(&mut self, caller: &Arc<Caller>, request: Request, ack: Option<AckId>) {
        let id = caller.id();
        let input = match request {
            Request::Resume { claim, op } => return self.resume(caller, claim, op, ack),
            Request::Join { .. } if self.moving => {
                return caller.answer(ack, JoinReply::refused(is_moving()));
            }
            Request::Join { profile, hide, op, proved, offer } => {
                if proved {
                    self.desk.pay(id);
                }
                if let Err(toll) = self.desk.charge(caller) {
                    return caller.answer(ack, JoinReply::refused(toll));
                }
                caller.hide(hide);
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
    fn search(&mut self, caller: &Caller, offer: Option<Offer>, input: Input, ack: Option<AckId>) {
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

    /// A caller takes its seat in a call again.
    fn resume(&mut self, caller: &Arc<Caller>, claim: Claim, op: Option<Tag>, ack: Option<AckId>) {
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
        let seat = Claim { serial: claim.serial + 1, ..claim };
        let token = self.token(seat);
        let relay = self.relay(seat);
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

    fn token(&self, claim: Claim) -> String {
        self.sealer.seal(claim, SystemTime::now(), random::bytes())
    }

    /// The relay for a caller's side of a call, if it needs one.
    fn relay(&mut self, claim: Claim) -> Option<IceServer> {
        let relay = self.ice.relay(claim)?;
        self.relayed.insert(claim.call);
        Some(relay)
    }

    fn leave(&mut self, caller: &Arc<Caller>) {
        if !self.is_current(caller) {
            return;
        }
        let id = caller.id();
        if let Some((call, partner)) = self.attendance.restored(id) {
            self.end_restored(call, None, partner, Why::Disconnected);
        }
        self.forget(id, Why::Disconnected);
    }

    /// Forgets a caller, and ends what the lobby knows of it. `why` is what its partner is told.
    fn forget(&mut self, id: CallerId, why: Why) {
        self.callers.remove(&id);
        self.desk.forget(id);
        self.carry_out_all(Input::Disconnect { caller: id }, None, why);
        self.slots.give_back(id);
    }

    fn lose(&mut self, caller: &Arc<Caller>) {
        if !self.is_current(caller) {
            return;
        }
        let Some((call, partner)) = self.attendance.lose(Instant::now(), caller.id()) else {
            return self.leave(caller);
        };
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

    /// A caller stayed away for too long.
    fn give_up(&mut self, Lapsed { call, away, partner, restored }: Lapsed) {
        if restored {
            return self.end_restored(call, away, partner, Why::Lost);
        }
        if let Some(away) = away {
            self.forget(away, Why::Lost);
        }
    }

    /// Ends a call that the lobby doesn't know.
    fn end_restored(&mut self, call: CallId, by: Option<CallerId>, other: Option<CallerId>, why: Why) {
        self.part(call, by, other, why);
        self.forget_gone();
    }

    /// Lets the lobby decide, and carries out what it decided.
    fn decide(&mut self, input: Input, ack: Option<AckId>) {
        self.carry_out_all(input, ack, Why::Disconnected);
    }

    /// `disconnected` is what to call a disconnection.
    fn carry_out_all(&mut self, input: Input, ack: Option<AckId>, disconnected: Why) {
        let mut effects = std::mem::take(&mut self.effects);
        let now = Instant::now();
        if let Input::Leave { caller } | Input::Disconnect { caller } = input {
            self.meter.forget(caller);
        }
        self.lobby.handle(now, input, &mut effects);
        self.meter.census(self.lobby.census());
        for effect in effects.drain(..) {
            self.meter.see(now, &effect);
            self.carry_out(effect, ack, disconnected);
        }
        self.effects = effects;
        self.forget_gone();
    }

    fn carry_out(&mut self, effect: Effect, ack: Option<AckId>, disconnected: Why) {
        match effect {
            Effect::Replied { caller, reply } => {
                if let Some(caller) = self.callers.get(&caller) {
                    if reply.is_err() {
                        caller.take_offer();
                    }
                    caller.answer(ack, wire::reply(reply));
                }
            }
            Effect::Waiting { caller, outlook } => {
                if let Some(caller) = self.callers.get(&caller) {
                    caller.tell(&wire::waiting(outlook));
                }
            }
            Effect::Matched { call, waiter, newcomer } => self.introduce(call, waiter, newcomer),
            Effect::Ended { call, by, other, why } => {
                self.part(call, Some(by), Some(other), wire::why(why, disconnected));
            }
        }
    }

    /// Begins a call on the server's side.
    fn introduce(&mut self, call: CallId, waiter: Side, newcomer: Side) {
        self.attendance.begin(call, waiter.caller, newcomer.caller);
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
            let [firsts, seconds] = [&first, &second].map(|it| it.take_offer().filter(|_| !hidden));
            let crosses = |offer: &Option<Offer>| offer.as_ref().is_some_and(|it| it.may_cross == Some(true));
            // Two offers are exchanged; a single one is the waiter's, and answered.
            let seconds = seconds.filter(|_| crosses(&firsts)).filter(|it| it.may_cross == Some(true));
            first.tell(&Matched {
                token: self.token(first_seat),
                offered: Some(firsts.is_some()),
                offer: seconds.as_ref().map(|it| it.description.clone()),
                relay: self.relay(first_seat),
                ..wire::matched(call, first_seat.role, newcomer.country)
            });
            second.tell(&Matched {
                token: self.token(second_seat),
                offered: seconds.is_some().then_some(true),
                offer: firsts.map(|it| it.description),
                relay: self.relay(second_seat),
                ..wire::matched(call, second_seat.role, waiter.country)
            });
        });
    }

    /// Ends a call on the server's side: both links are cut, then the one who stayed is told.
    fn part(&mut self, call: CallId, by: Option<CallerId>, other: Option<CallerId>, why: Why) {
        if let Some(by) = by.and_then(|by| self.callers.get(&by)) {
            by.unlink();
        }
        if let Some(other) = other.and_then(|other| self.callers.get(&other)) {
            other.unlink();
            other.tell(&PartnerLeft { call: call.to_string(), why });
        }
        self.desk.ended(call, by);
        self.gone.extend(self.attendance.end(Instant::now(), call));
        if self.relayed.remove(&call) {
            self.ice.end(call);
        }
    }

    /// Who was away from a call that has ended has nothing to come back to.
    fn forget_gone(&mut self) {
        while let Some(gone) = self.gone.pop() {
            self.forget(gone, Why::Disconnected);
        }
    }
}

fn moving() -> Moving {
    Moving { jitter: u32::try_from(MOVE_WITHIN.as_millis()).unwrap_or(u32::MAX) }
}

fn is_moving() -> Failed {
    Failed::new(FailureCode::Moving, "the server is about to stop; connect again in a moment")
}
