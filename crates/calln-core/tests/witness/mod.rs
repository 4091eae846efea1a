//! Somebody who watches an engine from outside, and knows its contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a witness panics at what must not happen")]

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    iter::Peekable,
    time::{Duration, Instant},
};

use calln_core::engine::{SearchError, Side, Why};
use calln_core::lobby::Settings;
use calln_core::{
    CallId, CallerId, Country, Effect, Engine, Input, JoinError, JoinState, Profile, Tag, Wish, defaults,
};
use legs::{Call, Legs};

mod legs;

type Reply = Result<JoinState, SearchError>;
type Class = (Option<Country>, Wish);

/// Follows inputs and effects, and panics where they break the contract. Knows nothing of how partners are found:
/// only whether a match was allowed.
pub(crate) struct Witness {
    settings: Settings,
    /// All calls, restored ones too.
    pub(crate) legs: Legs,
    draining: bool,
    /// Those who have joined.
    callers: HashMap<CallerId, Seen>,
    calls: HashSet<CallId>,
    tickets: u64,
    /// Who waits in each class of country and wish, by ticket.
    classes: HashMap<Class, BTreeSet<(u64, CallerId)>>,
}

struct Seen {
    profile: Profile,
    doing: Doing,
    met: Vec<(CallerId, Instant)>,
    last: Option<(Tag, Reply)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Doing {
    Idle,
    Waiting { ticket: u64, since: Instant, told: Option<Instant> },
    Call { call: CallId, partner: CallerId },
}

/// A match, for statistics.
pub(crate) struct Match {
    pub(crate) waiter: CallerId,
    pub(crate) newcomer: CallerId,
    /// How long the waiter and the newcomer had waited; nothing for one who came just now.
    pub(crate) waited: [Duration; 2],
}

impl Witness {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            legs: Legs::default(),
            draining: false,
            callers: HashMap::new(),
            calls: HashSet::new(),
            tickets: 0,
            classes: HashMap::new(),
        }
    }

    /// The server is started anew and knows nobody. Tells the next one what was written down.
    pub(crate) fn restart(&mut self, now: Instant, next: &mut Engine) {
        self.legs.restart(now, next);
        self.draining = false;
        self.callers.clear();
        self.classes.clear();
    }

    pub(crate) fn doing(&self, caller: CallerId) -> Option<Doing> {
        self.callers.get(&caller).map(|seen| seen.doing)
    }

    /// Whether an input repeats its caller's last request.
    pub(crate) fn is_repeated(&self, input: Input) -> bool {
        if self.draining && matches!(input, Input::Join { .. }) {
            return false;
        }
        let (Input::Join { caller, op, .. } | Input::Next { caller, op, .. }) = input else { return false };
        let last = self.callers.get(&caller).and_then(|seen| seen.last);
        op.is_some() && last.is_some_and(|(last, _)| Some(last) == op)
    }

    pub(crate) fn waiting(&self) -> usize {
        self.classes.values().map(BTreeSet::len).sum()
    }

    /// Takes note of one input and what the lobby made of it.
    pub(crate) fn watch(&mut self, now: Instant, input: Input, effects: &[Effect]) -> Vec<Match> {
        let mut matches = Vec::new();
        let mut effects = effects.iter().copied().peekable();
        // First what had fallen due, whatever the input: matches between two who wait.
        while let Some(&Effect::Matched { call, waiter, newcomer }) = effects.peek() {
            effects.next();
            self.matched(now, call, waiter, newcomer, true, &mut matches);
        }
        // Who was away from a call that ends now, to be forgotten after all else.
        let mut gone = Vec::new();
        match input {
            Input::Join { caller, .. } if self.draining => {
                let reply = Err(SearchError::Draining);
                assert_eq!(effects.next(), Some(Effect::Replied { caller, reply }));
            }
            Input::Join { caller, .. } if self.in_restored(caller).is_some() => {
                let reply = Err(SearchError::Join(JoinError::InCall));
                assert_eq!(effects.next(), Some(Effect::Replied { caller, reply }));
            }
            Input::Join { caller, profile, op, .. } => {
                let next = None;
                let reply =
                    self.request(now, caller, op, Some(profile), &mut effects, next, &mut matches, &mut gone);
                assert_ne!(reply, Err(SearchError::Join(JoinError::NotJoined)));
            }
            Input::Next { caller, call, op } => {
                if let Some(restored) =
                    self.in_restored(caller).filter(|id| call.is_none_or(|call| call == *id))
                {
                    gone.extend(
                        self.ended_any(now, effects.next(), restored, Some(caller), Why::Next).away(),
                    );
                }
                let next = Some(call);
                let reply = self.request(now, caller, op, None, &mut effects, next, &mut matches, &mut gone);
                let not_joined = reply == Err(SearchError::Join(JoinError::NotJoined));
                assert_eq!(not_joined, !self.callers.contains_key(&caller));
            }
            Input::Leave { caller } => {
                if let Some(Doing::Waiting { .. }) = self.doing(caller) {
                    self.stop_waiting(caller);
                }
            }
            Input::HangUp { caller, call } => {
                if self.legs.of(caller).is_some_and(|present| present.id == call) {
                    let ended = self.ended_any(now, effects.next(), call, Some(caller), Why::HungUp);
                    gone.extend(ended.away());
                }
            }
            Input::Report { .. } | Input::Block { .. } | Input::Again { .. } => {
                unreachable!("not part of these histories")
            }
            Input::Left { caller } => {
                if let Some(id) = self.legs.of(caller).map(|call| call.id) {
                    let ended = self.ended_any(now, effects.next(), id, Some(caller), Why::Disconnected);
                    gone.extend(ended.away());
                }
                self.forget(caller, effects.next());
            }
            Input::Lost { caller } => match self.legs.lose(now, caller) {
                Some((call, partner)) => {
                    assert_eq!(effects.next(), Some(Effect::Away { call, caller, partner }));
                }
                None => self.forget(caller, effects.next()),
            },
            Input::Resume { caller: came_as, claim, op } => match self.legs.resume(now, came_as, claim, op) {
                Ok((caller, partner)) => {
                    assert_eq!(effects.next(), Some(Effect::Resumed { caller, came_as, claim, partner }));
                    if caller != came_as || self.in_restored(caller).is_some() {
                        self.undo(came_as);
                    }
                }
                Err(error) => {
                    assert_eq!(effects.next(), Some(Effect::ResumeRefused { caller: came_as, error }));
                }
            },
            Input::Drain => self.draining = true,
            Input::Wake => {
                while let Some(&Effect::Ended { call, by, .. }) = effects.peek() {
                    assert!(self.legs.due(now).contains(&call), "{call} could still be come back to");
                    gone.extend(self.ended_any(now, effects.next(), call, by, Why::Lost).away());
                }
                assert_eq!(self.legs.due(now), [], "nobody is waited for any longer than the grace");
                while let Some(&Effect::Waiting { caller, .. }) = effects.peek() {
                    effects.next();
                    self.told(now, caller);
                }
            }
        }
        for effect in effects {
            let Effect::Forgotten { caller } = effect else { panic!("{effect:?} follows from nothing") };
            let at = gone.iter().position(|gone| *gone == caller);
            gone.remove(at.unwrap_or_else(|| panic!("{caller:?} was forgotten though it wasn't gone")));
            self.undo(caller);
        }
        gone.retain(|caller| !matches!(input, Input::Left { caller: left } if left == *caller));
        assert_eq!(gone, [], "those have nothing to come back to and weren't forgotten");
        matches
    }

    /// The restored call that a caller is in.
    fn in_restored(&self, caller: CallerId) -> Option<CallId> {
        self.legs.of(caller).filter(|call| call.is_restored()).map(|call| call.id)
    }

    /// What the caller did in the lobby is undone.
    fn undo(&mut self, caller: CallerId) {
        if let Some(Doing::Waiting { .. }) = self.doing(caller) {
            self.stop_waiting(caller);
        }
        self.callers.remove(&caller);
    }

    fn forget(&mut self, caller: CallerId, effect: Option<Effect>) {
        assert_eq!(effect, Some(Effect::Forgotten { caller }));
        self.undo(caller);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "`Join` and `Next` share it, and it sees all that they bring"
    )]
    fn request(
        &mut self,
        now: Instant,
        caller: CallerId,
        op: Option<Tag>,
        profile: Option<Profile>,
        effects: &mut Peekable<impl Iterator<Item = Effect>>,
        next: Option<Option<CallId>>,
        matches: &mut Vec<Match>,
        gone: &mut Vec<CallerId>,
    ) -> Reply {
        let replied = |effect: Option<Effect>| match effect {
            Some(Effect::Replied { caller: to, reply }) if to == caller => reply,
            other => panic!("{other:?} instead of the one reply to {caller:?}"),
        };
        let seen = self.callers.get(&caller);
        if let Some((_, reply)) = seen.and_then(|seen| seen.last).filter(|&(last, _)| Some(last) == op) {
            assert_eq!(
                replied(effects.next()),
                reply,
                "a repeated request is answered with what became of it"
            );
            return reply;
        }
        if seen.is_none() && profile.is_none() {
            return replied(effects.next());
        }
        let reply = match (self.doing(caller).unwrap_or(Doing::Idle), next) {
            (Doing::Call { .. }, None) => {
                let reply = replied(effects.next());
                assert_eq!(reply, Err(SearchError::Join(JoinError::InCall)));
                reply
            }
            (Doing::Call { call, .. }, Some(Some(named))) if named != call => {
                let reply = replied(effects.next());
                assert_eq!(reply, Ok(JoinState::Matched), "another call than the named one goes on");
                reply
            }
            (Doing::Waiting { .. }, Some(_)) => {
                let reply = replied(effects.next());
                assert_eq!(reply, Ok(JoinState::Waiting));
                reply
            }
            (doing, _) => {
                match doing {
                    Doing::Call { call, .. } => {
                        gone.extend(
                            self.ended_any(now, effects.next(), call, Some(caller), Why::Next).away(),
                        );
                    }
                    Doing::Waiting { .. } => self.stop_waiting(caller),
                    Doing::Idle => {}
                }
                let seen = self.callers.entry(caller).or_insert_with(|| Seen {
                    profile: Profile::default(),
                    doing: Doing::Idle,
                    met: Vec::new(),
                    last: None,
                });
                seen.profile = profile.unwrap_or(seen.profile);
                let reply = replied(effects.next());
                let mut follows = || effects.next_if(|effect| !matches!(effect, Effect::Forgotten { .. }));
                let mut then = follows();
                if let Some(Effect::Displaced { caller: elder }) = then {
                    let session = |caller: CallerId| self.callers[&caller].profile.session;
                    assert!(session(caller).is_some() && session(caller) == session(elder));
                    self.stop_waiting(elder);
                    then = follows();
                }
                match (reply, then) {
                    (Err(SearchError::Join(JoinError::Crowded)), None) => {}
                    (Ok(JoinState::Matched), Some(Effect::Matched { call, waiter, newcomer })) => {
                        assert_eq!(newcomer.caller, caller);
                        self.matched(now, call, waiter, newcomer, false, matches);
                    }
                    (Ok(JoinState::Waiting), Some(Effect::Waiting { caller: told, .. })) => {
                        assert_eq!(told, caller);
                        self.start_waiting(now, caller);
                    }
                    other => panic!("{other:?}"),
                }
                reply
            }
        };
        self.callers.get_mut(&caller).unwrap().last = op.map(|op| (op, reply));
        reply
    }

    /// A call ends, which the lobby knows or not.
    fn ended_any(
        &mut self,
        now: Instant,
        effect: Option<Effect>,
        id: CallId,
        caller: Option<CallerId>,
        expected: Why,
    ) -> Call {
        let Some(Effect::Ended { call, by, other, why, lasted }) = effect else {
            panic!("{effect:?} ends no call")
        };
        assert_eq!((call, by, why), (id, caller, expected));
        let mut call = self.legs.end(now, id).unwrap();
        let [own, partner] = call.legs.map(|leg| leg.caller);
        assert_eq!(other, if by == own { partner } else { own });
        assert_eq!(lasted.is_none(), call.is_restored());
        if expected == Why::Disconnected {
            // A goodbye: nobody waits for it.
            call.legs.iter_mut().filter(|leg| leg.caller == by).for_each(|leg| leg.away = Some(now));
        }
        if let (Some(by), Some(other)) = (by, other)
            && !call.is_restored()
        {
            self.ended(now, id, by, other, why);
        }
        call
    }

    fn in_call(&self, caller: CallerId) -> Option<(CallId, CallerId)> {
        match self.doing(caller)? {
            Doing::Call { call, partner } => Some((call, partner)),
            _ => None,
        }
    }

    fn start_waiting(&mut self, now: Instant, caller: CallerId) {
        self.tickets += 1;
        let seen = self.callers.get_mut(&caller).unwrap();
        seen.doing = Doing::Waiting { ticket: self.tickets, since: now, told: Some(now) };
        let class = (seen.profile.country, seen.profile.wish);
        self.classes.entry(class).or_default().insert((self.tickets, caller));
    }

    fn stop_waiting(&mut self, caller: CallerId) {
        let seen = self.callers.get_mut(&caller).unwrap();
        let Doing::Waiting { ticket, .. } = seen.doing else { panic!("{caller:?} doesn't wait") };
        seen.doing = Doing::Idle;
        let class = (seen.profile.country, seen.profile.wish);
        let waiting = self.classes.get_mut(&class).unwrap();
        assert!(waiting.remove(&(ticket, caller)));
        if waiting.is_empty() {
            self.classes.remove(&class);
        }
    }

    fn told(&mut self, now: Instant, caller: CallerId) {
        match &mut self.callers.get_mut(&caller).unwrap().doing {
            Doing::Waiting { told, .. } => {
                let before = told.replace(now).unwrap();
                assert!(
                    now - before >= self.settings.outlook_every,
                    "{caller:?} was told more often than that"
                );
            }
            doing => panic!("{caller:?} was told of an outlook in {doing:?}"),
        }
    }

    /// Whether the two were in one of each other's last calls lately.
    fn recent(&self, now: Instant, a: CallerId, b: CallerId) -> bool {
        let met = |a: &CallerId, b: CallerId| {
            let last = self.callers[a].met.iter().rev().take(defaults::RECENT_PARTNERS);
            last.into_iter().any(|&(who, ended)| who == b && now - ended < self.settings.recent_window)
        };
        met(&a, b) || met(&b, a)
    }

    fn kept_apart(&self, a: CallerId, b: CallerId) -> bool {
        let (a, b) = (self.callers[&a].profile, self.callers[&b].profile);
        let same = |a: Option<Tag>, b: Option<Tag>| a.is_some() && a == b;
        same(a.session, b.session)
            || !a.ways.fit(b.ways)
            || self.settings.forbid_same_network && same(a.network, b.network)
    }

    fn waited(&self, now: Instant, caller: CallerId) -> Duration {
        match self.callers[&caller].doing {
            Doing::Waiting { since, .. } => now - since,
            _ => Duration::ZERO,
        }
    }

    fn matched(
        &mut self,
        now: Instant,
        call: CallId,
        waiter: Side,
        newcomer: Side,
        second_look: bool,
        matches: &mut Vec<Match>,
    ) {
        let (a, b) = (waiter.caller, newcomer.caller);
        assert_ne!(a, b, "nobody meets themselves");
        let Doing::Waiting { ticket, .. } = self.callers[&a].doing else { panic!("{a:?} didn't wait") };
        assert_eq!(matches!(self.callers[&b].doing, Doing::Waiting { .. }), second_look, "{b:?}");
        for (side, other) in [(waiter, newcomer), (newcomer, waiter)] {
            let profile = self.callers[&side.caller].profile;
            assert_eq!(side.country, profile.country);
            assert!(profile.wish.accepts(other.country), "p04: {profile:?} met {other:?}");
        }
        assert!(!self.kept_apart(a, b), "one session, one network, or no way that both allow");
        let patience = self.settings.patience;
        let recent = self.recent(now, a, b);
        if recent {
            let waited = self.waited(now, a).min(self.waited(now, b));
            assert!(waited >= patience, "recent partners met after {waited:?}");
        }
        // Strict order within the waiter's class, but for those who may not meet the newcomer.
        let class = (waiter.country, self.callers[&a].profile.wish);
        for &(_, earlier) in self.classes[&class].range(..(ticket, a)) {
            let passed_recent =
                self.recent(now, earlier, b) && (!recent || self.waited(now, earlier) < patience);
            assert!(
                earlier == b || self.kept_apart(earlier, b) || passed_recent,
                "{earlier:?} came before {a:?} and was passed over"
            );
        }
        assert!(self.calls.insert(call), "a call's name is used once");
        assert!(self.legs.of(a).is_none() && self.legs.of(b).is_none(), "nobody is in two calls");
        self.legs.begin(now, call, a, b);
        matches.push(Match { waiter: a, newcomer: b, waited: [a, b].map(|caller| self.waited(now, caller)) });
        self.stop_waiting(a);
        if second_look {
            self.stop_waiting(b);
        }
        for (caller, partner) in [(a, b), (b, a)] {
            let seen = self.callers.get_mut(&caller).unwrap();
            seen.doing = Doing::Call { call, partner };
            if let Some((_, reply)) = &mut seen.last {
                *reply = Ok(JoinState::Matched);
            }
        }
    }

    fn ended(&mut self, now: Instant, call: CallId, by: CallerId, other: CallerId, why: Why) {
        assert_eq!(self.in_call(by), Some((call, other)));
        assert_eq!(self.in_call(other), Some((call, by)));
        for (caller, partner) in [(by, other), (other, by)] {
            let seen = self.callers.get_mut(&caller).unwrap();
            seen.doing = Doing::Idle;
            if !matches!(why, Why::Disconnected | Why::Lost) {
                seen.met.push((partner, now));
            }
        }
    }
}
