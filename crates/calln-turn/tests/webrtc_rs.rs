//! The TURN client of webrtc-rs against this server.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_turn::{Credentials, Limits, Secret, Server, Settings};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use turn::client::{Client, ClientConfig};
use webrtc_util::Conn;

const LIMIT: Duration = Duration::from_secs(20);
const MINUTE: Duration = Duration::from_secs(60);

fn secret() -> Secret {
    Secret::new(*b"a secret for tests")
}

/// Good for so long, made from that secret, for that id.
fn issued(ttl: Duration, secret: &Secret, id: &str) -> Credentials {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Credentials::issue(secret, now, ttl, id).unwrap()
}

async fn client(server: std::net::SocketAddr, credentials: Credentials) -> Client {
    let Credentials { username, password } = credentials;
    let conn = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
    let client = Client::new(ClientConfig {
        stun_serv_addr: server.to_string(),
        turn_serv_addr: server.to_string(),
        username,
        password,
        realm: "calln".into(),
        software: String::new(),
        rto_in_ms: 0,
        conn,
        vnet: None,
    });
    let client = client.await.unwrap();
    client.listen().await.unwrap();
    client
}

#[tokio::test]
async fn two_clients_relay_to_each_other_and_expired_forged_and_replayed_credentials_are_refused() {
    let settings = Settings {
        advertised_ip: Ipv4Addr::new(203, 0, 113, 1).into(),
        realm: "calln".into(),
        secret: secret(),
        limits: Limits::default(),
    };
    let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), settings).unwrap();
    let (address, handle) = (server.local_addr(), server.handle());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let thread = server.spawn(async { drop(stopped.await) }).unwrap();

    let steps = async {
        handle.admit("a").unwrap();
        handle.join("a", "call").unwrap();
        let good = issued(MINUTE, &secret(), "a");
        let (one, two) = (client(address, good.clone()).await, client(address, good).await);
        assert!(one.send_binding_request().await.unwrap().ip().is_loopback());
        let (one_relay, two_relay) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
        let (to_one, to_two) = (one_relay.local_addr().unwrap(), two_relay.local_addr().unwrap());
        let mut packet = [0; 1500];
        // The first packet makes the permission that the other side's packets need.
        two_relay.send_to(b"open", to_one).await.unwrap();
        one_relay.send_to(b"from one", to_two).await.unwrap();
        let (length, from) = two_relay.recv_from(&mut packet).await.unwrap();
        assert_eq!((&packet[..length], from), (&b"from one"[..], to_one));
        two_relay.send_to(b"from two", to_one).await.unwrap();
        let (length, from) = one_relay.recv_from(&mut packet).await.unwrap();
        assert_eq!((&packet[..length], from), (&b"from two"[..], to_two));

        // Who has left, and shows its credentials again.
        handle.admit("over").unwrap();
        handle.leave("over").unwrap();
        for bad in [
            issued(Duration::ZERO, &secret(), "a"),
            issued(MINUTE, &Secret::new(*b"another secret"), "a"),
            issued(MINUTE, &secret(), "over"),
        ] {
            assert!(client(address, bad).await.allocate().await.is_err());
        }
        assert_eq!(handle.stats().await.unwrap().allocations, 2);
        one_relay.close().await.unwrap();
        two_relay.close().await.unwrap();
    };
    timeout(LIMIT, steps).await.expect("in time");
    drop(stop);
    thread.join().unwrap().unwrap();
}
