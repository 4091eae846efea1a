//! Lobby, calls and moderation as one: what follows from all that a caller can do.
//!
//! The [`Lobby`] finds partners, the [`Calls`] know who is in which call and who may come back, the [`Policy`] weighs
//! reports. None of them knows the others' rules; what one of them decides is told to the others here, and nowhere
//! else.

mod callers;
mod effect;
mod input;
mod presence;
mod reports;
mod search;
mod slots;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use self::callers::Callers;
pub use self::{
    callers::Standing,
    effect::{Effect, SearchError, Side, Why},
    input::Input,
};
use crate::calls::{self, Calls, Hiding, ResumeClaim, Role};
use crate::ids::{CallId, CallerId, Tag};
use crate::lobby::{self, Census, Lobby, Ways};
use crate::moderation::{self, Held, Policy, Subject};
use crate::pseudonyms::ApartPair;

/// What an operator may choose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How partners are found.
    pub lobby: lobby::Settings,
    /// How long a call waits for a caller who is away. See [`crate::defaults::GRACE`].
    pub grace: Duration,
    /// What follows from reports.
    pub moderation: moderation::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lobby: lobby::Settings::default(),
            grace: crate::defaults::GRACE,
            moderation: moderation::Settings::default(),
        }
    }
}

/// Decides all that the server has to decide about its callers. See the [crate's page](crate) for the contract.
pub struct Engine {
    now: Instant,
    lobby: Lobby,
    calls: Calls,
    policy: Policy,
    callers: Callers,
    call_ids: Box<dyn FnMut() -> CallId + Send>,
    draining: bool,
    /// What the lobby has decided in the step at hand. Emptied after it; kept to save the allocation.
    decided: Vec<lobby::Effect>,
    /// Callers who were away from a call that has ended, to be forgotten at the end of the step at hand.
    gone: Vec<CallerId>,
}

impl Engine {
    /// Nobody is there yet. `call_ids` must give random names, none twice: who can guess a call's name could speak in it.
    pub fn new(settings: Settings, now: Instant, call_ids: impl FnMut() -> CallId + Send + 'static) -> Self {
        let Settings { lobby, grace, moderation } = settings;
        let calls =
            calls::Settings { grace, reportable: moderation.after_call, ended_kept: moderation.ended_calls };
        Self {
            now,
            lobby: Lobby::new(lobby),
            calls: Calls::new(calls),
            policy: Policy::new(moderation, now),
            callers: Callers::default(),
            call_ids: Box::new(call_ids),
            draining: false,
            decided: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// Before the server was started anew, `ago`, a call ended: no claim can open it. To be said in the order of the ends,
    /// before anything else.
    pub fn remember_over(&mut self, call: CallId, ago: Duration) {
        self.calls.remember_over(self.now, call, ago);
    }

    /// Before the server was started anew a claim was used: it and all older ones of its leg stay worthless.
    pub fn remember_used(&mut self, call: CallId, role: Role, serial: u64) {
        self.calls.remember_used(self.now, call, role, serial);
    }

    /// Before the server was started anew, `ago`, two callers were kept apart. To be said in the order in which they were,
    /// before anything else.
    pub fn remember_apart(&mut self, pair: ApartPair, ago: Duration) {
        let lasts = crate::defaults::APART_LIVES.saturating_sub(ago);
        self.lobby.handle(self.now, lobby::Input::KeepApart { pair, lasts }, &mut self.decided);
    }

    /// A caller has connected. `session` is a random tag of its own, for as long as it names no other.
    pub fn connect(&mut self, standing: Standing, session: Tag) -> CallerId {
        self.callers.add(standing, session)
    }

    /// Takes in what happened and appends what is to be done to `effects`.
    ///
    /// Matches that have fallen due by `now` come first, whatever the input is. A late [`Input::Wake`] therefore
    /// changes nobody's turn.
    pub fn handle(&mut self, now: Instant, input: Input, effects: &mut Vec<Effect>) {
        self.now = self.now.max(now);
        self.calls.expire(self.now);
        self.lobby.catch_up(self.now, &mut self.decided);
        self.carry_out_decided(effects);
        match input {
            Input::Join { caller, profile, op, proved } => self.join(caller, profile, op, proved, effects),
            Input::Next { caller, call, op } => self.next(caller, call, op, effects),
            Input::Leave { caller } => self.tell_lobby(lobby::Input::Leave { caller }, effects),
            Input::HangUp { caller, call } => self.hang_up(caller, call, effects),
            Input::Report { caller, call, reason, end } => self.report(caller, call, reason, end, effects),
            Input::Block { caller, call } => self.block(caller, call, effects),
            Input::Again { caller, call } => self.again(caller, call, effects),
            Input::Lost { caller } => self.lose(caller, effects),
            Input::Left { caller } => self.leave(caller, effects),
            Input::Resume { caller, claim, op } => self.resume(caller, claim, op, effects),
            Input::Drain => self.draining = true,
            Input::Wake => self.wake(effects),
        }
        while let Some(gone) = self.gone.pop() {
            self.forget(gone, effects);
        }
    }

    /// A caller has said something to its partner, if only to set the connection up. The first time in a call is enough.
    /// Nothing follows from it until the call ends.
    pub fn spoke(&mut self, call: CallId, caller: CallerId) {
        self.calls.spoke(call, caller);
    }

    /// Makes the inputs of these callers cheap to handle, if they come next. Among a million callers most of what
    /// handling takes is fetching the caller's record from memory, which is done for all of them at once here. Changes
    /// nothing.
    pub fn foresee(&self, callers: impl Iterator<Item = CallerId> + Clone) {
        self.lobby.foresee(callers);
    }

    /// When to call [`Self::handle`] with [`Input::Wake`] if nothing else happens. None: not before the next input.
    pub fn next_wake(&self) -> Option<Instant> {
        let wakes = [self.lobby.next_wake(), self.calls.next_wake(), self.policy.next_wake()];
        wakes.into_iter().flatten().min()
    }

    /// How many callers there are now that have joined. Calls that were restored are known to nobody but their callers.
    pub fn census(&self) -> Census {
        self.lobby.census()
    }

    /// The calls.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Whether the server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining
    }

    /// What is held about a subject at `now`.
    pub fn held(&self, subject: &Subject, now: Instant) -> Held {
        self.policy.held(subject, now)
    }

    /// Forgets how many calls a subject had, unless somebody could be harmed by that. Whether it was forgotten.
    pub fn forget_calls(&mut self, subject: &Subject) -> bool {
        self.policy.forget_calls(subject)
    }

    fn wake(&mut self, effects: &mut Vec<Effect>) {
        // Before outlooks are told: those in a call that is over don't count.
        while let Some((call, away)) = self.calls.lapse(self.now) {
            self.end(call, away, Why::Lost, effects);
        }
        self.tell_lobby(lobby::Input::Wake, effects);
        self.policy.wake(self.now);
    }

    /// Has the lobby take something in, and carries out what it decides.
    fn tell_lobby(&mut self, input: lobby::Input, effects: &mut Vec<Effect>) {
        self.lobby.handle(self.now, input, &mut self.decided);
        self.carry_out_decided(effects);
    }

    fn carry_out_decided(&mut self, effects: &mut Vec<Effect>) {
        let mut decided = std::mem::take(&mut self.decided);
        effects.extend(decided.drain(..).filter_map(|decision| match decision {
            lobby::Effect::Replied { caller, reply } => {
                Some(Effect::Replied { caller, reply: reply.map_err(SearchError::Join) })
            }
            lobby::Effect::Waiting { caller, outlook } => Some(Effect::Waiting { caller, outlook }),
            lobby::Effect::Displaced { caller } => Some(Effect::Displaced { caller }),
            lobby::Effect::Matched { waiter, newcomer } => self.begin(waiter, newcomer),
        }));
        self.decided = decided;
    }

    /// Begins a call between two whom the lobby has matched. Both are connected, or they would have left the queue.
    fn begin(&mut self, waiter: lobby::Side, newcomer: lobby::Side) -> Option<Effect> {
        let parties = [waiter, newcomer].map(|side| self.callers.party(side.caller));
        let [Some(waiting), Some(coming)] = parties else { return None };
        let call = (self.call_ids)();
        self.calls.begin(self.now, call, waiting, coming);
        let hides = |side: lobby::Side| side.ways == Ways::RelayOnly;
        let hiding = Hiding { own: hides(waiter), partner: hides(newcomer) };
        let refuses = |side: lobby::Side| side.ways == Ways::DirectOnly;
        let direct_only = refuses(waiter) || refuses(newcomer);
        let side = |of: lobby::Side, role, hiding| {
            let claim = ResumeClaim { call, role, serial: 1, hiding, direct_only };
            Side { caller: of.caller, country: of.country, refuses_relays: refuses(of), claim }
        };
        Some(Effect::Matched {
            call,
            waiter: side(waiter, Role::Waiter, hiding),
            newcomer: side(newcomer, Role::Newcomer, hiding.mirrored()),
        })
    }

    /// Ends a call, whether it was matched here or restored. The only place where one does.
    fn end(&mut self, id: CallId, by: Role, why: Why, effects: &mut Vec<Effect>) {
        let Some(call) = self.calls.end(self.now, id) else { return };
        let [own, other] = [by, by.other()].map(|role| *call.leg(role));
        let silent = call.silent(by);
        self.policy.ended(self.now, call, own.caller(), silent);
        // Who is away from a call that has ended has nothing to come back to.
        let away = [&own, &other].into_iter().filter(|leg| leg.connected().is_none());
        self.gone.extend(away.filter_map(|leg| leg.caller()));
        let (lasted, restored) = (call.lasted(), call.is_restored());
        if let Some(caller) = own.caller().filter(|_| !restored) {
            let remember = matches!(why, Why::HungUp | Why::Next);
            self.tell_lobby(lobby::Input::Part { caller, remember }, effects);
        }
        effects.push(Effect::Ended { call: id, by: own.caller(), other: other.caller(), why, lasted });
    }

    /// Forgets a caller that is in no call. What it has skipped in its last one has been charged to it by now.
    fn forget(&mut self, caller: CallerId, effects: &mut Vec<Effect>) {
        self.tell_lobby(lobby::Input::Disconnect { caller }, effects);
        self.policy.forget_caller(caller);
        if self.callers.remove(caller).is_some() {
            effects.push(Effect::Forgotten { caller });
        }
    }
}
