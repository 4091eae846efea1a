//! Random histories, against a lobby so plain that it is obviously right: a `Vec` in the order of arrival.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped is a failure")]

mod witness;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use calln_core::{
    CallId, CallerId, Country, Effect, Input, JoinError, Lobby, Profile, Settings, Tag, Ways, Why, Wish,
    defaults,
};
use proptest::prelude::*;
use witness::{Doing, Witness};

const CALLERS: u64 = 14;
/// Few, so that callers often fit, and often don't.
const COUNTRIES: [&str; 4] = ["DE", "FR", "JP", "XK"];

/// One thing that a history may hold. Calls are named by what they are at that point of the history.
#[derive(Clone, Copy, Debug)]
enum Step {
    Join(u64, Profile, Option<Tag>),
    Next(u64, Named, Option<Tag>),
    Leave(u64),
    HangUp(u64, Named),
    Disconnect(u64),
    /// Time passes, and the owner is asleep.
    Pass(u64),
    /// Time passes, and the owner wakes whenever the lobby asks for it.
    Live(u64),
}

#[derive(Clone, Copy, Debug)]
enum Named {
    Present,
    Other,
    None,
}

fn profile() -> impl Strategy<Value = Profile> {
    let country = prop_oneof![
        8 => proptest::sample::select(&COUNTRIES[..]).prop_map(|code| Some(Country::from_code(code).unwrap())),
        1 => Just(None),
    ];
    let some = || proptest::sample::subsequence(&COUNTRIES[..], 1..=3);
    let wish = prop_oneof![
        3 => Just(Wish::Any),
        3 => some().prop_map(|codes| Wish::only(&codes).unwrap()),
        3 => some().prop_map(|codes| Wish::except(&codes).unwrap()),
    ];
    let tag = |n: u64| proptest::option::weighted(0.4, (0..n).prop_map(Tag));
    let ways = prop_oneof![4 => Just(Ways::Any), 1 => Just(Ways::RelayOnly), 1 => Just(Ways::DirectOnly)];
    (country, wish, tag(5), tag(3), ways, tag(3)).prop_map(|(country, wish, session, network, ways, site)| {
        Profile { country, wish, session, network, ways, site }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let caller = || 1..=CALLERS;
    let op = || proptest::option::weighted(0.3, (0..3_u64).prop_map(Tag));
    let named = || prop_oneof![6 => Just(Named::Present), 1 => Just(Named::Other), 2 => Just(Named::None)];
    prop_oneof![
        10 => (caller(), profile(), op()).prop_map(|(c, p, o)| Step::Join(c, p, o)),
        10 => (caller(), named(), op()).prop_map(|(c, n, o)| Step::Next(c, n, o)),
        2 => caller().prop_map(Step::Leave),
        4 => (caller(), named()).prop_map(|(c, n)| Step::HangUp(c, n)),
        1 => caller().prop_map(Step::Disconnect),
        2 => prop_oneof![0..3_000_u64, 0..30_000_u64, 0..700_000_u64].prop_map(Step::Pass),
        4 => prop_oneof![0..3_000_u64, 0..30_000_u64, 0..700_000_u64].prop_map(Step::Live),
    ]
}

/// The plain lobby: who waits, in the order of their coming; whom each has met. Everybody is asked, every time.
#[derive(Default)]
struct Plain {
    settings: Settings,
    queue: Vec<(CallerId, Instant, bool)>,
    callers: HashMap<CallerId, (Profile, Vec<(CallerId, Instant)>)>,
    calls: Vec<(CallerId, CallerId)>,
    matches: Vec<(CallerId, CallerId)>,
}

impl Plain {
    fn fits(&self, now: Instant, seeker: CallerId, other: CallerId, even_recent: bool) -> bool {
        let ((a, a_met), (b, b_met)) = (&self.callers[&seeker], &self.callers[&other]);
        let recent = |met: &[(CallerId, Instant)], who| {
            met.iter()
                .rev()
                .take(defaults::RECENT_PARTNERS)
                .any(|&(id, at)| id == who && now - at < self.settings.recent_window)
        };
        seeker != other
            && a.wish.accepts(b.country)
            && b.wish.accepts(a.country)
            && (a.session.is_none() || a.session != b.session)
            && a.ways.fit(b.ways)
            && (!self.settings.forbid_same_network || a.network.is_none() || a.network != b.network)
            && (even_recent || !recent(a_met, other) && !recent(b_met, seeker))
    }

    fn meet(&mut self, waiter: CallerId, newcomer: CallerId) {
        self.queue.retain(|&(id, ..)| id != waiter && id != newcomer);
        self.calls.push((waiter, newcomer));
        self.matches.push((waiter, newcomer));
    }

    /// After twenty seconds every waiting caller looks once more at those who came before, strangers first.
    fn look_again(&mut self, now: Instant) {
        let patience = self.settings.patience;
        while let Some(at) =
            self.queue.iter().position(|&(_, since, looked)| !looked && now - since >= patience)
        {
            self.queue[at].2 = true;
            let seeker = self.queue[at].0;
            let find = |even_recent| {
                self.queue[..at].iter().find(|&&(id, ..)| self.fits(now, seeker, id, even_recent))
            };
            if let Some(&(waiter, ..)) = find(false).or_else(|| find(true)) {
                self.meet(waiter, seeker);
            }
        }
    }

    fn look(&mut self, now: Instant, seeker: CallerId) {
        match self.queue.iter().find(|&&(id, ..)| self.fits(now, seeker, id, false)) {
            Some(&(waiter, ..)) => self.meet(waiter, seeker),
            None => {
                let session = self.callers[&seeker].0.session;
                let callers = &self.callers;
                self.queue.retain(|(id, ..)| session.is_none() || callers[id].0.session != session);
                self.queue.push((seeker, now, false));
            }
        }
    }

    /// Whether one more may wait from where a caller is, whose elder in the same session would go.
    fn has_room(&self, seeker: CallerId) -> bool {
        let Profile { session, site, .. } = self.callers[&seeker].0;
        let waiting = || self.queue.iter().map(|(id, ..)| self.callers[id].0);
        let from_there = waiting().filter(|other| other.site == site).count();
        let has_elder =
            session.is_some() && waiting().any(|other| other.session == session && other.site == site);
        site.is_none() || has_elder || from_there < self.settings.waiting_per_site
    }

    fn end(&mut self, now: Instant, caller: CallerId, remember: bool) {
        let Some(at) = self.calls.iter().position(|&(a, b)| a == caller || b == caller) else { return };
        let (a, b) = self.calls.remove(at);
        if remember {
            self.callers.get_mut(&a).unwrap().1.push((b, now));
            self.callers.get_mut(&b).unwrap().1.push((a, now));
        }
    }

    /// Those who wait though they could talk: both have waited long, or came when the other was a stranger to them.
    fn kept_waiting_for_nothing(&self, now: Instant) -> Option<(CallerId, CallerId)> {
        for (i, &(younger, since, _)) in self.queue.iter().enumerate() {
            for &(older, ..) in &self.queue[..i] {
                let long = now - since >= self.settings.patience;
                if self.fits(since, older, younger, false) || long && self.fits(now, older, younger, true) {
                    return Some((older, younger));
                }
            }
        }
        None
    }
}

struct World {
    now: Instant,
    lobby: Lobby,
    witness: Witness,
    plain: Plain,
    /// How often each caller has disconnected: ids aren't reused.
    lives: HashMap<u64, u64>,
    /// The input at hand was answered before, and isn't carried out again.
    is_repeated: bool,
}

impl World {
    fn new(settings: Settings) -> Self {
        let mut calls = 0;
        Self {
            now: Instant::now(),
            lobby: Lobby::new(settings, move || {
                calls += 1;
                CallId(calls)
            }),
            witness: Witness::new(settings),
            plain: Plain { settings, ..Plain::default() },
            lives: HashMap::new(),
            is_repeated: false,
        }
    }

    fn id(&self, caller: u64) -> CallerId {
        CallerId(caller + 1_000 * self.lives.get(&caller).copied().unwrap_or(0))
    }

    fn call(&self, caller: CallerId, named: Named) -> Option<CallId> {
        match (named, self.witness.doing(caller)) {
            (Named::Present, Some(Doing::Call { call, .. })) => Some(call),
            (Named::None, _) => None,
            _ => Some(CallId(u128::MAX)),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Join(caller, profile, op) => {
                self.handle(Input::Join { caller: self.id(caller), profile, op });
            }
            Step::Next(caller, named, op) => {
                let caller = self.id(caller);
                self.handle(Input::Next { caller, call: self.call(caller, named), op });
            }
            Step::Leave(caller) => self.handle(Input::Leave { caller: self.id(caller) }),
            Step::HangUp(caller, named) => {
                let caller = self.id(caller);
                let call = self.call(caller, named).unwrap_or(CallId(0));
                self.handle(Input::HangUp { caller, call });
            }
            Step::Disconnect(caller) => {
                self.handle(Input::Disconnect { caller: self.id(caller) });
                *self.lives.entry(caller).or_default() += 1;
            }
            Step::Pass(millis) => self.now += Duration::from_millis(millis),
            Step::Live(millis) => {
                let until = self.now + Duration::from_millis(millis);
                while let Some(wake) = self.lobby.next_wake().filter(|&wake| wake <= until) {
                    let late = self.now;
                    self.now = self.now.max(wake);
                    self.handle(Input::Wake);
                    assert!(
                        self.lobby.next_wake() != Some(wake) || late > wake,
                        "waking on time leaves nothing due"
                    );
                }
                self.now = until;
            }
        }
    }

    fn handle(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.lobby.handle(self.now, input, &mut effects);
        self.is_repeated = self.witness.is_repeated(input);
        let matches = self.witness.watch(self.now, input, &effects);
        self.replay(&effects, input);

        let pairs: Vec<_> = matches.iter().map(|found| (found.waiter, found.newcomer)).collect();
        assert_eq!(pairs, std::mem::take(&mut self.plain.matches), "{input:?}");
        for found in &matches {
            let [_, newcomer] = found.waited;
            assert!(newcomer.is_zero() || newcomer >= self.plain.settings.patience, "a look out of turn");
        }
        assert_eq!(self.plain.kept_waiting_for_nothing(self.now), None, "{input:?}");
        for &(caller, ..) in &self.plain.queue {
            let Profile { session, site, .. } = self.plain.callers[&caller].0;
            let others = || self.plain.queue.iter().map(|(id, ..)| self.plain.callers[id].0);
            let sessions = others().filter(|other| session.is_some() && other.session == session).count();
            let from_there = others().filter(|other| site.is_some() && other.site == site).count();
            assert!(sessions <= 1 && from_there <= self.plain.settings.waiting_per_site, "too many wait");
        }
        let census = self.lobby.census();
        assert_eq!(census.waiting, self.plain.queue.len());
        assert_eq!(census.waiting, self.witness.waiting());
        assert_eq!(census.in_call, self.plain.calls.len() * 2);
        for effect in &effects {
            if let Effect::Waiting { caller, outlook } = *effect {
                self.check_counts(caller, outlook.supply, outlook.widened);
            }
        }
    }

    /// Plays the input to the plain lobby. Which requests are carried out at all is the witness's business, so
    /// that is read from the effects.
    fn replay(&mut self, effects: &[Effect], input: Input) {
        let now = self.now;
        self.plain.look_again(now);
        let looked = |caller: CallerId| {
            // What comes before the reply had fallen due, and is none of this request's doing.
            effects.iter().skip_while(|effect| !matches!(effect, Effect::Replied { .. })).any(|effect| {
                match effect {
                    Effect::Waiting { caller: who, .. } => *who == caller,
                    Effect::Matched { newcomer, .. } => newcomer.caller == caller,
                    _ => false,
                }
            })
        };
        let crowded = effects
            .iter()
            .any(|effect| matches!(effect, Effect::Replied { reply: Err(JoinError::Crowded), .. }));
        match input {
            Input::Join { caller, profile, .. } if looked(caller) => {
                self.plain.queue.retain(|&(id, ..)| id != caller);
                self.plain.callers.entry(caller).or_default().0 = profile;
                self.plain.look(now, caller);
            }
            // Repeated requests are answered again, and then the caller does something else by now, or nothing.
            Input::Join { caller, profile, .. } if crowded && !self.is_repeated => {
                self.plain.queue.retain(|&(id, ..)| id != caller);
                self.plain.callers.entry(caller).or_default().0 = profile;
                assert!(!self.plain.has_room(caller), "refused though there is room");
            }
            Input::Next { caller, .. } if crowded && !self.is_repeated => {
                self.plain.end(now, caller, true);
                assert!(!self.plain.has_room(caller), "refused though there is room");
            }
            Input::Next { caller, .. } if looked(caller) => {
                self.plain.end(now, caller, true);
                self.plain.look(now, caller);
            }
            Input::Leave { caller } => self.plain.queue.retain(|&(id, ..)| id != caller),
            Input::HangUp { caller, .. }
                if effects.iter().any(|e| matches!(e, Effect::Ended { why: Why::HungUp, .. })) =>
            {
                self.plain.end(now, caller, true);
            }
            Input::Disconnect { caller } => {
                self.plain.queue.retain(|&(id, ..)| id != caller);
                self.plain.end(now, caller, false);
                self.plain.callers.remove(&caller);
            }
            _ => {}
        }
    }

    /// Counts everybody, one by one.
    fn check_counts(&self, caller: CallerId, supply: usize, widened: usize) {
        let me = self.plain.callers[&caller].0;
        let waiting = self.plain.queue.iter().map(|&(id, ..)| id);
        let talking = self.plain.calls.iter().flat_map(|&(a, b)| [a, b]);
        let accept_me: Vec<_> = waiting
            .chain(talking)
            .filter(|&id| id != caller)
            .map(|id| self.plain.callers[&id].0)
            .filter(|other| other.wish.accepts(me.country))
            .collect();
        let fit = accept_me.iter().filter(|other| me.wish.accepts(other.country)).count();
        assert_eq!((supply, widened), (fit, accept_me.len() - fit), "of {me:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p04_the_lobby_matches_exactly_as_the_plain_one(
        steps in proptest::collection::vec(step(), 1..250),
        forbid_same_network: bool,
    ) {
        let mut world = World::new(Settings { forbid_same_network, waiting_per_site: 2, ..Settings::default() });
        for step in steps {
            world.take(step);
        }
    }
}
