//! Who has left, and whose connection is only lost: what the partner is told.

use std::io::Write as _;

use calln_wire::server::{Matched, PartnerLeft, Reconnecting, Why};

use crate::caller::{Caller, anyone};
use crate::polled::Polled;
use crate::raw;
use crate::server::{self, Server};

/// Somebody who waits, for a partner with nothing but bytes.
async fn waiter(server: &Server) -> Caller {
    let mut waiter = server.caller().await;
    waiter.waits(&anyone()).await;
    waiter
}

const JOIN: &str = r#"420["join",{"want":"any"}]"#;

/// A partner in a call over a WebSocket, who then sends these bytes.
async fn partner_sends(server: &Server, bytes: &[u8]) -> (Caller, std::net::TcpStream) {
    let mut waiter = waiter(server).await;
    let mut stream = raw::connected(server);
    stream.write_all(&raw::frame(true, 1, JOIN.as_bytes())).unwrap();
    waiter.hears::<Matched>().await;
    stream.write_all(bytes).unwrap();
    (waiter, stream)
}

#[tokio::test]
async fn who_closes_the_session_for_good_has_left() {
    let server = server::start(&[]);
    for goodbye in [raw::frame(true, 1, b"41"), raw::frame(true, 1, b"1"), raw::frame(true, 8, &[3, 232])] {
        let (mut waiter, _stream) = partner_sends(&server, &goodbye).await;
        assert_eq!(waiter.hears::<PartnerLeft>().await.why, Why::Disconnected);
    }
    let mut waiter = waiter(&server).await;
    let polled = Polled::connected(&server, "");
    assert_eq!(polled.post(&server, JOIN).0, 200);
    waiter.hears::<Matched>().await;
    assert_eq!(polled.post(&server, "1").0, 200);
    assert_eq!(waiter.hears::<PartnerLeft>().await.why, Why::Disconnected);
}

#[tokio::test]
async fn who_closes_otherwise_may_come_back() {
    let server = server::start(&[]);
    for close in [raw::frame(true, 8, &[]), raw::frame(true, 8, &[3, 233])] {
        let (mut waiter, _stream) = partner_sends(&server, &close).await;
        waiter.hears::<Reconnecting>().await;
    }
    // What closes like everybody is taken for what it is.
    let (mut waiter, stream) = partner_sends(&server, b"").await;
    drop(stream);
    waiter.hears::<Reconnecting>().await;
}

#[tokio::test]
async fn who_was_closed_for_slowness_may_come_back() {
    let server = server::start(&[]);
    // A fragment that is never finished, and a body.
    let (mut waiter_of_one, _stream) = partner_sends(&server, &raw::frame(false, 1, b"42")).await;
    let mut waiter_of_other = waiter(&server).await;
    let polled = Polled::connected(&server, "");
    assert_eq!(polled.post(&server, JOIN).0, 200);
    waiter_of_other.hears::<Matched>().await;
    let _body = polled.begin_post(&server, 100);
    tokio::join!(waiter_of_one.hears::<Reconnecting>(), waiter_of_other.hears::<Reconnecting>());
}

#[tokio::test]
async fn who_closes_because_the_server_asked_to_move_comes_back() {
    let server = server::start_patient();
    let mut waiter = waiter(&server).await;
    let polled = Polled::connected(&server, "");
    assert_eq!(polled.post(&server, JOIN).0, 200);
    waiter.hears::<Matched>().await;
    server.signal(rustix::process::Signal::TERM);
    waiter.hears_sometime("moving").await;
    assert_eq!(polled.post(&server, "1").0, 200);
    waiter.hears::<Reconnecting>().await;
}
