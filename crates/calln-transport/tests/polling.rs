//! HTTP long polling, and the upgrade from it to a WebSocket.
#![allow(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod fixture;
use std::io::Write as _;
use std::time::Duration;

use calln_transport::Config;
use fixture::{Running, Ws, echo, get, request, serve, serve_engine, sid};

const PATH: &str = "/engine.io/?EIO=4&transport=polling";

async fn open(server: &Running) -> String {
    format!("{PATH}&sid={}", sid(&get(server.address, PATH).await.1))
}

async fn post(server: &Running, target: &str, body: &str) -> (u16, String) {
    request(server.address, "POST", target, "", body).await
}

#[tokio::test]
async fn packets_go_both_ways_in_order() {
    let server = serve_engine().await;
    let session = open(&server).await;
    for payload in ["4hello", "4a\x1e4b\x1e4c", "4hello\x1ebAQIDBA=="] {
        assert_eq!(post(&server, &session, payload).await, (200, "ok".into()));
        assert_eq!(get(server.address, &session).await, (200, payload.into()));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_payload_never_holds_more_packets_than_python_clients_read() {
    let server = serve_engine().await;
    let session = open(&server).await;
    let packets: Vec<_> = (0..40).map(|number| format!("4{number}")).collect();
    post(&server, &session, &packets.join("\x1e")).await;
    let mut received = Vec::new();
    for count in [16, 16, 8] {
        let (_, payload) = get(server.address, &session).await;
        assert_eq!(payload.split('\x1e').count(), count);
        received.extend(payload.split('\x1e').map(str::to_owned));
    }
    assert_eq!(received, packets);
    server.stop().await;
}

#[tokio::test]
async fn a_session_ends_for_malformed_packets_and_bodies_too_large() {
    let server = serve_engine().await;
    for (body, status) in [("abc".to_owned(), 400), ("b!".into(), 400), ("4".repeat(1_000_001), 413)] {
        let session = open(&server).await;
        assert_eq!(post(&server, &session, &body).await.0, status);
        assert_eq!(get(server.address, &session).await.0, 400);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_second_poll_ends_the_session() {
    let server = serve_engine().await;
    let session = open(&server).await;
    let (one, other) = tokio::join!(get(server.address, &session), get(server.address, &session));
    let mut answers = [one, other];
    answers.sort();
    assert_eq!(answers[0], (200, "1".into()));
    assert_eq!(answers[1].0, 400);
    assert_eq!(get(server.address, &session).await.0, 400);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_says_goodbye_is_let_go() {
    let server = serve_engine().await;
    let session = open(&server).await;
    assert_eq!(post(&server, &session, "1").await.0, 200);
    assert_eq!(get(server.address, &session).await.0, 400);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_in_the_same_breath_as_it_polls_is_missed_at_once() {
    // Heartbeats would miss it only after 45 s.
    let (running, server) = serve(Config::default(), echo::Events).await;
    for _ in 0..20 {
        let path = "/socket.io/?EIO=4&transport=polling";
        let session = format!("{path}&sid={}", sid(&get(running.address, path).await.1));
        assert_eq!(post(&running, &session, "40").await.0, 200);
        // With that, nothing is left that could be answered at once.
        assert!(get(running.address, &session).await.1.contains("auth"));
        let mut line = std::net::TcpStream::connect(running.address).unwrap();
        write!(line, "GET {session} HTTP/1.1\r\nHost: {}\r\n\r\n", running.address).unwrap();
    }
    let all_gone = async {
        while server.connections() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let missed = tokio::time::timeout(Duration::from_secs(20), all_gone).await;
    assert!(missed.is_ok(), "{} are still there", server.connections());
    running.stop().await;
}

#[tokio::test]
async fn heartbeats_go_on_until_one_is_not_answered() {
    let server = serve_engine().await;
    let session = open(&server).await;
    for _ in 0..2 {
        assert_eq!(get(server.address, &session).await, (200, "2".into()));
        assert_eq!(post(&server, &session, "3").await.0, 200);
    }
    assert_eq!(get(server.address, &session).await.1, "2");
    assert_eq!(get(server.address, &session).await.1, "1");
    assert_eq!(get(server.address, &session).await.0, 400);
    server.stop().await;
}

#[tokio::test]
async fn an_upgrade_loses_nothing_and_ends_polling() {
    let server = serve_engine().await;
    let session = open(&server).await;
    let id = session.split("sid=").nth(1).unwrap();
    let mut ws = Ws::open_at(server.address, "/engine.io/", &format!("&sid={id}")).await;
    ws.send("2probe").await;
    assert_eq!(ws.text().await, "3probe");
    assert_eq!(get(server.address, &session).await, (200, "6".into()));
    assert_eq!(post(&server, &session, "4before").await.0, 200);
    ws.send("5").await;
    ws.send("4after").await;
    assert_eq!(ws.text().await, "4before");
    assert_eq!(ws.text().await, "4after");
    assert_eq!(get(server.address, &session).await.0, 400);
    let mut second = Ws::open_at(server.address, "/engine.io/", &format!("&sid={id}")).await;
    assert_eq!(second.closed().await.reason, "no session to upgrade");
    ws.send("4still here").await;
    assert_eq!(ws.text().await, "4still here");
    server.stop().await;
}
