//! Random histories, against a lobby so plain that it is obviously right: a `Vec` in the order of arrival. Connections
//! break in them and callers come back, servers drain and are started anew.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot be unwrapped is a failure")]

mod witness;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use calln_core::calls::ResumeClaim;
use calln_core::engine::{self, SearchError, Standing, Why};
use calln_core::lobby::Settings;
use calln_core::moderation::{Day, Key, Sealed};
use calln_core::{
    CallId, CallerId, Country, Effect, Engine, Input, JoinError, Profile, Pseudonyms, Tag, Ways, Wish,
    defaults,
};
use proptest::prelude::*;
use witness::Witness;

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
    /// The connection breaks.
    Lose(u64),
    /// The caller shows its newest claim, or one that is so much older.
    Return(u64, u64, Option<Tag>),
    /// It shows the claim of another.
    Steal(u64, u64),
    /// It has a newer claim made.
    Renew(u64),
    Drain,
    /// The server is started anew.
    Restart,
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
        Profile { country, wish, session, network, ways, site, pseudonyms: Pseudonyms::default() }
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
        3 => caller().prop_map(Step::Lose),
        5 => (caller(), prop_oneof![5 => Just(0), 1 => 1..3_u64], op()).prop_map(|(c, n, o)| Step::Return(c, n, o)),
        1 => (caller(), caller()).prop_map(|(c, of)| Step::Steal(c, of)),
        1 => caller().prop_map(Step::Renew),
        1 => proptest::bool::weighted(0.2).prop_map(|drain| if drain { Step::Drain } else { Step::Restart }),
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
            && self.may_meet(a, b)
            && (even_recent || !recent(a_met, other) && !recent(b_met, seeker))
    }

    /// Whether nothing but country, wish and a recent call is in the way of the two.
    fn may_meet(&self, a: &Profile, b: &Profile) -> bool {
        (a.session.is_none() || a.session != b.session)
            && a.ways.fit(b.ways)
            && (!self.settings.forbid_same_network || a.network.is_none() || a.network != b.network)
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

    fn forget(&mut self, caller: CallerId) {
        self.queue.retain(|&(id, ..)| id != caller);
        self.callers.remove(&caller);
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
    settings: Settings,
    engine: Engine,
    witness: Witness,
    plain: Plain,
    /// Who each caller is to the engine, while connected.
    ids: HashMap<u64, CallerId>,
    /// The newest claim of each caller, and when it was made.
    claims: HashMap<u64, (ResumeClaim, Instant)>,
    sessions: HashMap<CallerId, Tag>,
    /// Calls and tags so far.
    names: u64,
    /// The input at hand was answered before, and isn't carried out again.
    is_repeated: bool,
}

fn engine(lobby: Settings, now: Instant, first_call: u64) -> Engine {
    let mut calls = u128::from(first_call);
    let settings = engine::Settings { lobby, ..engine::Settings::default() };
    Engine::new(settings, now, move || {
        calls += 1;
        CallId(calls)
    })
}

fn standing() -> Standing {
    let (key, address) = (Key::new([7; 32]), [192, 0, 2, 1].into());
    let (subject, network) = (key.subject(address), key.network(address));
    Standing {
        subject,
        network,
        sealed: Sealed { day: Day(0), subject },
        exempt: true,
        pseudonyms: Pseudonyms::default(),
    }
}

impl World {
    fn new(settings: Settings) -> Self {
        let now = Instant::now();
        Self {
            now,
            settings,
            engine: engine(settings, now, 0),
            witness: Witness::new(settings),
            plain: Plain { settings, ..Plain::default() },
            ids: HashMap::new(),
            claims: HashMap::new(),
            sessions: HashMap::new(),
            names: 0,
            is_repeated: false,
        }
    }

    /// The caller, on a connection.
    fn id(&mut self, caller: u64) -> CallerId {
        *self.ids.entry(caller).or_insert_with(|| {
            self.names += 1;
            // Ids use slots again. Who has one from now on has met nobody until now.
            self.now += Duration::from_nanos(1);
            let session = Tag(1_000_000 + self.names);
            let id = self.engine.connect(standing(), session);
            self.sessions.insert(id, session);
            id
        })
    }

    fn call(&self, caller: CallerId, named: Named) -> Option<CallId> {
        match (named, self.witness.legs.of(caller)) {
            (Named::Present, Some(call)) => Some(call.id),
            (Named::None, _) => None,
            _ => Some(CallId(u128::MAX)),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Join(caller, profile, op) => {
                let caller = self.id(caller);
                self.handle(Input::Join { caller, profile, op, proved: false });
            }
            Step::Next(caller, named, op) => {
                let caller = self.id(caller);
                self.handle(Input::Next { caller, call: self.call(caller, named), op });
            }
            Step::Leave(caller) => {
                let caller = self.id(caller);
                self.handle(Input::Leave { caller });
            }
            Step::HangUp(caller, named) => {
                let caller = self.id(caller);
                let call = self.call(caller, named).unwrap_or(CallId(0));
                self.handle(Input::HangUp { caller, call });
            }
            Step::Disconnect(caller) => {
                if let Some(caller) = self.ids.remove(&caller) {
                    self.handle(Input::Left { caller });
                }
            }
            Step::Lose(caller) => {
                if let Some(caller) = self.ids.remove(&caller) {
                    self.handle(Input::Lost { caller });
                }
            }
            Step::Return(caller, older, op) => self.come_back(caller, caller, older, op),
            Step::Steal(caller, of) => self.come_back(caller, of, 0, None),
            Step::Renew(caller) => {
                if let Some((claim, made)) = self.claims.get_mut(&caller) {
                    (*claim, *made) = (claim.successor(), self.now);
                }
            }
            Step::Drain => self.handle(Input::Drain),
            Step::Restart => self.restart(),
            Step::Pass(millis) => self.now += Duration::from_millis(millis),
            Step::Live(millis) => {
                let until = self.now + Duration::from_millis(millis);
                while let Some(wake) = self.engine.next_wake().filter(|&wake| wake <= until) {
                    let late = self.now;
                    self.now = self.now.max(wake);
                    self.handle(Input::Wake);
                    assert!(
                        self.engine.next_wake() != Some(wake) || late > wake,
                        "waking on time leaves nothing due"
                    );
                }
                self.now = until;
            }
        }
    }

    fn come_back(&mut self, caller: u64, of: u64, older: u64, op: Option<Tag>) {
        // The owner lets nobody show a claim that is too old.
        let Some(&(claim, made)) = self.claims.get(&of) else { return };
        if self.now - made >= defaults::OVER_KEPT {
            return;
        }
        let claim = ResumeClaim { serial: claim.serial.saturating_sub(older), ..claim };
        let came_as = self.id(caller);
        self.handle(Input::Resume { caller: came_as, claim, op });
    }

    /// All connections are gone, and the server knows no more than what was written down.
    fn restart(&mut self) {
        self.names += 1_000;
        self.engine = engine(self.settings, self.now, self.names);
        self.witness.restart(self.now, &mut self.engine);
        self.plain = Plain { settings: self.settings, ..Plain::default() };
        self.ids.clear();
        self.sessions.clear();
    }

    /// Notes what callers learn for themselves.
    fn learn(&mut self, effect: Effect) {
        let who =
            |ids: &HashMap<u64, CallerId>, id| ids.iter().find(|(_, at)| **at == id).map(|(who, _)| *who);
        match effect {
            Effect::Matched { waiter, newcomer, .. } => {
                for side in [waiter, newcomer] {
                    if let Some(caller) = who(&self.ids, side.caller) {
                        self.claims.insert(caller, (side.claim, self.now));
                    }
                }
            }
            Effect::Resumed { caller, came_as, claim, .. } => {
                if let Some(back) = who(&self.ids, came_as) {
                    // Whoever had that leg on another connection has it no more.
                    self.ids.retain(|_, id| *id != caller);
                    self.ids.insert(back, caller);
                    self.claims.insert(back, (claim.successor(), self.now));
                }
            }
            Effect::Forgotten { caller } => assert_eq!(who(&self.ids, caller), None, "it is still connected"),
            _ => {}
        }
    }

    fn handle(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.engine.handle(self.now, input, &mut effects);
        let input = self.with_session(input);
        self.is_repeated = self.witness.is_repeated(input);
        let matches = self.witness.watch(self.now, input, &effects);
        self.replay(&effects, input);
        effects.iter().for_each(|effect| self.learn(*effect));

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
        let census = self.engine.census();
        assert_eq!(census.waiting, self.plain.queue.len());
        assert_eq!(census.waiting, self.witness.waiting());
        assert_eq!(census.in_call, self.plain.calls.len() * 2);
        for effect in &effects {
            if let Effect::Waiting { caller, outlook } = *effect {
                self.check_counts(caller, outlook.supply, outlook.widened);
            }
        }
    }

    /// A `Join` with the session that it is by: the one that the caller named, or named last, or its own.
    fn with_session(&mut self, input: Input) -> Input {
        let Input::Join { caller, profile, op, proved } = input else { return input };
        let session = profile.session.unwrap_or(self.sessions[&caller]);
        self.sessions.insert(caller, session);
        Input::Join { caller, profile: Profile { session: Some(session), ..profile }, op, proved }
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
        let crowded = effects.iter().any(|effect| {
            matches!(effect, Effect::Replied { reply: Err(SearchError::Join(JoinError::Crowded)), .. })
        });
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
            _ => {}
        }
        for effect in effects {
            match *effect {
                Effect::Ended { by: Some(by), why: Why::Disconnected | Why::Lost, .. } => {
                    self.plain.end(now, by, false);
                }
                Effect::Forgotten { caller } => self.plain.forget(caller),
                // A call that the lobby doesn't know: the caller is nobody to it from now on.
                Effect::Resumed { caller, came_as, .. } if caller != came_as => self.plain.forget(came_as),
                Effect::Resumed { caller, .. } if self.witness.doing(caller).is_none() => {
                    self.plain.forget(caller);
                }
                _ => {}
            }
        }
    }

    /// Counts everybody, one by one.
    fn check_counts(&self, caller: CallerId, supply: usize, widened: usize) {
        let me = self.plain.callers[&caller].0;
        let profile = |id: &CallerId| self.plain.callers[id].0;
        let waiting = self.plain.queue.iter().map(|&(id, ..)| id);
        let waiting = waiting.filter(|id| *id == caller || self.plain.may_meet(&me, &profile(id)));
        let talking = self.plain.calls.iter().flat_map(|&(a, b)| [a, b]);
        let accept_me: Vec<_> = waiting
            .chain(talking)
            .filter(|&id| id != caller)
            .map(|id| profile(&id))
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
