//! TURN over TLS.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use calln_turn::{Credentials, Probe};
use calln_wire::client::Join;
use calln_wire::server::Matched;
use rustix::process::Signal;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::caller::anyone;
use crate::certificate::{Files, port, secure};
use crate::server;

/// A connection to `localhost`, secured as by [`secure`].
async fn secured(certificate: &Path, port: u16) -> std::io::Result<TlsStream<TcpStream>> {
    secure(certificate, TcpStream::connect(("127.0.0.1", port)).await.unwrap()).await
}

#[tokio::test]
async fn a_relay_over_tls_is_offered_and_carries_a_call() {
    let files = Files::of("localhost", 2200);
    let server = server::start(&files.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let newcomers = second.is_matched(&anyone()).await.relay.unwrap();
    let waiters = first.hears::<Matched>().await.relay.unwrap();

    let stream = secured(&files.certificate, port(&waiters.urls, "turns:localhost:")).await.unwrap();

    let credentials = |relay: calln_wire::server::IceServer| Credentials {
        username: relay.username.unwrap(),
        password: relay.credential.unwrap(),
    };
    let over_udp = SocketAddr::from(([127, 0, 0, 1], port(&newcomers.urls, "turn:localhost:")));
    let mut one = Probe::stream(stream, credentials(waiters)).unwrap();
    let mut two = Probe::udp(over_udp, credentials(newcomers)).await.unwrap();
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    one.bind_channel(0x4000, of_two).await.unwrap();
    two.bind_channel(0x4001, of_one).await.unwrap();
    one.send(0x4000, b"a voice").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4001, b"a voice".to_vec()));
    two.send(0x4001, b"an answer").await.unwrap();
    assert_eq!(one.receive().await.unwrap(), (0x4000, b"an answer".to_vec()));
}

#[tokio::test]
async fn sighup_reads_the_certificate_again_and_one_that_cannot_be_used_changes_nothing() {
    let [served, kept, new] = [(); 3].map(|()| Files::of("localhost", 2200));
    fs::copy(&served.certificate, &kept.certificate).unwrap();
    let server = server::start(&served.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let port = port(&second.is_matched(&anyone()).await.relay.unwrap().urls, "turns:localhost:");
    secured(&kept.certificate, port).await.unwrap();

    fs::copy(&new.certificate, &served.certificate).unwrap();
    fs::copy(&new.key, &served.key).unwrap();
    server.signal(Signal::HUP);
    while secured(&new.certificate, port).await.is_err() {}
    assert!(secured(&kept.certificate, port).await.is_err(), "nobody is shown the old one any more");

    fs::write(&served.certificate, "half of a file").unwrap();
    server.signal(Signal::HUP);
    while !server.log().contains("the old certificate stays in use") {
        tokio::task::yield_now().await;
    }
    secured(&new.certificate, port).await.unwrap();
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_leaves_turn_without_tls() {
    let [mut mismatched, other] = [(); 2].map(|()| Files::of("localhost", 2200));
    mismatched.key.clone_from(&other.key);
    let server = server::start(&mismatched.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let urls = second.is_matched(&anyone()).await.relay.unwrap().urls;
    assert!(!urls.is_empty() && urls.iter().all(|url| url.starts_with("turn:")), "{urls:?}");
    let (_, log) = server.stop();
    assert!(log.contains("TURN is not offered over TLS"), "{log}");
}
