//! Those who have just met: kept apart while either remembers, and not for ever.

use std::time::{Duration, Instant};

use calln_core::lobby::{Effect, Input, Lobby, Settings};
use calln_core::{CallerId, Profile, defaults};

struct Hall {
    now: Instant,
    lobby: Lobby,
}

impl Hall {
    fn new() -> Self {
        Self { now: Instant::now(), lobby: Lobby::new(Settings::default()) }
    }

    /// The calls that began.
    fn handle(&mut self, input: Input) -> Vec<(u64, u64)> {
        let mut effects = Vec::new();
        self.lobby.handle(self.now, input, &mut effects);
        let began = |effect| match effect {
            Effect::Matched { waiter, newcomer } => Some((waiter.caller.0, newcomer.caller.0)),
            _ => None,
        };
        effects.into_iter().filter_map(began).collect()
    }

    fn join(&mut self, caller: u64) -> Vec<(u64, u64)> {
        self.handle(Input::Join { caller: CallerId(caller), profile: Profile::default(), op: None })
    }

    /// The two meet, and part at once.
    fn meet(&mut self, waiter: u64, newcomer: u64) {
        assert_eq!(self.join(waiter), []);
        assert_eq!(self.join(newcomer), [(waiter, newcomer)]);
        self.handle(Input::Part { caller: CallerId(waiter), remember: true });
    }
}

#[test]
fn whom_either_remembers_is_not_met() {
    for first in [1, 2] {
        let mut hall = Hall::new();
        hall.meet(1, 2);
        for other in (3..).take(defaults::RECENT_PARTNERS) {
            hall.meet(1, other);
        }
        // By now 1 has forgotten 2, but 2 remembers 1.
        assert_eq!(hall.join(first), []);
        assert_eq!(hall.join(3 - first), [], "met again, {first} waiting");
    }
}

#[test]
fn whom_neither_remembers_any_more_is_met() {
    let mut hall = Hall::new();
    hall.meet(1, 2);
    hall.now += defaults::RECENT_WINDOW;
    hall.meet(1, 2);
}

#[test]
fn with_nobody_else_there_recent_partners_meet_when_both_have_waited_long_enough() {
    let mut hall = Hall::new();
    hall.meet(1, 2);
    hall.join(1);
    hall.now += Duration::from_secs(15);
    hall.join(2);
    hall.now += defaults::PATIENCE - Duration::from_nanos(1);
    assert_eq!(hall.handle(Input::Wake), []);
    hall.now += Duration::from_nanos(1);
    // The outlooks come sooner; of the meeting the wake must not be later.
    assert!(hall.lobby.next_wake().is_some_and(|wake| wake <= hall.now));
    assert_eq!(hall.handle(Input::Wake), [(1, 2)]);
}
