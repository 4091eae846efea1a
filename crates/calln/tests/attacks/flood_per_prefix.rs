//! One address, one household's prefix or one site floods the server.

use std::net::Ipv6Addr;
use std::time::{Duration, Instant};

use calln_client::{Client, Received, Target, Transport};
use calln_wire::client::{Auth, Next};
use calln_wire::server::{Failed, FailureCode, JoinReply, Matched, Reconnecting};
use serde_json::json;

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};

const ATTEMPTS: u128 = 400;
const FRAMES: usize = 1_000;

fn start() -> Server {
    server::start(&["--trusted-proxies", "127.0.0.0/8"])
}

#[tokio::test]
async fn a_household_that_floods_is_refused_and_its_neighbours_are_not() {
    for transport in Transport::ALL {
        let server = start().over(transport);
        let target = server.target().await;
        let mut let_in = Vec::new();
        for n in 0..ATTEMPTS {
            // Each from another address of one /64.
            let address = Ipv6Addr::from_bits(0x2001_0db8 << 96 | n);
            if let Ok(client) = Client::connect(&target.clone().forwarded_for(address.into()), 0).await {
                let_in.push(client);
            }
        }
        assert!((40..100).contains(&let_in.len()), "{} let in", let_in.len());
        server.caller_from("2001:db8:0:1::1").await.waits(&anyone()).await;
        println!("{ATTEMPTS} connections from one /64: {} let in", let_in.len());
    }
}

/// How long a frame takes from one of a call to the other, for the quickest half and for all but one in a hundred.
async fn latency(from: &mut Caller, to: &mut Caller, call: &str) -> (Duration, Duration) {
    let mut took = Vec::new();
    for n in 0..FRAMES {
        let sent = Instant::now();
        from.says_raw("signal", &json!({ "call": call, "n": n })).await;
        to.hears_signal().await;
        took.push(sent.elapsed());
    }
    took.sort_unstable();
    (took[FRAMES / 2], took[FRAMES * 99 / 100])
}

#[tokio::test]
async fn others_talk_on_while_a_household_floods() {
    let server = start();
    let (mut a, mut b, call) = server.call().await;
    let quiet = latency(&mut a, &mut b, &call).await;
    for transport in Transport::ALL {
        let target = server.target().await.over(transport);
        let flood = tokio::spawn(async move {
            let mut attempts = 0;
            loop {
                attempts += 1;
                let address = Ipv6Addr::from_bits(0x2001_0db8 << 96 | attempts);
                drop(Client::connect(&target.clone().forwarded_for(address.into()), 0).await);
            }
        });
        let flooded = latency(&mut a, &mut b, &call).await;
        assert!(!flood.is_finished());
        flood.abort();
        println!(
            "a frame from caller to caller, half within and 99 % within: {quiet:.1?} in quiet, {flooded:.1?} while one /64 \
             connects without end"
        );
    }
}

#[tokio::test]
async fn a_caller_who_skips_without_end_is_told_to_wait_and_then_let_go() {
    for transport in Transport::ALL {
        let server = start().over(transport);
        let target = server.target().await;
        let target = target.forwarded_for("192.0.2.1".parse().unwrap());
        let mut skipper = Client::connect(&target, 0).await.unwrap();
        skipper.emit(&anyone()).await.unwrap();
        let (mut carried_out, mut told) = (0, 0);
        while let Some(reply) = press_next(&mut skipper).await {
            match reply {
                JoinReply::Ok { .. } => carried_out += 1,
                JoinReply::Refused { error: Failed { code, retry_after, .. }, .. } => {
                    assert_eq!(code, FailureCode::SlowDown);
                    assert!(retry_after.is_some_and(|seconds| (1..60).contains(&seconds)), "{retry_after:?}");
                    told += 1;
                }
            }
        }
        assert!((29..60).contains(&carried_out), "{carried_out} carried out");
        assert!((20..60).contains(&told), "told {told} times");
        server.caller_from("192.0.2.1").await.waits(&anyone()).await;
        println!("an endless skipper: {carried_out} carried out, told {told} times to wait, then closed");
    }
}

/// None: the connection was closed before an answer came.
async fn press_next(skipper: &mut Client) -> Option<JoinReply> {
    let asked = skipper.request(&Next { call: None, op_id: None, offer: None }).await.ok()?;
    loop {
        match skipper.next().await.ok()? {
            Received::Ack(id, reply) if id == asked => return reply.decode().ok(),
            _ => {}
        }
    }
}

/// Whoever has this address of one IPv6 /64.
fn of_household(target: &Target, n: u128) -> Target {
    target.clone().forwarded_for(Ipv6Addr::from_bits(0x2001_0db8 << 96 | n).into())
}

/// The first two of a household in a call with each other, and what the second was told of it.
async fn call_within(target: &Target) -> (Caller, Caller, Matched) {
    let mut one = Caller::connect(&of_household(target, 1)).await;
    let mut other = Caller::connect(&of_household(target, 2)).await;
    one.waits(&anyone()).await;
    let told = other.is_matched(&anyone()).await;
    (one, other, told)
}

#[tokio::test]
async fn a_household_that_floods_keeps_no_neighbour_of_its_own_out_of_a_call() {
    for transport in Transport::ALL {
        let server = start().over(transport);
        let target = server.target().await;
        let from = |n: u128| of_household(&target, n);
        let (mut one, other, told) = call_within(&target).await;
        let mut let_in = Vec::new();
        for n in 3..ATTEMPTS {
            match Client::connect(&from(n), 0).await {
                Ok(client) => let_in.push(client),
                Err(_) => break,
            }
        }
        drop(other);
        one.hears::<Matched>().await;
        one.hears::<Reconnecting>().await;
        assert!(Client::connect_with(&from(3), 0, r#"{"token":"forged"}"#).await.is_err());
        let auth = serde_json::to_string(&Auth { token: told.token }).unwrap();
        let back = Client::connect_with(&from(2), 0, &auth).await;
        assert!(back.is_ok());
        println!(
            "{} connections of a household flood; one of it came back to its call all the same",
            let_in.len()
        );
    }
}

/// More than may come back to calls from one household at once, and in the time that this takes.
const FORGED: usize = 600;

#[tokio::test]
async fn forged_tokens_keep_nobody_who_has_a_good_one_out_of_a_call() {
    for transport in Transport::ALL {
        let server = start().over(transport);
        let target = server.target().await;
        let from = |n: u128| of_household(&target, n);
        let (mut one, other, told) = call_within(&target).await;
        let mut refused = 0;
        while refused < FORGED {
            refused += usize::from(Client::connect_with(&from(3), 0, r#"{"token":"forged"}"#).await.is_err());
        }
        drop(other);
        one.hears::<Matched>().await;
        one.hears::<Reconnecting>().await;
        let auth = serde_json::to_string(&Auth { token: told.token }).unwrap();
        Client::connect_with(&from(2), 0, &auth).await.unwrap();
        println!(
            "{refused} forged tokens of a household were refused; one of it came back to its call all the same"
        );
    }
}
