//! What callers cost the relay who wait, each with a place there. The only test of its file, so that the process is its own.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use calln_turn::stun::{Attribute, Class, Message, Method};
use calln_turn::{Client, Credentials, Limits, Now, Relay, Secret, Session, Settings};

const CALLERS: u32 = 10_000;
/// How long an allocation lasts without a refresh (RFC 8656, section 3.2). Clients refresh a minute or less before its end.
const LIFETIME: Duration = Duration::from_secs(600);
const UNIX: u64 = 1_900_000_000;
/// What one that carries nothing may take, in bytes.
const EACH: u64 = 1_280;

fn rss_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1_024
}

/// How long this thread has been at work so far.
fn worked() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split_whitespace().next().unwrap().parse().unwrap())
}

fn id(n: u32) -> String {
    format!("{n:032x}")
}

fn session(secret: &Secret, n: u32) -> Session {
    let credentials = Credentials::issue(secret, UNIX, Duration::from_secs(3600), &id(n)).unwrap();
    Session::new(credentials, [5; 12])
}

fn address(n: u32) -> Client {
    Client::Udp(SocketAddr::from((Ipv4Addr::from_bits(0x0B00_0000 + n), 4000)))
}

/// Has all callers refresh their allocations; for how long the relay worked on that.
fn refresh(relay: &mut Relay, now: Now, sessions: &mut [Session]) -> Duration {
    let requests: Vec<_> =
        sessions.iter_mut().map(|session| session.request(Method::REFRESH, |it| it).unwrap()).collect();
    let mut answers = Vec::with_capacity(requests.len());
    let before = worked();
    for (n, request) in (0..).zip(&requests) {
        answers.push(relay.handle(now, address(n), request).expect("an answer").bytes.to_vec());
    }
    let took = worked() - before;
    for (session, answer) in sessions.iter_mut().zip(answers) {
        let message = Message::parse(&answer).unwrap();
        assert!(session.is_challenged_by(&message) || message.class() == Class::Success);
    }
    took
}

/// Admits a caller and gives it an allocation.
fn come(relay: &mut Relay, secret: &Secret, now: Now, n: u32) {
    relay.admit(&id(n));
    let mut session = session(secret, n);
    let from = address(n);
    let allocates = |session: &mut Session, relay: &mut Relay| {
        let request = session
            .request(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]))
            .unwrap();
        let answer = relay.handle(now, from, &request).expect("an answer").bytes.to_vec();
        let message = Message::parse(&answer).unwrap();
        session.is_challenged_by(&message);
        message.class() == Class::Success
    };
    assert!(!allocates(&mut session, relay), "a first challenge");
    assert!(allocates(&mut session, relay));
}

#[test]
fn ten_thousand_callers_who_wait_take_little_each_and_leave_nothing() {
    let secret = Secret::new(*b"a secret for tests");
    let settings = Settings {
        advertised_ip: Ipv4Addr::new(203, 0, 113, 1).into(),
        realm: "calln".into(),
        secret: secret.clone(),
        limits: Limits { unproven_answers_per_second: u32::MAX, ..Limits::default() },
    };
    let now = Now { instant: Instant::now(), unix: UNIX };
    let mut relay = Relay::new(settings, [1; 32], now.instant).unwrap();
    (0..100).for_each(|n| come(&mut relay, &secret, now, n));
    let before = rss_bytes();
    (100..CALLERS).for_each(|n| come(&mut relay, &secret, now, n));
    let each = rss_bytes().saturating_sub(before) / u64::from(CALLERS - 100);
    assert_eq!(relay.stats().allocations, CALLERS as usize);
    assert!(each <= EACH, "{each} bytes each");
    let mut sessions: Vec<_> = (0..CALLERS).map(|n| session(&secret, n)).collect();
    // The first ones are challenged.
    refresh(&mut relay, now, &mut sessions);
    let took = refresh(&mut relay, now, &mut sessions);
    // Each refreshes once in a lifetime.
    let in_ten_seconds = took.as_secs_f64() * 10.0 / LIFETIME.as_secs_f64();
    println!(
        "{CALLERS} callers who wait: {each} bytes each; their refreshes take the processor {:.1} ms in ten seconds, {:.1} µs each",
        in_ten_seconds * 1e3,
        took.as_secs_f64() * 1e6 / f64::from(CALLERS),
    );
    (0..CALLERS).for_each(|n| assert_eq!(relay.leave(&id(n)), 1));
    assert_eq!(relay.stats().allocations, 0);
    assert_eq!(relay.deadline(), None);
}
