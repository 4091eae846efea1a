//! A day in the life of a lobby: a hundred thousand callers come, talk, go on and leave.
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

use calln_core::{CallId, CallerId, Census, Effect, Input, Lobby, Profile, Settings};
use crowd::{Crowd, Kind, Random};
use witness::{Doing, Witness};

const CALLERS: u64 = 100_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a caller is going to do. Each holds what it goes by, and lapses if that is no longer so.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Plan {
    Come,
    /// Loses patience, if still waiting since then.
    GiveUp(Instant),
    /// Ends this call.
    End(CallId),
    /// Goes on, or away, after a call that the other ended.
    GoOn,
}

/// Waits of one kind of caller, in milliseconds.
#[derive(Default)]
struct Waits {
    matched: Vec<u128>,
    at_once: usize,
    gave_up: usize,
}

struct Day {
    now: Instant,
    random: Random,
    lobby: Lobby,
    witness: Witness,
    crowd: HashMap<CallerId, (Kind, Profile)>,
    plans: BinaryHeap<Reverse<(Instant, u64, CallerId, Plan)>>,
    planned: u64,
    waits: [Waits; 4],
    effects: Vec<Effect>,
    most_waiting: usize,
}

impl Day {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let crowd = Crowd::new(&mut random);
        let mut names = Random(random.bits());
        let settings = Settings::default();
        let mut day = Self {
            now: Instant::now(),
            lobby: Lobby::new(settings, move || {
                CallId(u128::from(names.bits()) << 64 | u128::from(names.bits()))
            }),
            witness: Witness::new(settings),
            crowd: HashMap::new(),
            plans: BinaryHeap::new(),
            planned: 0,
            waits: Default::default(),
            effects: Vec::new(),
            most_waiting: 0,
            random,
        };
        for id in 1..=CALLERS {
            // One browser in ten has two tabs.
            let session = if id % 10 == 0 { id - 1 } else { id };
            day.crowd.insert(CallerId(id), crowd.profile(&mut day.random, session));
            let at = day.time_of_day();
            day.plan(at, CallerId(id), Plan::Come);
        }
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

    fn plan(&mut self, after: Duration, caller: CallerId, plan: Plan) {
        self.planned += 1;
        self.plans.push(Reverse((self.now + after, self.planned, caller, plan)));
    }

    fn run(&mut self) {
        while let Some(Reverse((at, _, caller, plan))) = self.plans.pop() {
            while let Some(wake) = self.lobby.next_wake().filter(|&wake| wake <= at) {
                self.now = self.now.max(wake);
                self.handle(Input::Wake);
            }
            self.now = at;
            self.carry_out(caller, plan);
        }
    }

    fn carry_out(&mut self, caller: CallerId, plan: Plan) {
        let doing = self.witness.doing(caller);
        match (plan, doing) {
            (Plan::Come, _) => {
                let profile = self.crowd[&caller].1;
                self.handle(Input::Join { caller, profile, op: None });
            }
            (Plan::GiveUp(began), Some(Doing::Waiting { since, .. })) if began == since => {
                self.waits[self.crowd[&caller].0 as usize].gave_up += 1;
                self.handle(Input::Disconnect { caller });
            }
            (Plan::End(ending), Some(Doing::Call { call, .. })) if ending == call => {
                match self.random.below(10) {
                    0..6 => self.handle(Input::Next { caller, call: Some(call), op: None }),
                    6..8 => {
                        self.handle(Input::HangUp { caller, call });
                        self.handle(Input::Disconnect { caller });
                    }
                    _ => self.handle(Input::Disconnect { caller }),
                };
            }
            (Plan::GoOn, Some(Doing::Idle)) => {
                if self.random.below(4) > 0 {
                    self.handle(Input::Next { caller, call: None, op: None });
                } else {
                    self.handle(Input::Disconnect { caller });
                }
            }
            _ => {}
        }
    }

    fn handle(&mut self, input: Input) {
        let mut effects = std::mem::take(&mut self.effects);
        effects.clear();
        self.lobby.handle(self.now, input, &mut effects);
        for matched in self.witness.watch(self.now, input, &effects) {
            for (caller, waited) in [matched.waiter, matched.newcomer].into_iter().zip(matched.waited) {
                let waits = &mut self.waits[self.crowd[&caller].0 as usize];
                if waited.is_zero() {
                    waits.at_once += 1;
                } else {
                    waits.matched.push(waited.as_millis());
                }
            }
        }
        for effect in &effects {
            match *effect {
                Effect::Waiting { caller, .. } => {
                    // Told for the first time: the wait begins.
                    if !matches!(input, Input::Wake) {
                        let patience = Duration::from_secs_f64(exponential(&mut self.random, 300.0));
                        self.plan(patience, caller, Plan::GiveUp(self.now));
                    }
                }
                Effect::Matched { call, newcomer, .. } => {
                    let talk = Duration::from_secs_f64(exponential(&mut self.random, 150.0));
                    self.plan(talk, newcomer.caller, Plan::End(call));
                }
                Effect::Ended { other, .. } | Effect::Displaced { caller: other } => {
                    let pause = Duration::from_secs_f64(exponential(&mut self.random, 2.0));
                    self.plan(pause, other, Plan::GoOn);
                }
                Effect::Replied { .. } => {}
            }
        }
        let census = self.lobby.census();
        assert_eq!(census.waiting, self.witness.waiting());
        assert!(census.waiting + census.in_call <= census.callers && census.in_call.is_multiple_of(2));
        self.most_waiting = self.most_waiting.max(census.waiting);
        self.effects = effects;
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
    assert_eq!(day.lobby.census(), Census::default(), "everybody has gone home");
    assert_eq!(day.lobby.next_wake(), None);
    let calls: usize = day.waits.iter().map(|waits| waits.matched.len()).sum();
    assert!(calls > CALLERS as usize, "a day is worth watching only if people talk");
}
