//! How fast callers meet, and that it doesn't depend on how many there are.
//!
//! `cargo bench -p calln-core` prints two tables in Markdown, then Criterion's own figures. A *lobby* is measured
//! through [`Lobby::handle`], with all its bookkeeping; the *engine* is the same with the table of calls and the policy
//! around it, as a server has it; its *queue* alone is what finds
//! the partner. The peer, *scan*, is the matcher that one would write first: a queue in the order of arrival, looked
//! through by each newcomer. Neither of the last two keeps book of calls, recent partners or counts.
//!
//! In the steady state some 150 wait, whom a scan is through with quickly; what the lists are for is the second table.
#![allow(missing_docs, clippy::print_stdout, reason = "a program that prints tables")]

#[path = "../tests/witness/crowd.rs"]
mod crowd;

use std::{
    collections::VecDeque,
    hint::black_box,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use calln_core::engine::{self, Engine, Standing};
use calln_core::lobby::{Effect, Input, Lobby, Queue, Settings};
use calln_core::moderation::{Day, Key, Sealed};
use calln_core::{CallId, CallerId, Country, Outlook, Profile, Pseudonyms, Tag, Wish};
use criterion::{Criterion, criterion_group};
use crowd::{Crowd, Random};

/// What is compared.
trait Matcher {
    /// A caller comes and looks for a partner.
    fn join(&mut self, caller: u32, profile: &Profile) -> Option<u32>;
    /// One who has come before, and isn't in a call, looks again.
    fn next(&mut self, caller: u32) -> Option<u32>;
    /// Whether the caller waited.
    fn leave(&mut self, caller: u32) -> bool;
    fn hang_up(&mut self, caller: u32);
    /// What is known of these callers is about to be needed.
    fn foresee(&self, callers: impl Iterator<Item = u32> + Clone);
}

struct Ours {
    lobby: Lobby,
    now: Instant,
    effects: Vec<Effect>,
}

impl Ours {
    fn new() -> Self {
        Self { lobby: Lobby::new(Settings::default()), now: Instant::now(), effects: Vec::new() }
    }

    fn handle(&mut self, input: Input) {
        // As if inputs came as fast as they are taken in; so what is done every few seconds stays apart.
        self.now += Duration::from_nanos(100);
        self.effects.clear();
        self.lobby.handle(self.now, input, &mut self.effects);
    }

    fn found(&self) -> Option<u32> {
        match self.effects.last() {
            Some(Effect::Matched { waiter, .. }) => Some(waiter.caller.0 as u32),
            _ => None,
        }
    }
}

fn id(caller: u32) -> CallerId {
    CallerId(u64::from(caller))
}

impl Matcher for Ours {
    fn join(&mut self, caller: u32, profile: &Profile) -> Option<u32> {
        self.handle(Input::Join { caller: id(caller), profile: *profile, op: None });
        self.found()
    }

    fn next(&mut self, caller: u32) -> Option<u32> {
        self.handle(Input::Next { caller: id(caller), op: None });
        self.found()
    }

    fn leave(&mut self, caller: u32) -> bool {
        let before = self.lobby.census().waiting;
        self.handle(Input::Leave { caller: id(caller) });
        self.lobby.census().waiting < before
    }

    fn hang_up(&mut self, caller: u32) {
        self.handle(Input::Part { caller: id(caller), remember: true });
    }

    fn foresee(&self, callers: impl Iterator<Item = u32> + Clone) {
        self.lobby.foresee(callers.map(id));
    }
}

/// The lobby with the table of calls and the policy around it, as a server has it. Nobody is asked for proofs of work.
struct Whole {
    engine: Engine,
    now: Instant,
    effects: Vec<calln_core::Effect>,
    connected: u32,
}

impl Whole {
    fn new() -> Self {
        let mut names = Random(7);
        let name = move || CallId(u128::from(names.bits()) << 64 | u128::from(names.bits()));
        let now = Instant::now();
        let engine = Engine::new(engine::Settings::default(), now, name);
        Self { engine, now, effects: Vec::new(), connected: 0 }
    }

    fn handle(&mut self, input: calln_core::Input) {
        self.now += Duration::from_nanos(100);
        self.effects.clear();
        self.engine.handle(self.now, input, &mut self.effects);
    }

    fn found(&self) -> Option<u32> {
        match self.effects.last() {
            Some(calln_core::Effect::Matched { waiter, .. }) => Some(waiter.caller.0 as u32),
            _ => None,
        }
    }
}

impl Matcher for Whole {
    fn join(&mut self, caller: u32, profile: &Profile) -> Option<u32> {
        while self.connected <= caller {
            let (key, address) = (Key::new([7; 32]), IpAddr::from(Ipv4Addr::from_bits(self.connected)));
            let (subject, network) = (key.subject(address), key.network(address));
            let sealed = Sealed { day: Day(0), subject };
            let standing =
                Standing { subject, network, sealed, exempt: true, pseudonyms: Pseudonyms::default() };
            assert_eq!(self.engine.connect(standing, Tag(self.connected.into())), id(self.connected));
            self.connected += 1;
        }
        let input =
            calln_core::Input::Join { caller: id(caller), profile: *profile, op: None, proved: false };
        self.handle(input);
        self.found()
    }

    fn next(&mut self, caller: u32) -> Option<u32> {
        self.handle(calln_core::Input::Next { caller: id(caller), call: None, op: None });
        self.found()
    }

    fn leave(&mut self, caller: u32) -> bool {
        let before = self.engine.census().waiting;
        self.handle(calln_core::Input::Leave { caller: id(caller) });
        self.engine.census().waiting < before
    }

    fn hang_up(&mut self, caller: u32) {
        if let Some((call, _)) = self.engine.calls().leg_of(id(caller)) {
            self.handle(calln_core::Input::HangUp { caller: id(caller), call });
        }
    }

    fn foresee(&self, callers: impl Iterator<Item = u32> + Clone) {
        self.engine.foresee(callers.map(id));
    }
}

/// The queue alone, as the lobby uses it, with no more about callers than it takes.
#[derive(Default)]
struct Index {
    queue: Queue,
    callers: Vec<(Option<Country>, Wish)>,
    /// By caller who waits.
    places: Vec<Option<u32>>,
}

impl Matcher for Index {
    fn join(&mut self, caller: u32, profile: &Profile) -> Option<u32> {
        let caller_at = caller as usize;
        if self.callers.len() <= caller_at {
            self.callers.resize(caller_at + 1, (None, Wish::Any));
            self.places.resize(caller_at + 1, None);
        }
        self.callers[caller_at] = (profile.country, profile.wish);
        self.next(caller)
    }

    fn next(&mut self, caller: u32) -> Option<u32> {
        let (country, wish) = self.callers[caller as usize];
        let Some(waiter) = self.queue.oldest(country, &wish, None, |_| true) else {
            self.places[caller as usize] = Some(self.queue.push(caller, country, wish));
            return None;
        };
        self.leave(waiter);
        Some(waiter)
    }

    fn leave(&mut self, caller: u32) -> bool {
        let place = self.places.get_mut(caller as usize).and_then(Option::take);
        place.map(|place| self.queue.remove(place)).is_some()
    }

    fn hang_up(&mut self, _: u32) {}

    fn foresee(&self, callers: impl Iterator<Item = u32> + Clone) {
        for caller in callers {
            black_box((self.callers[caller as usize].0, self.places[caller as usize]));
        }
    }
}

#[derive(Default)]
struct Scan {
    queue: VecDeque<(u32, Profile)>,
    callers: Vec<Profile>,
}

impl Matcher for Scan {
    fn join(&mut self, caller: u32, profile: &Profile) -> Option<u32> {
        let callers = self.callers.len().max(caller as usize + 1);
        self.callers.resize(callers, Profile::default());
        self.callers[caller as usize] = *profile;
        self.next(caller)
    }

    fn next(&mut self, caller: u32) -> Option<u32> {
        let profile = &self.callers[caller as usize];
        let fits = |(_, other): &(u32, Profile)| {
            profile.wish.accepts(other.country) && other.wish.accepts(profile.country)
        };
        if let Some(at) = self.queue.iter().position(fits) {
            return self.queue.remove(at).map(|(waiter, _)| waiter);
        }
        self.queue.push_back((caller, *profile));
        None
    }

    fn leave(&mut self, caller: u32) -> bool {
        let at = self.queue.iter().position(|&(waiter, _)| waiter == caller);
        at.is_some_and(|at| self.queue.remove(at).is_some())
    }

    fn hang_up(&mut self, _: u32) {}

    fn foresee(&self, callers: impl Iterator<Item = u32> + Clone) {
        for caller in callers {
            black_box(self.callers[caller as usize].country);
        }
    }
}

/// Callers who come, talk, and look again: a third of all in calls, and whoever of the others is next. One look in
/// twenty is followed by somebody's leaving the queue.
struct Steady<M> {
    matcher: M,
    idle: Idle,
    calls: VecDeque<(u32, u32)>,
    callers: u32,
    random: Random,
    /// What callers do next: a server's owner of the lobby takes what has come in while it was busy.
    batch: Vec<Deed>,
    looks: u64,
    matches: u64,
}

/// Callers who will look again, in many queues: who comes goes into any, and whoever is first in any is next. In one
/// queue partners who look again together would meet again and again, and records would be needed in the order in which
/// they lie in memory. One big bag would have the draw wait for memory, as what is measured does.
struct Idle {
    queues: Vec<VecDeque<u32>>,
    callers: usize,
}

impl Idle {
    fn new() -> Self {
        Self { queues: vec![VecDeque::new(); 64], callers: 0 }
    }

    fn push(&mut self, random: &mut Random, caller: u32) {
        let at = random.below(self.queues.len() as u64) as usize;
        self.queues[at].push_back(caller);
        self.callers += 1;
    }

    fn draw(&mut self, random: &mut Random) -> Option<u32> {
        let first = random.below(self.queues.len() as u64) as usize;
        let (before, from) = self.queues.split_at_mut(first);
        let caller = from.iter_mut().chain(before).find_map(VecDeque::pop_front)?;
        self.callers -= 1;
        Some(caller)
    }
}

/// What a caller does.
#[derive(Clone, Copy)]
enum Deed {
    Look(u32),
    Leave(u32),
    HangUp(u32),
}

impl Deed {
    fn caller(self) -> u32 {
        match self {
            Self::Look(caller) | Self::Leave(caller) | Self::HangUp(caller) => caller,
        }
    }
}

/// Looks in a batch.
const BATCH: usize = 32;

impl<M: Matcher> Steady<M> {
    fn new(mut matcher: M, callers: u32) -> Self {
        let mut random = Random(1);
        let crowd = Crowd::new(&mut random);
        let mut calls = VecDeque::new();
        // Where their records lie says nothing about when they come.
        let mut order: Vec<u32> = (0..callers).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at as u64 + 1) as usize);
        }
        for caller in order {
            let (_, profile) = crowd.profile(&mut random, u64::from(caller));
            if let Some(waiter) = matcher.join(caller, &profile) {
                calls.push_back((waiter, caller));
            }
        }
        let (idle, batch) = (Idle::new(), Vec::new());
        Self { matcher, idle, calls, callers, random, batch, looks: 0, matches: 0 }
    }

    /// Draws what happens next.
    fn draw(&mut self) {
        self.batch.clear();
        for _ in 0..BATCH {
            while self.calls.len() * 6 > self.callers as usize || self.idle.callers == 0 {
                let Some((waiter, newcomer)) = self.calls.pop_front() else { return };
                self.batch.push(Deed::HangUp(newcomer));
                self.idle.push(&mut self.random, waiter);
                self.idle.push(&mut self.random, newcomer);
            }
            self.batch.extend(self.idle.draw(&mut self.random).map(Deed::Look));
            self.looks += 1;
            if self.looks.is_multiple_of(20) {
                self.batch.push(Deed::Leave(self.random.below(u64::from(self.callers)) as u32));
            }
        }
    }

    /// Until some callers who are idle have looked for a partner. Notes the time that each look took, if asked to.
    fn step(&mut self, mut times: Option<&mut Vec<Duration>>) {
        self.draw();
        let Self { matcher, idle, calls, batch, matches, random, .. } = self;
        let began = times.is_some().then(Instant::now);
        matcher.foresee(batch.iter().copied().map(Deed::caller));
        let each = began.map(|began| began.elapsed() / batch.len() as u32);
        for deed in batch {
            match *deed {
                Deed::Look(caller) => {
                    let began = times.is_some().then(Instant::now);
                    let found = matcher.next(caller);
                    if let (Some(times), Some(began), Some(each)) = (times.as_deref_mut(), began, each) {
                        times.push(began.elapsed() + each);
                    }
                    if let Some(waiter) = found {
                        *matches += 1;
                        calls.push_back((waiter, caller));
                    }
                }
                Deed::Leave(caller) => {
                    if matcher.leave(caller) {
                        idle.push(random, caller);
                    }
                }
                Deed::HangUp(caller) => matcher.hang_up(caller),
            }
        }
    }

    /// Steps for about this long, after `warm_up` looks.
    fn measure(mut self, warm_up: u64, time: Duration) -> (Self, Row) {
        while self.looks < warm_up {
            self.step(None);
        }
        let (looks, matches, began) = (self.looks, self.matches, Instant::now());
        while began.elapsed() < time {
            self.step(None);
        }
        let seconds = began.elapsed().as_secs_f64();
        let mut row = Row {
            looks: (self.looks - looks) as f64 / seconds,
            matches: (self.matches - matches) as f64 / seconds,
            times: Vec::new(),
        };
        let began = Instant::now();
        while began.elapsed() < time {
            self.step(Some(&mut row.times));
        }
        row.times.sort_unstable();
        (self, row)
    }
}

struct Row {
    looks: f64,
    matches: f64,
    times: Vec<Duration>,
}

impl Row {
    fn print(&self, matcher: &str, callers: usize, waiting: usize) {
        let at = |q: f64| show(self.times[(self.times.len() as f64 * q) as usize]);
        println!(
            "| {matcher} | {callers} | {waiting} | {:.3} | {:.3} | {} | {} | {} |",
            self.matches / 1e6,
            self.looks / 1e6,
            at(0.5),
            at(0.99),
            at(0.999)
        );
    }
}

fn show(time: Duration) -> String {
    let nanos = time.as_nanos();
    if nanos < 10_000 { format!("{nanos} ns") } else { format!("{:.0} µs", nanos as f64 / 1e3) }
}

const TIME: Duration = Duration::from_secs(2);

fn steady_state() {
    println!("\nSteady state (a third of all in calls; times include reading the clock, {}):\n", clock());
    println!("| matcher | callers | of them waiting | M matches/s | M joins/s | join p50 | p99 | p99.9 |");
    println!("|---|---|---|---|---|---|---|---|");
    for callers in [1_000, 100_000, 1_000_000] {
        let steady = Steady::new(Ours::new(), callers);
        let (after, row) = steady.measure(u64::from(callers) * 3, TIME);
        row.print("lobby", callers as usize, after.matcher.lobby.census().waiting);
    }
    for callers in [1_000, 100_000, 1_000_000] {
        let steady = Steady::new(Whole::new(), callers);
        let (after, row) = steady.measure(u64::from(callers) * 3, TIME);
        row.print("engine", callers as usize, after.matcher.engine.census().waiting);
    }
    for callers in [1_000, 100_000, 1_000_000] {
        let steady = Steady::new(Index::default(), callers);
        let (after, row) = steady.measure(u64::from(callers) * 3, TIME);
        let waiting = after.matcher.places.iter().flatten().count();
        row.print("queue", callers as usize, waiting);
    }
    for callers in [1_000, 100_000, 1_000_000] {
        let steady = Steady::new(Scan::default(), callers);
        let (after, row) = steady.measure(u64::from(callers), TIME);
        row.print("scan", callers as usize, after.matcher.queue.len());
    }
}

/// What reading the clock takes by itself.
fn clock() -> String {
    let mut times: Vec<_> = (0..10_000).map(|_| Instant::now().elapsed()).collect();
    times.sort_unstable();
    show(times[times.len() / 2])
}

/// A queue in which nobody fits anybody, and newcomers who look through it in vain or find the last one.
struct Deep {
    name: &'static str,
    waiter: fn(u32, &[Country]) -> Profile,
    newcomer: fn(u32, &[Country]) -> Profile,
}

const DEEP: [Deep; 3] = [
    Deep {
        name: "each wants five countries, where nobody wants them; newcomers from elsewhere want anyone but one",
        waiter: |n, of| Profile {
            country: Some(of[n as usize % 125]),
            wish: five(n, of),
            ..Profile::default()
        },
        newcomer: |n, of| Profile {
            country: Some(of[n as usize % 125]),
            wish: wish(Wish::except(&[of[(n as usize + 1) % 125].code()])),
            ..Profile::default()
        },
    },
    Deep {
        name: "the same; newcomers want eight countries",
        waiter: |n, of| Profile {
            country: Some(of[n as usize % 125]),
            wish: five(n, of),
            ..Profile::default()
        },
        newcomer: |n, of| {
            let codes: Vec<_> = (0..8).map(|k| of[(n as usize + k * 7) % 125].code()).collect();
            Profile {
                country: Some(of[(n as usize + 3) % 125]),
                wish: wish(Wish::only(&codes)),
                ..Profile::default()
            }
        },
    },
    Deep {
        name: "all from one country, excluding it and seven more; newcomers from these want anyone",
        waiter: |_, of| {
            let codes: Vec<_> = of[..8].iter().map(|c| c.code()).collect();
            Profile { country: Some(of[0]), wish: wish(Wish::except(&codes)), ..Profile::default() }
        },
        newcomer: |n, of| Profile {
            country: Some(of[n as usize % 8]),
            wish: Wish::Any,
            ..Profile::default()
        },
    },
];

fn wish<E>(wish: Result<Wish, E>) -> Wish {
    wish.unwrap_or_default()
}

fn five(n: u32, of: &[Country]) -> Wish {
    let codes: Vec<_> = (0..5).map(|k| of[125 + (n as usize + k * 13) % 125].code()).collect();
    wish(Wish::only(&codes))
}

/// Newcomers look and leave again, one after the other: their times, sorted.
fn look_in_vain(matcher: &mut impl Matcher, waiting: u32, deep: &Deep, time: Duration) -> Vec<Duration> {
    let countries: Vec<_> = Country::all().collect();
    for n in 0..waiting {
        matcher.join(n, &(deep.waiter)(n, &countries));
    }
    let newcomers: Vec<_> = (0..1_024).map(|n| (deep.newcomer)(n, &countries)).collect();
    let mut times = Vec::new();
    let began = Instant::now();
    while began.elapsed() < time {
        for profile in newcomers.iter().take(if times.is_empty() { 16 } else { 1_024 }) {
            let looked = Instant::now();
            let found = black_box(matcher.join(waiting, profile));
            times.push(looked.elapsed());
            if found.is_none() {
                matcher.leave(waiting);
            }
            if began.elapsed() > time {
                break;
            }
        }
    }
    times.sort_unstable();
    times
}

fn deep_queue() {
    println!("\nDeep queue of callers who don't fit each other; newcomers look in vain:\n");
    println!("| matcher | waiting | who | join p50 | p99 | p99.9 |");
    println!("|---|---|---|---|---|---|");
    for deep in &DEEP {
        for waiting in [1_000, 100_000, 1_000_000] {
            let times = look_in_vain(&mut Ours::new(), waiting, deep, TIME / 4);
            print_deep("lobby", waiting, deep.name, &times);
        }
    }
    for waiting in [1_000, 10_000] {
        // Deeper, the scan would need minutes to fill its queue: each who comes is compared with all.
        let times = look_in_vain(&mut Scan::default(), waiting, &DEEP[0], TIME / 4);
        print_deep("scan", waiting, DEEP[0].name, &times);
    }
}

fn print_deep(matcher: &str, waiting: u32, who: &str, times: &[Duration]) {
    let at = |q: f64| show(times[(times.len() as f64 * q) as usize]);
    println!("| {matcher} | {waiting} | {who} | {} | {} | {} |", at(0.5), at(0.99), at(0.999));
}

/// What keeping a hundred thousand waiting callers informed takes, every few seconds.
fn upkeep() {
    let mut ours = Ours::new();
    let countries: Vec<_> = Country::all().collect();
    for n in 0..100_000 {
        ours.join(n, &(DEEP[0].waiter)(n, &countries));
    }
    let mut updates = Vec::new();
    let mut time = Duration::ZERO;
    let mut wakes = 0;
    ours.now += Settings::default().outlook_every;
    while ours.lobby.next_wake().is_some_and(|wake| wake <= ours.now) {
        let began = Instant::now();
        ours.lobby.handle(ours.now, Input::Wake, &mut updates);
        time += began.elapsed();
        wakes += 1;
    }
    let told =
        updates.iter().filter(|effect| matches!(effect, Effect::Waiting { outlook: Outlook { .. }, .. }));
    println!(
        "\nOutlooks of 100,000 waiting callers: {} for all, every {:?}, in {wakes} wakes of {} each; {} had changed.\n",
        show(time),
        Settings::default().outlook_every,
        show(time / wakes),
        told.count()
    );
}

fn next_caller(criterion: &mut Criterion) {
    for callers in [1_000, 100_000] {
        let mut steady = Steady::new(Ours::new(), callers);
        while steady.looks < u64::from(callers) * 3 {
            steady.step(None);
        }
        criterion.bench_function(&format!("{BATCH} joins among {callers} callers"), |bench| {
            bench.iter(|| steady.step(None))
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = next_caller
}

fn main() {
    // Not under `cargo test`, which only sees whether benches work, nor while a profiler watches the rest.
    let asked = |name: &str| std::env::args().any(|arg| arg == name);
    if asked("--bench") && !asked("--profile-time") {
        steady_state();
        deep_queue();
        upkeep();
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
