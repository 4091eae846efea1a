//! The relay as a self-test tries it: with credentials of its own, that lead to nobody else.

use std::time::{SystemTime, UNIX_EPOCH};

use calln_turn::{Credentials, Probe, ProbeError};
use calln_wire::http::CheckRelay;

use crate::caller::anyone;
use crate::hiding::{call, hidden};
use crate::relay::taken_apart;
use crate::server::{self, Server};

/// From a range for documentation (RFC 5737), as a proxy would report it.
const ADDRESS: &str = "203.0.113.77";
const CHANNEL: u16 = 0x4000;

fn tried(server: &Server, headers: &str) -> (u16, String) {
    server.ask("POST", "/api/check/relay", &format!("content-length: 0\r\n{headers}"))
}

fn trial(server: &Server) -> CheckRelay {
    let (status, body) = tried(server, "");
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap()
}

/// A client of the relay.
async fn client(address: std::net::SocketAddr, credentials: &Credentials) -> Probe {
    Probe::udp(address, credentials.clone()).await.unwrap()
}

#[tokio::test]
async fn a_self_test_talks_to_itself_through_the_relay_and_to_nobody_else() {
    let server = server::start(&[]);
    let ((_first, waiters), _second) = call(&server, &hidden(), &anyone()).await;
    let (address, own) = taken_apart(trial(&server).relay);
    let (_, others) = taken_apart(trial(&server).relay);
    let (_, of_call) = taken_apart(waiters.relay);
    let mut one = client(address, &own).await;
    let from = one.allocate().await.unwrap();
    let mut number = CHANNEL;
    // Those of another test and of a call hear nothing of it, though they allow it; what comes is from their own side.
    for credentials in [&others, &of_call] {
        let (mut stranger, mut friend) =
            (client(address, credentials).await, client(address, credentials).await);
        let (there, beside) = (stranger.allocate().await.unwrap(), friend.allocate().await.unwrap());
        stranger.bind_channel(CHANNEL, from).await.unwrap();
        stranger.bind_channel(CHANNEL + 1, beside).await.unwrap();
        friend.bind_channel(CHANNEL + 1, there).await.unwrap();
        one.bind_channel(number, there).await.unwrap();
        one.send(number, b"from a stranger").await.unwrap();
        friend.send(CHANNEL + 1, b"from my own").await.unwrap();
        assert_eq!(stranger.receive().await.unwrap(), (CHANNEL + 1, b"from my own".to_vec()));
        stranger.send(CHANNEL, b"nor the other way").await.unwrap();
        number += 1;
    }
    let mut two = client(address, &own).await;
    let to = two.allocate().await.unwrap();
    one.bind_channel(number, to).await.unwrap();
    two.bind_channel(CHANNEL, from).await.unwrap();
    two.send(CHANNEL, b"from my own").await.unwrap();
    assert_eq!(one.receive().await.unwrap(), (number, b"from my own".to_vec()));
}

#[tokio::test]
async fn a_self_test_has_a_minute_and_few_allocations() {
    let server = server::start(&[]);
    let (address, own) = taken_apart(trial(&server).relay);
    let (expiry, _) = own.username.split_once(':').unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!((now..=now + 60).contains(&expiry.parse().unwrap()));
    let mut clients = Vec::new();
    let refused = loop {
        let mut client = client(address, &own).await;
        match client.allocate().await {
            Ok(_) => clients.push(client),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, ProbeError::Refused(486)));
    assert_eq!(clients.len(), 8);
    // Another's are its own.
    let (_, others) = taken_apart(trial(&server).relay);
    client(address, &others).await.allocate().await.unwrap();
}

#[tokio::test]
async fn where_there_is_no_relay_a_self_test_is_told_so() {
    for flags in [["--turn-listen", "none"], ["--relay-policy", "never"]] {
        assert!(trial(&server::start(&flags)).relay.is_none(), "{flags:?}");
    }
}

#[tokio::test]
async fn p10_who_tests_without_end_is_told_to_wait_and_leaves_no_address_in_the_log() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8", "--log-level", "trace"]);
    let from = |address: &str| tried(&server, &format!("x-forwarded-for: {address}\r\n")).0;
    let let_through = (0..100).take_while(|_| from(ADDRESS) == 200).count();
    assert!((20..30).contains(&let_through), "{let_through}");
    assert_eq!(from(ADDRESS), 429);
    assert_eq!(from("203.0.113.78"), 200, "a neighbour is somebody else");
    assert!(server.metrics().contains(r#"calln_limited_total{action="try"}"#));
    let (status, log) = server.stop();
    assert!(status.success());
    assert!(log.contains("stop") && !log.contains("203.0.113"));
}
