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
const UNIX: u64 = 1_900_000_000;
/// What one that carries nothing may take, in bytes.
const EACH: u64 = 1_280;

fn rss_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1_024
}

/// Admits a caller and gives it an allocation.
fn come(relay: &mut Relay, secret: &Secret, now: Now, n: u32) {
    let id = format!("{n:032x}");
    relay.admit(&id);
    let credentials = Credentials::issue(secret, UNIX, Duration::from_secs(3600), &id).unwrap();
    let mut session = Session::new(credentials, [5; 12]);
    let from = Client::Udp(SocketAddr::from((Ipv4Addr::from_bits(0x0B00_0000 + n), 4000)));
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
    println!("{CALLERS} callers who wait: {each} bytes each");
    (0..CALLERS).for_each(|n| assert_eq!(relay.leave(&format!("{n:032x}")), 1));
    assert_eq!(relay.stats().allocations, 0);
    assert_eq!(relay.deadline(), None);
}
