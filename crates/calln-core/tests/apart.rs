//! Those of whom one has blocked the other: kept apart however long they wait, for a bounded time.

use std::time::{Duration, Instant};

use calln_core::lobby::{Effect, Input, Lobby, Settings};
use calln_core::moderation::Day;
use calln_core::{CallerId, Profile, Pseudonyms, Tag, defaults};
use proptest::prelude::*;

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

    /// Looks for a partner in a browser session, from a host of its own; with whom the caller was matched at once.
    fn join(&mut self, caller: u64, session: u64) -> Option<u64> {
        self.join_from(caller, 1_000_000_000 + session, session)
    }

    fn join_from(&mut self, caller: u64, host: u64, session: u64) -> Option<u64> {
        let pseudonyms = seen_on(DAY, host, session);
        let profile = Profile { network: Some(Tag(host)), pseudonyms, ..Profile::default() };
        partners(&self.handle(Input::Join { caller: CallerId(caller), profile, op: None })).first().copied()
    }

    /// Looks as in [`Self::join`], and waits: for how many who fit.
    fn supply(&mut self, caller: u64, session: u64) -> Option<usize> {
        let pseudonyms = seen_on(DAY, 1_000_000_000 + session, session);
        let profile = Profile { pseudonyms, ..Profile::default() };
        self.handle(Input::Join { caller: CallerId(caller), profile, op: None }).iter().find_map(|effect| {
            match effect {
                Effect::Waiting { outlook, .. } => Some(outlook.supply),
                _ => None,
            }
        })
    }

    fn keep_apart(&mut self, a: u64, b: u64) {
        self.keep_apart_from([(1_000_000_000 + a, a), (1_000_000_000 + b, b)]);
    }

    /// Keeps two apart, each a host and a session.
    fn keep_apart_from(&mut self, pair: [(u64, u64); 2]) {
        let [a, b] = pair.map(|(host, session)| seen_on(DAY, host, session));
        for pair in Pseudonyms::pairs(&a, &b) {
            assert_eq!(self.handle(Input::KeepApart { pair, lasts: defaults::APART_LIVES }), []);
        }
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

const DAY: u32 = 20_000;

/// A host and a session as a connection of this day has them, under keys that have nothing in common.
fn seen_on(day: u32, host: u64, session: u64) -> Pseudonyms {
    let under = |what: u64| [0, 1, 2].map(|n| Tag((u64::from(day - 1) + n) << 40 | what));
    Pseudonyms { day: Day(day), hosts: under(host), sessions: under(session) }
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
    hall.keep_apart(1, 3);
    assert_eq!(hall.join(10, 1), None);
    assert_eq!(hall.join(20, 2), None, "to the last minute");
    assert_eq!(hall.wait(Duration::from_secs(61)), 0, "nobody looks for those who wait");
    assert_eq!(hall.join(21, 2), Some(10), "but the day is over");
    assert_eq!(hall.join(11, 1), Some(20));
    for caller in [10, 11, 20, 21] {
        hall.handle(Input::Disconnect { caller: CallerId(caller) });
    }
    assert!(hall.lobby.next_wake().is_some(), "there is something to forget");
    hall.wait(defaults::APART_LIVES);
    assert_eq!(hall.lobby.next_wake(), None, "and it is forgotten without anybody joining");
}

#[test]
fn p09_a_host_or_a_session_of_both_sides_is_enough_to_keep_them_apart() {
    for (a, b, apart) in [
        ((1, 5), (2, 6), true),  // both have reloaded
        ((3, 1), (4, 2), true),  // both have changed networks
        ((1, 5), (4, 2), true),  // one this, the other that
        ((3, 5), (2, 6), false), // one of them is somebody else
        ((1, 1), (4, 6), false),
    ] {
        let mut hall = Hall::new();
        let host = |n: u64| 1_000 + n;
        hall.keep_apart_from([(host(1), 1), (host(2), 2)]);
        assert_eq!(hall.join_from(10, host(a.0), a.1), None);
        assert_eq!(hall.join_from(20, host(b.0), b.1), (!apart).then_some(10), "{a:?} {b:?}");
        assert_eq!(hall.wait(Duration::from_secs(3_600)), 0);
    }
}

#[test]
fn p09_a_host_counts_until_a_crowd_shares_it_and_a_session_always() {
    let mut hall = Hall::new();
    hall.keep_apart_from([(100, 1), (200, 2)]);
    assert_eq!(hall.join_from(10, 100, 1), None);
    for n in 0..defaults::APART_HOST_CALLERS as u64 {
        assert_eq!(hall.join_from(20 + n, 200, 20 + n), None, "{n} others of the host are all kept apart");
        hall.handle(Input::Leave { caller: CallerId(20 + n) });
    }
    assert_eq!(hall.join_from(19, 200, 2), None, "the session is the same, crowd or not");
    hall.handle(Input::Leave { caller: CallerId(19) });
    assert_eq!(hall.join_from(18, 200, 18), Some(10), "a town isn't kept apart from one caller");
}

#[test]
fn p09_two_behind_one_host_are_known_by_their_sessions_alone() {
    let mut hall = Hall::new();
    hall.keep_apart_from([(100, 1), (100, 2)]);
    assert_eq!(hall.join_from(10, 100, 1), None);
    assert_eq!(hall.join_from(20, 100, 2), None);
    assert_eq!(hall.join_from(30, 100, 3), Some(10), "others of that host meet both");
    assert_eq!(hall.join_from(40, 100, 4), Some(20));
}

proptest! {
    #[test]
    fn p09_no_pair_that_is_kept_apart_meets_before_a_day_is_over(
        pairs in proptest::collection::vec(((1..6_u64, 1..6_u64), (6..12_u64, 6..12_u64)), 1..4),
        joins in proptest::collection::vec((1..12_u64, 1..12_u64, 0..7_000_u64), 2..40),
    ) {
        let mut hall = Hall::new();
        let host = |n: u64| 1_000 + n;
        for &((ha, sa), (hb, sb)) in &pairs {
            hall.keep_apart_from([(host(ha), sa), (host(hb), sb)]);
        }
        for (n, &(h, s, seconds)) in (0_u64..).zip(&joins) {
            hall.wait(Duration::from_secs(seconds).min(Duration::from_secs(2_000)));
            if let Some(other) = hall.join_from(n, host(h), s) {
                let (oh, os, _) = joins[usize::try_from(other).unwrap()];
                let hosts = joins[..=usize::try_from(n).unwrap()].iter();
                let shares = |host: u64| hosts.clone().filter(|join| join.0 == host).count();
                let crowded = [h, oh].into_iter().any(|host| shares(host) > defaults::APART_HOST_CALLERS);
                let by_host = h != oh;
                let is = |side: (u64, u64), (h, s): (u64, u64)| by_host && side.0 == h || side.1 == s;
                let apart = pairs.iter().any(|&(a, b)| {
                    is(a, (h, s)) && is(b, (oh, os)) || is(b, (h, s)) && is(a, (oh, os))
                });
                prop_assert!(!apart || crowded, "({h}, {s}) met ({oh}, {os})");
            }
        }
    }
}

#[test]
fn more_pairs_than_are_remembered_push_out_the_oldest() {
    let mut hall = Hall::new();
    for n in 0..=defaults::APART_PAIRS as u64 {
        let [a, b] = [1_000_000, 2_000_000].map(|first| seen_on(DAY, 0, first + n));
        // Under one key, so that each is one pair.
        let pair = Pseudonyms::pairs(&a, &b).last().unwrap();
        hall.handle(Input::KeepApart { pair, lasts: defaults::APART_LIVES });
    }
    assert_eq!(hall.join(1, 1_000_000), None);
    assert_eq!(hall.join(2, 2_000_000), Some(1), "the oldest");
    assert_eq!(hall.join(3, 1_000_001), None);
    assert_eq!(hall.join(4, 2_000_001), None, "the next");
}

#[test]
fn who_is_kept_apart_doesnt_count_as_one_who_fits() {
    let mut hall = Hall::new();
    hall.keep_apart(1, 2);
    assert_eq!(hall.join(1, 1), None);
    assert_eq!(hall.supply(2, 2), Some(0));
}
