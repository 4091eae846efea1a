//! What a flood of strangers costs. The only test of its file, so that the process is its own.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use calln_turn::stun::{Attribute, Class, Method, TransactionId, Writer};
use calln_turn::{Client, Limits, Now, Relay, Secret, Server, Settings};

const FLOOD: u32 = 100_000;
/// Room for what a process does besides.
const MAX_GROWTH_KIB: u64 = 512;
/// Requests under way at once, so that none is lost to a full buffer.
const WINDOW: u32 = 50;

fn settings() -> Settings {
    Settings {
        advertised_ip: Ipv4Addr::new(203, 0, 113, 1).into(),
        realm: "calln".into(),
        secret: Secret::new(*b"a secret for tests"),
        // Every request is answered: the bound on answers is not what keeps memory flat.
        limits: Limits { unproven_answers_per_second: u32::MAX, ..Limits::default() },
    }
}

fn allocate(n: u32) -> Vec<u8> {
    let mut id = [0; 12];
    id[..4].copy_from_slice(&n.to_be_bytes());
    let mut packet = Vec::new();
    Writer::new(&mut packet, Class::Request, Method::ALLOCATE, TransactionId(id))
        .attribute(Attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0])
        .finish()
        .unwrap();
    packet
}

fn rss_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_hundred_thousand_unauthenticated_allocates_cost_no_memory() {
    let mut relay = Relay::new(settings(), [1; 32], Instant::now()).unwrap();
    let mut from_everywhere = |count: u32| {
        for n in 0..count {
            let from = SocketAddr::from((Ipv4Addr::from_bits(0x0B00_0000 + n), 4000));
            let now = Now { instant: Instant::now(), unix: 1_900_000_000 };
            assert!(relay.handle(now, Client::Udp(from), &allocate(n)).is_some());
        }
    };
    let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), settings()).unwrap();
    let address = server.local_addr();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let thread = server.spawn(async { drop(stopped.await) }).unwrap();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let through_the_socket = |count: u32| {
        for _ in 0..count / WINDOW {
            for n in 0..WINDOW {
                socket.send(&allocate(n)).unwrap();
            }
            for _ in 0..WINDOW {
                socket.recv(&mut [0; 200]).expect("an answer");
            }
        }
    };

    from_everywhere(1_000);
    through_the_socket(1_000);
    let before = rss_kib();
    from_everywhere(FLOOD);
    through_the_socket(FLOOD);
    let after = rss_kib();
    assert!(after <= before + MAX_GROWTH_KIB, "{before} KiB became {after} KiB");
    assert_eq!(relay.stats().allocations, 0);
    drop(stop);
    thread.join().unwrap().unwrap();
}
