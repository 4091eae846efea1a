//! The relay: for whom it carries what, and for how long.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_turn::{Credentials, Probe, ProbeError, Secret};
use calln_wire::client::{HangUp, Join};
use calln_wire::server::{IceServer, Matched, PartnerLeft, Reconnecting, Returned, Why};
use rustix::process::Signal;
use tokio::net::TcpSocket;

use crate::caller::{Caller, anyone};
use crate::hiding::{call, hidden};
use crate::server::{self, Server};
use crate::statistics::metric;

const SECRET: &str = "a secret that the test knows";

/// Where the relay is, and what it is to be shown there.
pub(crate) fn taken_apart(relay: Option<IceServer>) -> (SocketAddr, Credentials) {
    let relay = relay.unwrap();
    let url = relay.urls.iter().find_map(|url| url.strip_prefix("turn:")?.strip_suffix("?transport=udp"));
    let credentials = Credentials { username: relay.username.unwrap(), password: relay.credential.unwrap() };
    (url.unwrap().parse().unwrap(), credentials)
}

/// The relay for calls that find no direct way.
fn fallback(caller: &Caller) -> Option<IceServer> {
    caller.welcome.ice_servers.iter().find(|server| server.credential.is_some()).cloned()
}

/// A client of the relay, with what its caller was told.
async fn client(relay: Option<IceServer>) -> Probe {
    let (address, credentials) = taken_apart(relay);
    Probe::udp(address, credentials).await.unwrap()
}

/// Returns once the relay refuses the client, whose allocation was kept until then.
async fn is_refused(client: &mut Probe) {
    while client.refresh().await.is_ok() {}
    assert!(matches!(client.refresh().await, Err(ProbeError::Refused(401))));
}

async fn allocates(address: SocketAddr, credentials: Credentials) -> Result<SocketAddr, ProbeError> {
    Probe::udp(address, credentials).await.unwrap().allocate().await
}

/// When credentials end, in seconds since 1970, and for whom they are.
fn named(credentials: &Credentials) -> (u64, &str) {
    let (expiry, id) = credentials.username.split_once(':').unwrap();
    (expiry.parse().unwrap(), id)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[tokio::test]
async fn p08_the_relay_carries_a_call_and_forgets_it_with_its_end() {
    let server = server::start(&[]);
    let ((mut first, waiters), (mut second, newcomers)) = call(&server, &hidden(), &anyone()).await;
    let (mut one, mut two) = (client(waiters.relay.clone()).await, client(newcomers.relay).await);
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    one.bind_channel(0x4000, of_two).await.unwrap();
    two.bind_channel(0x4001, of_one).await.unwrap();
    one.send(0x4000, b"a voice").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4001, b"a voice".to_vec()));

    first.says(&HangUp { call: waiters.call }).await;
    second.hears::<PartnerLeft>().await;
    drop((first, second));
    for client in [&mut one, &mut two] {
        is_refused(client).await;
    }
    // Nor does anything new begin with credentials whose own time isn't over.
    let (address, kept) = taken_apart(waiters.relay);
    assert!(named(&kept).0 > now());
    assert!(matches!(allocates(address, kept).await, Err(ProbeError::Refused(401))));
}

#[tokio::test]
async fn every_caller_can_allocate_from_the_start_and_carry_something_in_a_call_alone() {
    let server = server::start(&[]);
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    let (mut one, mut two) = (client(fallback(&first)).await, client(fallback(&second)).await);
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    let permit = async |one: &mut Probe, two: &mut Probe| {
        one.bind_channel(0x4000, of_two).await.unwrap();
        two.bind_channel(0x4001, of_one).await.unwrap();
    };
    permit(&mut one, &mut two).await;
    one.send(0x4000, b"before the call").await.unwrap();
    first.waits(&anyone()).await;
    let told = second.is_matched(&anyone()).await;
    first.hears::<Matched>().await;
    one.send(0x4000, b"in the call").await.unwrap();
    assert_eq!(two.receive().await.unwrap().1, b"in the call");

    first.says(&HangUp { call: told.call }).await;
    second.hears::<PartnerLeft>().await;
    permit(&mut one, &mut two).await;
    one.send(0x4000, b"after the call").await.unwrap();
    // Both are in calls again, with others.
    let (mut third, mut fourth) = (server.caller().await, server.caller().await);
    first.waits(&anyone()).await;
    third.is_matched(&anyone()).await;
    second.waits(&anyone()).await;
    fourth.is_matched(&anyone()).await;
    let mut partner = client(fallback(&fourth)).await;
    let of_partner = partner.allocate().await.unwrap();
    partner.bind_channel(0x4002, of_two).await.unwrap();
    two.bind_channel(0x4003, of_partner).await.unwrap();
    one.send(0x4000, b"to somebody else's call").await.unwrap();
    one.refresh().await.unwrap();
    partner.send(0x4002, b"in the next call").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4003, b"in the next call".to_vec()));
}

#[tokio::test]
async fn p02_who_refuses_the_relay_is_not_reached_through_it() {
    let server = server::start(&[]);
    let direct = Join { direct_only: Some(true), ..anyone() };
    let ((mut first, told), (mut second, _)) = call(&server, &direct, &anyone()).await;
    let (mut one, mut two) = (client(fallback(&first)).await, client(fallback(&second)).await);
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    two.bind_channel(0x4001, of_one).await.unwrap();
    one.bind_channel(0x4000, of_two).await.unwrap();
    one.send(0x4000, b"refused").await.unwrap();
    one.refresh().await.unwrap();
    first.says(&HangUp { call: told.call }).await;
    second.hears::<PartnerLeft>().await;
    // The next call of the partner's, with somebody who doesn't refuse.
    let mut third = server.caller().await;
    second.waits(&anyone()).await;
    third.is_matched(&anyone()).await;
    let mut partner = client(fallback(&third)).await;
    let of_partner = partner.allocate().await.unwrap();
    two.bind_channel(0x4003, of_partner).await.unwrap();
    partner.bind_channel(0x4002, of_two).await.unwrap();
    partner.send(0x4002, b"allowed").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4003, b"allowed".to_vec()));
}

#[tokio::test]
async fn p02_both_are_told_that_one_refuses_relays_also_when_they_come_back_to_a_server_that_was_started_anew()
 {
    let server = server::start(&[]);
    let direct = Join { direct_only: Some(true), ..anyone() };
    let ((_first, waiters), (_second, newcomers)) = call(&server, &direct, &anyone()).await;
    let ((_third, other), _fourth) = call(&server, &anyone(), &anyone()).await;
    assert_eq!([&waiters, &newcomers, &other].map(|told| told.direct_only), [Some(true), Some(true), None]);
    let server = server.restart(Signal::KILL, &[]);
    for (told, direct_only) in [(waiters, Some(true)), (newcomers, Some(true)), (other, None)] {
        assert_eq!(server.caller().await.resumes(&told.token).await.direct_only, direct_only);
    }
}

#[tokio::test]
async fn a_relay_that_the_operator_keeps_for_hidden_calls_is_told_to_nobody_else() {
    let server = server::start(&["--relay-fallback", "false"]);
    let ((first, told), _second) = call(&server, &anyone(), &anyone()).await;
    assert!(told.relay.is_none());
    assert!(first.welcome.ice_servers.iter().all(|server| server.credential.is_none()));
    assert_eq!(server.get("/api/relay").1, r#"{"hiding":"optional","fallback":false}"#);
    let ((_, told), _partner) = call(&server, &hidden(), &anyone()).await;
    assert!(told.relay.is_some());
}

#[tokio::test]
async fn the_relay_waits_with_a_call_for_who_is_away_and_no_longer() {
    let server = server::start(&["--return-within", "2"]);
    let ((first, waiters), (mut second, newcomers)) = call(&server, &hidden(), &anyone()).await;
    let (mut one, mut two) = (client(waiters.relay.clone()).await, client(newcomers.relay).await);
    one.allocate().await.unwrap();
    two.allocate().await.unwrap();
    first.breaks();
    second.hears::<Reconnecting>().await;
    one.refresh().await.unwrap();
    // The one who is away may seek another way meanwhile.
    let mut elsewhere = client(waiters.relay).await;
    elsewhere.allocate().await.unwrap();

    assert_eq!(second.hears::<PartnerLeft>().await.why, Why::Lost);
    for client in [&mut one, &mut two, &mut elsewhere] {
        is_refused(client).await;
    }
}

/// A call whose voices go through the relay, of a caller in the network 127.0.`network`.0/24.
async fn relayed_call(server: &Server, network: u8) -> (Probe, impl Sized) {
    let (first, second, _) = server.call().await;
    let (address, credentials) = taken_apart(fallback(&first));
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, network, 1], 0).into()).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let mut one = Probe::stream(stream, credentials).unwrap();
    let mut two = client(fallback(&second)).await;
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    one.bind_channel(0x4000, of_two).await.unwrap();
    two.bind_channel(0x4000, of_one).await.unwrap();
    (one, (first, second, two))
}

#[tokio::test]
async fn who_comes_back_to_a_call_is_relayed_even_where_new_calls_are_not() {
    let server = server::start(&["--turn-bytes-per-second", "4000"]);
    let (first, mut second, (told, _)) = server.matched_call().await;
    // Each network has a share: it takes several to spend all.
    let mut voices = Vec::new();
    for network in 1..=6 {
        voices.push(relayed_call(&server, network).await);
    }
    let declined = || metric(&server.metrics(), "calln_relay_declined_total") > Some(0.0);
    while !declined() {
        for (voice, _) in &mut voices {
            for _ in 0..10 {
                voice.send(0x4000, &[0; 400]).await.unwrap();
            }
            // It has been read when this is answered.
            voice.refresh().await.unwrap();
        }
        let (_, _, (waiters, newcomers)) = server.matched_call().await;
        // Both are told, and nobody else.
        assert_eq!([waiters.relay_full, newcomers.relay_full], [declined().then_some(true); 2]);
    }
    first.breaks();
    second.hears::<Reconnecting>().await;
    let mut back = server.caller().await;
    back.resumes(&told.token).await;
    second.hears::<Returned>().await;
    drop(voices);

    let (mut one, mut two) = (client(fallback(&back)).await, client(fallback(&second)).await);
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    one.bind_channel(0x4000, of_two).await.unwrap();
    two.bind_channel(0x4000, of_one).await.unwrap();
    let mut heard = pin!(two.receive());
    // Until there is something to spend again.
    loop {
        one.send(0x4000, b"back").await.unwrap();
        tokio::select! {
            heard = &mut heard => {
                assert_eq!(heard.unwrap(), (0x4000, b"back".to_vec()));
                break;
            }
            refreshed = one.refresh() => refreshed.unwrap(),
        }
    }
}

#[tokio::test]
async fn credentials_are_renewed_with_the_token_so_that_a_long_call_can_begin_anew() {
    let server = server::start(&["--turn-secret", SECRET]);
    let ((mut first, waiters), _partner) = call(&server, &hidden(), &anyone()).await;
    let (address, given) = taken_apart(waiters.relay.clone());
    let (expiry, id) = named(&given);

    // Those of a call that has gone on for so long.
    let secret = Secret::new(SECRET.as_bytes());
    let old = Credentials::issue(&secret, now() - 600, Duration::from_secs(300), id).unwrap();
    assert!(matches!(allocates(address, old).await, Err(ProbeError::Refused(401))));
    let mut kept = client(waiters.relay).await;
    kept.allocate().await.unwrap();
    let (same, fresh) = taken_apart(first.renews(&waiters.call).await.unwrap().relay);
    assert_eq!((same, named(&fresh).1), (address, id));
    assert!(named(&fresh).0 >= expiry);
    allocates(address, fresh).await.unwrap();
    kept.refresh().await.unwrap();
}

#[tokio::test]
async fn forged_credentials_are_refused() {
    let server = server::start(&["--turn-secret", SECRET]);
    let ((_first, waiters), _partner) = call(&server, &hidden(), &anyone()).await;
    let (address, given) = taken_apart(waiters.relay);
    let (expiry, id) = named(&given);
    let other = Secret::new(*b"another secret than that");
    let forged = [
        Credentials::issue(&other, now(), Duration::from_secs(300), id).unwrap(),
        Credentials { username: format!("{}:{id}", expiry + 3600), ..given.clone() },
        Credentials { username: format!("{expiry}:somebody.waiter"), ..given.clone() },
        Credentials { password: String::new(), ..given.clone() },
    ];
    for credentials in forged {
        assert!(matches!(allocates(address, credentials).await, Err(ProbeError::Refused(401))));
    }
    allocates(address, given).await.unwrap();
}

#[tokio::test]
async fn a_call_in_which_nobody_hides_is_not_told_to_use_the_relay_alone_later_either() {
    let server = server::start(&[]);
    let ((mut first, told), _partner) = call(&server, &anyone(), &anyone()).await;
    let renewed = first.renews(&told.call).await.unwrap();
    assert!(renewed.relay.is_none());
    assert!(renewed.ice_servers.iter().any(|server| server.credential.is_some()));
}
