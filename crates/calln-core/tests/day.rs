//! A day in the life of a server: a hundred thousand callers come, talk, go on and leave. Some of their lines break, and
//! most of those come back; and in the evening the server is started anew under its callers.
//!
//! `CALLN_SEED` chooses another day. `cargo test -p calln-core --test day -- --nocapture` prints how long people
//! waited.

#[path = "witness/crowd.rs"]
mod crowd;
#[allow(dead_code, reason = "another test uses all of it")]
mod witness;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    time::{Duration, Instant},
};

use calln_core::calls::ResumeClaim;
use calln_core::engine::{self, SearchError, Standing, Why};
use calln_core::moderation::{Day as Date, Key, Sealed};
use calln_core::{
    CallId, CallerId, Census, Effect, Engine, Input, JoinError, Profile, Pseudonyms, Tag, lobby,
};
use crowd::{Crowd, Kind, Random};
use witness::{Doing, Witness};

const CALLERS: u64 = 100_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// When the server is started anew: in the evening, when most are there.
const RESTART: Duration = Duration::from_secs(18 * 60 * 60);

/// What somebody is going to do. Each holds what it goes by, and lapses if that is no longer so.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Plan {
    Come,
    /// Loses patience, if still waiting since then.
    GiveUp(Instant),
    /// Ends this call.
    End(CallId),
    /// Loses the line to the server in this call.
    Drop(CallId),
    /// Comes back to this call.
    ComeBack(CallId),
    /// Goes on, or away, after a call that the other ended.
    GoOn,
    /// The operator has the server stop, and starts it again.
    Drain,
    Restart,
}

/// Waits of one kind of caller, in milliseconds.
#[derive(Default)]
struct Waits {
    matched: Vec<u128>,
    at_once: usize,
    gave_up: usize,
}

/// How often what happened.
#[derive(Debug, Default)]
struct Count {
    lost: usize,
    resumed: usize,
    restored: usize,
    given_up: usize,
    refused_in_drain: usize,
}

struct Day {
    now: Instant,
    random: Random,
    engine: Engine,
    witness: Witness,
    /// By person.
    crowd: Vec<(Kind, Profile)>,
    ids: HashMap<u64, CallerId>,
    people: HashMap<CallerId, u64>,
    claims: HashMap<u64, ResumeClaim>,
    plans: BinaryHeap<Reverse<(Instant, u64, u64, Plan)>>,
    planned: u64,
    waits: [Waits; 4],
    count: Count,
    effects: Vec<Effect>,
    most_waiting: usize,
}

fn engine(now: Instant, seed: u64) -> Engine {
    let mut names = Random(seed);
    let name = move || CallId(u128::from(names.bits()) << 64 | u128::from(names.bits()));
    Engine::new(engine::Settings::default(), now, name)
}

impl Day {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let crowd = Crowd::new(&mut random);
        let now = Instant::now();
        let mut day = Self {
            now,
            engine: engine(now, random.bits()),
            witness: Witness::new(lobby::Settings::default()),
            crowd: Vec::new(),
            ids: HashMap::new(),
            people: HashMap::new(),
            claims: HashMap::new(),
            plans: BinaryHeap::new(),
            planned: 0,
            waits: Default::default(),
            count: Count::default(),
            effects: Vec::new(),
            most_waiting: 0,
            random,
        };
        for person in 0..CALLERS {
            // One browser in ten has two tabs.
            let session = if person % 10 == 9 { person - 1 } else { person };
            day.crowd.push(crowd.profile(&mut day.random, session));
            let at = day.time_of_day();
            day.plan(at, person, Plan::Come);
        }
        day.plan(RESTART - Duration::from_secs(30), 0, Plan::Drain);
        day.plan(RESTART, 0, Plan::Restart);
        day
    }

    /// When a caller comes: in the evening four times as likely as in the morning.
    fn time_of_day(&mut self) -> Duration {
        loop {
            let at = self.random.unit();
            let height = 0.625 - 0.375 * (at * std::f64::consts::TAU).sin();
            if self.random.unit() < height {
                return DAY.mul_f64(at);
            }
        }
    }

    fn plan(&mut self, after: Duration, person: u64, plan: Plan) {
        self.planned += 1;
        self.plans.push(Reverse((self.now + after, self.planned, person, plan)));
    }

    /// The same after a time with this mean, in seconds.
    fn plan_about(&mut self, mean: f64, person: u64, plan: Plan) {
        let after = Duration::from_secs_f64(exponential(&mut self.random, mean));
        self.plan(after, person, plan);
    }

    fn run(&mut self) {
        while let Some(Reverse((at, _, person, plan))) = self.plans.pop() {
            self.wake_until(at);
            self.now = at;
            self.carry_out(person, plan);
        }
        // Those who dropped their line last are waited for, and what is remembered for a while is forgotten.
        self.wake_until(self.now + Duration::from_secs(60 * 60));
    }

    fn wake_until(&mut self, at: Instant) {
        while let Some(wake) = self.engine.next_wake().filter(|&wake| wake <= at) {
            self.now = self.now.max(wake);
            self.handle(Input::Wake);
        }
    }

    fn connect(&mut self, person: u64) -> CallerId {
        let (key, address) = (Key::new([7; 32]), [192, 0, 2, 1].into());
        let (subject, network) = (key.subject(address), key.network(address));
        let sealed = Sealed { day: Date(0), subject };
        let id = self.engine.connect(
            Standing { subject, network, sealed, exempt: true, pseudonyms: Pseudonyms::default() },
            Tag(u64::MAX),
        );
        self.ids.insert(person, id);
        self.people.insert(id, person);
        id
    }

    fn carry_out(&mut self, person: u64, plan: Plan) {
        match plan {
            Plan::Come => return self.come(person),
            Plan::ComeBack(call) => return self.come_back(person, call),
            Plan::Drain => return self.handle(Input::Drain),
            Plan::Restart => return self.restart(),
            _ => {}
        }
        let Some(&caller) = self.ids.get(&person) else { return };
        let call = self.witness.legs.of(caller).map(|call| call.id);
        match (plan, self.witness.doing(caller)) {
            (Plan::GiveUp(began), Some(Doing::Waiting { since, .. })) if began == since => {
                self.waits[self.crowd[person as usize].0 as usize].gave_up += 1;
                self.handle(Input::Left { caller });
            }
            (Plan::End(ending), _) if call == Some(ending) => match self.random.below(10) {
                0..6 => self.handle(Input::Next { caller, call, op: None }),
                6..8 => {
                    self.handle(Input::HangUp { caller, call: ending });
                    self.handle(Input::Left { caller });
                }
                _ => self.handle(Input::Left { caller }),
            },
            (Plan::Drop(dropping), _) if call == Some(dropping) => {
                self.count.lost += 1;
                self.ids.remove(&person);
                self.people.remove(&caller);
                self.handle(Input::Lost { caller });
                if self.random.below(5) > 0 {
                    self.plan_about(4.0, person, Plan::ComeBack(dropping));
                }
            }
            (Plan::GoOn, Some(Doing::Idle)) => {
                if self.random.below(4) > 0 {
                    self.handle(Input::Next { caller, call: None, op: None });
                } else {
                    self.handle(Input::Left { caller });
                }
            }
            // After a call that was restored: the lobby has never heard of this caller.
            (Plan::GoOn, None) if call.is_none() => self.come(person),
            _ => {}
        }
    }

    fn come(&mut self, person: u64) {
        let caller = match self.ids.get(&person) {
            Some(&caller) => caller,
            None => self.connect(person),
        };
        let profile = self.crowd[person as usize].1;
        self.handle(Input::Join { caller, profile, op: None, proved: false });
    }

    fn come_back(&mut self, person: u64, call: CallId) {
        let Some(claim) = self.claims.get(&person).copied().filter(|claim| claim.call == call) else {
            return;
        };
        if !self.ids.contains_key(&person) {
            let caller = self.connect(person);
            self.handle(Input::Resume { caller, claim, op: None });
        }
    }

    /// Everybody's connection is gone. Most of those who talk come back to their calls, and who waits begins anew.
    fn restart(&mut self) {
        self.engine = engine(self.now, self.random.bits());
        let mut people: Vec<_> = self.ids.drain().collect();
        people.sort_unstable();
        for (person, caller) in people {
            match self.witness.legs.of(caller).map(|call| call.id) {
                Some(call) if self.random.below(10) > 0 => self.plan_about(3.0, person, Plan::ComeBack(call)),
                Some(_) => {}
                None => self.plan_about(3.0, person, Plan::Come),
            }
        }
        self.people.clear();
        self.witness.restart(self.now, &mut self.engine);
    }

    fn handle(&mut self, input: Input) {
        let mut effects = std::mem::take(&mut self.effects);
        effects.clear();
        self.engine.handle(self.now, input, &mut effects);
        for matched in self.witness.watch(self.now, input, &effects) {
            for (caller, waited) in [matched.waiter, matched.newcomer].into_iter().zip(matched.waited) {
                let waits = &mut self.waits[self.crowd[self.people[&caller] as usize].0 as usize];
                if waited.is_zero() {
                    waits.at_once += 1;
                } else {
                    waits.matched.push(waited.as_millis());
                }
            }
        }
        for effect in &effects {
            self.live_on(*effect, input);
        }
        let census = self.engine.census();
        assert_eq!(census.waiting, self.witness.waiting());
        assert!(census.waiting + census.in_call <= census.callers && census.in_call.is_multiple_of(2));
        self.most_waiting = self.most_waiting.max(census.waiting);
        self.effects = effects;
    }

    /// What people make of what they learn.
    fn live_on(&mut self, effect: Effect, input: Input) {
        match effect {
            // Told for the first time: the wait begins.
            Effect::Waiting { caller, .. } if !matches!(input, Input::Wake) => {
                self.plan_about(300.0, self.people[&caller], Plan::GiveUp(self.now));
            }
            Effect::Matched { call, waiter, newcomer } => {
                for side in [waiter, newcomer] {
                    let person = self.people[&side.caller];
                    self.claims.insert(person, side.claim);
                    if self.random.below(10) == 0 {
                        self.plan_about(100.0, person, Plan::Drop(call));
                    }
                }
                self.plan_about(150.0, self.people[&newcomer.caller], Plan::End(call));
            }
            Effect::Resumed { caller, came_as, claim, .. } => {
                if let Some(person) = self.people.remove(&came_as) {
                    self.ids.insert(person, caller);
                    self.people.insert(caller, person);
                    self.claims.insert(person, claim.successor());
                    self.plan_about(150.0, person, Plan::End(claim.call));
                }
                let is_restored = self.witness.legs.of(caller).is_some_and(|call| call.is_restored());
                *if is_restored { &mut self.count.restored } else { &mut self.count.resumed } += 1;
            }
            Effect::ResumeRefused { caller, .. } => self.plan_about(1.0, self.people[&caller], Plan::GoOn),
            Effect::Ended { other, why, .. } => {
                self.count.given_up += usize::from(why == Why::Lost);
                if let Some(&person) = other.and_then(|other| self.people.get(&other)) {
                    self.plan_about(2.0, person, Plan::GoOn);
                }
            }
            Effect::Displaced { caller } => self.plan_about(2.0, self.people[&caller], Plan::GoOn),
            Effect::Replied { caller, reply: Err(SearchError::Join(JoinError::NotJoined)) } => {
                self.plan_about(2.0, self.people[&caller], Plan::Come);
            }
            Effect::Replied { reply: Err(SearchError::Draining), .. } => self.count.refused_in_drain += 1,
            Effect::Forgotten { caller } => {
                if let Some(person) = self.people.remove(&caller) {
                    self.ids.remove(&person);
                }
            }
            _ => {}
        }
    }
}

/// A time with this mean, without memory, in seconds.
fn exponential(random: &mut Random, mean: f64) -> f64 {
    -mean * (1.0 - random.unit()).ln()
}

#[test]
fn p04_a_day_of_a_hundred_thousand_callers() {
    let seed = std::env::var("CALLN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124);
    let mut day = Day::new(seed);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| day.run()));
    assert!(outcome.is_ok(), "the day with CALLN_SEED={seed} went wrong; see above");

    println!("most waiting at one time: {}", day.most_waiting);
    println!("| wish | looked | matched at once | waited: p50 | p90 | p99 | gave up |");
    println!("|---|---|---|---|---|---|---|");
    for kind in [Kind::Any, Kind::One, Kind::Several, Kind::Except] {
        let Waits { matched, at_once, gave_up } = &mut day.waits[kind as usize];
        matched.sort_unstable();
        let looked = matched.len() + *at_once + *gave_up;
        let share = |n: usize| format!("{:.1} %", n as f64 / looked as f64 * 100.0);
        let at = |q: f64| format!("{:.1} s", matched[(matched.len() as f64 * q) as usize] as f64 / 1e3);
        println!(
            "| {kind:?} | {looked} | {} | {} | {} | {} | {} |",
            share(*at_once),
            at(0.5),
            at(0.9),
            at(0.99),
            share(*gave_up)
        );
    }
    println!("{:?}", day.count);
    assert_eq!(day.engine.census(), Census::default(), "everybody has gone home");
    assert!(day.engine.calls().is_empty());
    assert_eq!(day.engine.next_wake(), None);
    let Count { lost, resumed, restored, given_up, refused_in_drain } = day.count;
    assert!(
        [lost, resumed, restored, given_up, refused_in_drain].iter().all(|count| *count > 10),
        "{:?}",
        day.count
    );
    let calls: usize = day.waits.iter().map(|waits| waits.matched.len()).sum();
    assert!(calls > CALLERS as usize, "a day is worth watching only if people talk");
}
