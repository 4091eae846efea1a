//! Callers who hide their address: what reaches their partner, and who is told of the relay.

use std::net::{SocketAddr, UdpSocket};
use std::process::Command;

use calln_turn::{Credentials, Probe, ProbeError};
use calln_wire::client::{HangUp, Join};
use calln_wire::server::{FailureCode, Hiding, IceServer, Matched, PartnerLeft};
use serde_json::{Value, json};

use crate::caller::{Caller, anyone, refusal};
use crate::server::{self, Server};

/// Addresses for documentation (RFC 5737): the one that a caller comes from, and those that its client knows of.
const COMES_FROM: &str = "203.0.113.77";
const CANARIES: [&str; 3] = ["203.0.113.", "198.51.100.", "10.11.12.13"];

pub(crate) fn hidden() -> Join {
    Join { hide_address: Some(true), ..anyone() }
}

/// What a client says that was told to hide and doesn't: a description with addresses in every place, and candidates.
fn descriptions(kind: &str) -> Value {
    let sdp = [
        "v=0",
        "o=- 46117 2 IN IP4 203.0.113.77",
        "s=-",
        "i=203.0.113.77",
        "t=0 0",
        "m=audio 54400 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 203.0.113.77",
        "a=rtcp:54401 IN IP4 203.0.113.77",
        "a=candidate:1 1 udp 2122260223 10.11.12.13 54400 typ host",
        "a=candidate:2 1 udp 1686052607 203.0.113.77 54400 typ srflx raddr 10.11.12.13 rport 54400",
        "a=candidate:3 1 udp 41885439 127.0.0.1 50001 typ relay raddr 203.0.113.77 rport 54400",
        "a=fingerprint:sha-256 6B:8B:F0:65",
        "a=mid:0",
        "",
    ];
    json!({ "type": kind, "sdp": sdp.join("\r\n") })
}

const CANDIDATES: [&str; 4] = [
    "candidate:1 1 udp 2122260223 10.11.12.13 54400 typ host generation 0",
    "candidate:2 1 udp 1686052607 198.51.100.9 54400 typ srflx raddr 10.11.12.13 rport 54400",
    "candidate:203.0.113.77 1 udp 41885439 127.0.0.1 50001 typ relay raddr 203.0.113.77 rport 54400 ufrag kD8P",
    "",
];

/// Both sides of a call, and what each was told of it.
pub(crate) async fn call(
    server: &Server,
    waiter: &Join,
    newcomer: &Join,
) -> ((Caller, Matched), (Caller, Matched)) {
    let (mut first, mut second) = (server.caller_from(COMES_FROM).await, server.caller().await);
    first.waits(waiter).await;
    let told = second.is_matched(newcomer).await;
    let waiters = first.hears().await;
    ((first, waiters), (second, told))
}

async fn says_everything(caller: &mut Caller, call: &str) {
    caller.says_raw("signal", &json!({ "call": call, "description": descriptions("offer") })).await;
    for candidate in CANDIDATES {
        let candidate = json!({ "candidate": candidate, "sdpMid": "0", "address": "203.0.113.77" });
        caller.says_raw("signal", &json!({ "call": call, "candidate": candidate, "from": COMES_FROM })).await;
    }
    caller.says_raw("signal", &json!({ "candidate": null, "call": call })).await;
    caller.says(&HangUp { call: call.to_owned() }).await;
}

async fn hears_everything(partner: &mut Caller) -> Vec<Value> {
    let mut signals = Vec::new();
    for _ in 0..=CANDIDATES.len() + 1 {
        signals.push(partner.hears_signal().await);
    }
    partner.hears::<PartnerLeft>().await;
    signals
}

#[tokio::test]
async fn p10_a_hidden_callers_address_is_in_nothing_that_the_partner_is_sent() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    for (waiter, newcomer) in [(hidden(), anyone()), (anyone(), hidden()), (hidden(), hidden())] {
        let (mut first, mut second) =
            (server.caller_from(COMES_FROM).await, server.caller_from(COMES_FROM).await);
        first.waits(&waiter).await;
        // The offer that would be handed over.
        first.says_raw("offer", &json!({ "description": descriptions("offer") })).await;
        let told = second.is_matched(&newcomer).await;
        first.hears::<Matched>().await;
        assert!(told.offer.is_none() && told.relay.is_some());

        // Both sides: who hides from a partner isn't shown the partner's address either.
        let (one, two) = if waiter.hide_address == Some(true) {
            (&mut first, &mut second)
        } else {
            (&mut second, &mut first)
        };
        says_everything(one, &told.call).await;
        let signals = hears_everything(two).await;
        let heard = two.heard.clone();
        for canary in CANARIES {
            assert!(!heard.contains(canary), "{canary} was sent to the partner: {heard}");
        }
        let sdp = signals[0]["description"]["sdp"].as_str().unwrap();
        assert!(
            sdp.contains("a=fingerprint:sha-256 6B:8B:F0:65\r\n")
                && sdp.contains("127.0.0.1 50001 typ relay")
        );
        let candidates: Vec<_> =
            signals[1..].iter().map(|signal| signal["candidate"]["candidate"].as_str()).collect();
        let relayed = "candidate:1 1 udp 41885439 127.0.0.1 50001 typ relay raddr 0.0.0.0 rport 0 ufrag kD8P";
        assert_eq!(candidates, [None, None, Some(relayed), Some(""), None]);
    }
}

#[tokio::test]
async fn p10_who_meets_a_hidden_caller_is_hidden_from_them_too() {
    let server = server::start(&[]);
    let ((mut open, told), (mut hidden, _)) = call(&server, &anyone(), &hidden()).await;
    says_everything(&mut open, &told.call).await;
    hears_everything(&mut hidden).await;
    for canary in CANARIES {
        assert!(!hidden.heard.contains(canary), "{canary} was sent to the partner: {}", hidden.heard);
    }
}

#[tokio::test]
async fn a_call_in_which_nobody_hides_has_no_relay() {
    let server = server::start(&[]);
    let ((_, waiter), (_, newcomer)) = call(&server, &anyone(), &anyone()).await;
    assert_eq!((waiter.relay, newcomer.relay), (None, None));
}

#[tokio::test]
async fn next_goes_on_hiding() {
    let server = server::start(&[]);
    let ((mut hiding, told), _partner) = call(&server, &hidden(), &anyone()).await;
    let mut third = server.caller().await;
    third.waits(&anyone()).await;
    let next = calln_wire::client::Next { call: Some(told.call), op_id: None, offer: None };
    hiding.asks(&next).await;
    assert!(hiding.hears::<Matched>().await.relay.is_some());
    assert!(third.hears::<Matched>().await.relay.is_some());
}

#[tokio::test]
async fn p43_the_servers_own_stun_is_offered_and_answers() {
    let server = server::start(&[]);
    let caller = server.caller().await;
    let [IceServer { urls, username: None, credential: None }, _relay] = &caller.welcome.ice_servers[..]
    else {
        panic!("{:?}", caller.welcome.ice_servers);
    };
    let address: SocketAddr = urls[0].strip_prefix("stun:").unwrap().parse().unwrap();
    let nobody = Credentials { username: String::new(), password: String::new() };
    let mut probe = Probe::udp(address, nobody).await.unwrap();
    assert!(probe.binding().await.unwrap().ip().is_loopback());
    assert!(matches!(probe.allocate().await, Err(ProbeError::Refused(_))));
}

#[tokio::test]
async fn where_all_are_hidden_nobody_has_to_ask() {
    let server = server::start(&["--relay-policy", "always"]);
    let ((first, waiters), (_, newcomers)) = call(&server, &anyone(), &anyone()).await;
    assert_eq!(first.welcome.hiding, Hiding::Always);
    assert!(waiters.relay.is_some() && newcomers.relay.is_some());
}

#[test]
fn where_all_must_hide_and_nothing_hides_them_the_server_does_not_start_and_says_why() {
    let other = UdpSocket::bind("127.0.0.1:0").unwrap();
    for listen in ["", &other.local_addr().unwrap().to_string()] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
        command.env_clear().args(["serve", "--listen", "127.0.0.1:0", "--relay-policy", "always"]);
        let output = command.args(["--turn-listen", listen]).output().unwrap();
        let says = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{says}");
        assert!(says.contains("relay.policy is `always`, and there is no relay"), "{says}");
        assert!(output.stdout.is_empty(), "it has not begun to listen");
    }
}

#[tokio::test]
async fn where_nobody_can_hide_who_asks_for_it_is_refused_and_not_exposed() {
    for arguments in [["--relay-policy", "never"], ["--turn-listen", "none"]] {
        let server = server::start(&arguments);
        let mut caller = server.caller().await;
        assert_eq!(caller.welcome.hiding, Hiding::Unavailable);
        assert_eq!(refusal(caller.asks(&hidden()).await).code, FailureCode::NoRelay);
        caller.waits(&anyone()).await;
    }
}

#[tokio::test]
async fn a_taken_port_is_said_in_the_log_and_calls_go_on() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().to_string();
    let server = server::start(&["--turn-listen", &port]);
    let ((first, told), _) = call(&server, &anyone(), &anyone()).await;
    assert_eq!((first.welcome.hiding, told.relay), (Hiding::Unavailable, None));
    let (status, log) = server.stop();
    assert!(status.success());
    assert!(
        log.contains("is another STUN or TURN server using the port?") && log.contains("turn.listen"),
        "{log}"
    );
}

#[tokio::test]
async fn a_malformed_signal_of_a_hidden_call_is_answered_and_the_call_goes_on() {
    let server = server::start(&[]);
    let ((mut first, told), (mut second, _)) = call(&server, &hidden(), &anyone()).await;
    first.says_raw("signal", &json!({ "call": told.call, "description": "203.0.113.77" })).await;
    first.is_refused(FailureCode::Malformed).await;
    says_everything(&mut first, &told.call).await;
    hears_everything(&mut second).await;
}

#[tokio::test]
async fn p02_who_hides_cannot_refuse_the_relay() {
    let server = server::start(&[]);
    let both = Join { direct_only: Some(true), ..hidden() };
    assert_eq!(refusal(server.caller().await.asks(&both).await).code, FailureCode::NoDirectWay);
    let server = server::start(&["--relay-policy", "always"]);
    let direct = Join { direct_only: Some(true), ..anyone() };
    assert_eq!(refusal(server.caller().await.asks(&direct).await).code, FailureCode::NoDirectWay);
}

#[tokio::test]
async fn p02_who_hides_and_who_refuses_the_relay_never_meet() {
    let server = server::start(&[]);
    let (mut shy, mut direct, mut third) =
        (server.caller().await, server.caller().await, server.caller().await);
    shy.waits(&hidden()).await;
    direct.waits(&Join { direct_only: Some(true), ..anyone() }).await;
    let told = third.is_matched(&anyone()).await;
    assert_eq!(shy.hears::<Matched>().await.call, told.call);
    let mut fourth = server.caller().await;
    let told = fourth.is_matched(&anyone()).await;
    assert_eq!(direct.hears::<Matched>().await.call, told.call);
}
