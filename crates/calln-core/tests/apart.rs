//! Those of whom one has blocked the other: kept apart however long they wait, for a bounded time.

use std::time::{Duration, Instant};

use calln_core::lobby::{Effect, Input, Lobby, Settings};
use calln_core::{CallerId, Profile, Tag, defaults};

struct Hall {
    now: Instant,
    lobby: Lobby,
    /// Wakes the lobby when it asks to be woken, as its owner does.
    waited: Vec<Effect>,
}

impl Hall {
    fn new() -> Self {
        Self { now: Instant::now(), lobby: Lobby::new(Settings::default()), waited: Vec::new() }
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.lobby.handle(self.now, input, &mut effects);
        effects
    }

    /// Looks for a partner in a browser session; with whom the caller was matched at once.
    fn join(&mut self, caller: u64, session: u64) -> Option<u64> {
        let profile = Profile { session: Some(Tag(session)), ..Profile::default() };
        partners(&self.handle(Input::Join { caller: CallerId(caller), profile, op: None })).first().copied()
    }

    fn keep_apart(&mut self, a: u64, b: u64) {
        assert_eq!(self.handle(Input::KeepApart { sessions: [Tag(a), Tag(b)] }), []);
    }

    /// Lets time pass as a diligent owner would: the calls that begin meanwhile.
    fn wait(&mut self, time: Duration) -> usize {
        let until = self.now + time;
        let before = partners(&self.waited).len();
        while let Some(wake) = self.lobby.next_wake().filter(|wake| *wake <= until) {
            self.now = self.now.max(wake);
            let effects = self.handle(Input::Wake);
            self.waited.extend(effects);
        }
        self.now = until;
        partners(&self.waited).len() - before
    }
}

/// Who waited for each call that began.
fn partners(effects: &[Effect]) -> Vec<u64> {
    let waiter = |effect: &Effect| match effect {
        Effect::Matched { waiter, .. } => Some(waiter.caller.0),
        _ => None,
    };
    effects.iter().filter_map(waiter).collect()
}

#[test]
fn two_sessions_that_are_kept_apart_do_not_meet_however_long_they_wait() {
    for pair in [[1, 2], [2, 1]] {
        let mut hall = Hall::new();
        hall.keep_apart(pair[0], pair[1]);
        assert_eq!(hall.join(10, 1), None);
        assert_eq!(hall.join(20, 2), None);
        assert_eq!(hall.wait(Duration::from_secs(3_600)), 0);
        assert_eq!(hall.join(30, 3), Some(10), "others meet both");
        assert_eq!(hall.join(40, 4), Some(20));
    }
}

#[test]
fn a_session_is_kept_apart_on_every_connection() {
    let mut hall = Hall::new();
    hall.keep_apart(1, 2);
    assert_eq!(hall.join(10, 1), None);
    hall.handle(Input::Disconnect { caller: CallerId(10) });
    assert_eq!(hall.join(11, 1), None);
    assert_eq!(hall.join(21, 2), None);
}

#[test]
fn p08_that_two_were_kept_apart_is_forgotten_by_the_clock() {
    let mut hall = Hall::new();
    hall.keep_apart(1, 2);
    hall.wait(defaults::APART_LIVES - Duration::from_secs(60));
    hall.keep_apart(1, 2);
    assert!(hall.lobby.next_wake().is_some(), "there is something to forget");
    hall.wait(Duration::from_secs(60));
    assert_eq!(hall.lobby.next_wake(), None, "and it is forgotten without anybody joining");
    assert_eq!(hall.join(10, 1), None);
    assert_eq!(hall.join(20, 2), Some(10));
}

#[test]
fn more_pairs_than_are_remembered_push_out_the_oldest() {
    let mut hall = Hall::new();
    for n in 0..=defaults::APART_PAIRS as u64 {
        hall.keep_apart(1_000_000 + n, 2_000_000 + n);
    }
    assert_eq!(hall.join(1, 1_000_000), None);
    assert_eq!(hall.join(2, 2_000_000), Some(1), "the oldest");
    assert_eq!(hall.join(3, 1_000_001), None);
    assert_eq!(hall.join(4, 2_000_001), None, "the next");
}
