//! Somebody who watches a lobby from outside, and knows its contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a witness panics at what must not happen")]

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::{Duration, Instant},
};

use calln_core::{
    CallId, CallerId, Country, Effect, Input, JoinError, JoinState, Profile, Settings, Side, Tag, Why, Wish,
    defaults,
};

type Class = (Option<Country>, Wish);

/// Follows inputs and effects, and panics where they break the contract. Knows nothing of how partners are found:
/// only whether a match was allowed.
pub(crate) struct Witness {
    settings: Settings,
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
    last: Option<(Tag, Result<JoinState, JoinError>)>,
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
        Self { settings, callers: HashMap::new(), calls: HashSet::new(), tickets: 0, classes: HashMap::new() }
    }

    pub(crate) fn doing(&self, caller: CallerId) -> Option<Doing> {
        self.callers.get(&caller).map(|seen| seen.doing)
    }

    /// Whether an input repeats its caller's last request.
    pub(crate) fn is_repeated(&self, input: Input) -> bool {
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
        match input {
            Input::Join { caller, profile, op } => {
                let reply = self.request(now, caller, op, Some(profile), &mut effects, None, &mut matches);
                assert_ne!(reply, Err(JoinError::NotJoined));
            }
            Input::Next { caller, call, op } => {
                let reply = self.request(now, caller, op, None, &mut effects, Some(call), &mut matches);
                assert_eq!(reply == Err(JoinError::NotJoined), !self.callers.contains_key(&caller));
            }
            Input::Leave { caller } => {
                if let Some(Doing::Waiting { .. }) = self.doing(caller) {
                    self.stop_waiting(caller);
                }
            }
            Input::HangUp { caller, call } => {
                if self.in_call(caller).is_some_and(|(present, _)| present == call) {
                    self.ended(now, effects.next(), caller, Why::HungUp);
                }
            }
            Input::KeepApart { .. } => {}
            Input::Disconnect { caller } => {
                if self.in_call(caller).is_some() {
                    self.ended(now, effects.next(), caller, Why::Disconnected);
                }
                if let Some(Doing::Waiting { .. }) = self.doing(caller) {
                    self.stop_waiting(caller);
                }
                self.callers.remove(&caller);
            }
            Input::Wake => {
                for effect in effects.by_ref() {
                    let Effect::Waiting { caller, .. } = effect else { panic!("{effect:?} upon waking") };
                    self.told(now, caller);
                }
            }
        }
        assert_eq!(effects.next(), None, "nothing else may follow");
        matches
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
        effects: &mut impl Iterator<Item = Effect>,
        next: Option<Option<CallId>>,
        matches: &mut Vec<Match>,
    ) -> Result<JoinState, JoinError> {
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
                assert_eq!(reply, Err(JoinError::InCall));
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
                    Doing::Call { .. } => self.ended(now, effects.next(), caller, Why::Next),
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
                let mut then = effects.next();
                if let Some(Effect::Displaced { caller: elder }) = then {
                    let session = |caller: CallerId| self.callers[&caller].profile.session;
                    assert!(session(caller).is_some() && session(caller) == session(elder));
                    self.stop_waiting(elder);
                    then = effects.next();
                }
                match (reply, then) {
                    (Err(JoinError::Crowded), None) => {}
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

    fn ended(&mut self, now: Instant, effect: Option<Effect>, caller: CallerId, expected: Why) {
        let Some(Effect::Ended { call, by, other, why }) = effect else { panic!("{effect:?} ends no call") };
        assert_eq!((by, why), (caller, expected));
        assert_eq!(self.in_call(by), Some((call, other)));
        assert_eq!(self.in_call(other), Some((call, by)));
        for (caller, partner) in [(by, other), (other, by)] {
            let seen = self.callers.get_mut(&caller).unwrap();
            seen.doing = Doing::Idle;
            if why != Why::Disconnected {
                seen.met.push((partner, now));
            }
        }
    }
}
