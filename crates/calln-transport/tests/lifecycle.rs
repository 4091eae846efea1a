//! Sessions end once, for a reason, and leave nothing behind.
#![allow(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod fixture;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use calln_transport::{CloseReason, Config, Event, Flow, Handler, Refusal, SendError, Socket};
use fixture::{Ws, get, request, serve, sid};
use serde_json::value::RawValue;
use tokio::sync::mpsc;

struct Witness {
    closed: mpsc::UnboundedSender<CloseReason>,
    sent: mpsc::UnboundedSender<Result<(), SendError>>,
    sessions: Arc<AtomicUsize>,
}

struct Session {
    socket: Socket,
    count: Arc<AtomicUsize>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Handler for Witness {
    type Peer = ();
    type Session = Session;

    fn accept(&self, _: &http::request::Parts, _: SocketAddr) -> Result<(), Refusal> {
        Ok(())
    }

    fn connect(&self, socket: Socket, (): &(), _: &str, _: Option<&RawValue>) -> Result<Session, Refusal> {
        self.sessions.fetch_add(1, Ordering::SeqCst);
        socket.emit("auth", &serde_json::json!({})).unwrap();
        Ok(Session { socket, count: self.sessions.clone() })
    }

    fn event(&self, session: &Session, event: Event) -> Flow {
        match event.name() {
            "close" => session.socket.close(),
            "flood" => {
                let line = "x".repeat(60_000);
                loop {
                    if let Err(error) = session.socket.emit("line", &line) {
                        let _ = self.sent.send(Err(error));
                        let _ = self.sent.send(session.socket.emit("line", &line));
                        return Flow::On;
                    }
                }
            }
            _ => {}
        }
        Flow::On
    }

    fn close(&self, _: &Session, reason: CloseReason) {
        let _ = self.closed.send(reason);
    }
}

type Ends = mpsc::UnboundedReceiver<CloseReason>;
type Sent = mpsc::UnboundedReceiver<Result<(), SendError>>;

fn witness() -> (Witness, Ends, Sent, Arc<AtomicUsize>) {
    let (closed, ends) = mpsc::unbounded_channel();
    let (sent, results) = mpsc::unbounded_channel();
    let sessions = Arc::new(AtomicUsize::new(0));
    (Witness { closed, sent, sessions: sessions.clone() }, ends, results, sessions)
}

#[tokio::test]
async fn p08_after_connections_of_all_kinds_nothing_remains() {
    let (handler, mut ends, _, sessions) = witness();
    let config = Config {
        ping_interval: Duration::from_millis(200),
        ping_timeout: Duration::from_millis(100),
        ..Config::default()
    };
    let (server, watched) = serve(config, handler).await;
    let address = server.address;

    let mut leaver = Ws::connected(address).await;
    leaver.send("41").await;
    assert_eq!(ends.recv().await, Some(CloseReason::ClientLeft));
    let mut closer = Ws::connected(address).await;
    closer.send("1").await;
    assert_eq!(ends.recv().await, Some(CloseReason::ClientEnded));
    let mut normal = Ws::connected(address).await;
    normal.close(Some(1000)).await;
    assert_eq!(ends.recv().await, Some(CloseReason::ClientEnded));
    for code in [None, Some(1001), Some(3000)] {
        let mut closer = Ws::connected(address).await;
        closer.close(code).await;
        assert_eq!(ends.recv().await, Some(CloseReason::ClientClosed), "{code:?}");
    }
    drop(Ws::connected(address).await);
    assert_eq!(ends.recv().await, Some(CloseReason::ConnectionLost));
    let mut closed = Ws::connected(address).await;
    closed.send("42[\"close\"]").await;
    assert_eq!(closed.text().await, "41");
    assert_eq!(ends.recv().await, Some(CloseReason::ServerClosed));
    let mut broken = Ws::connected(address).await;
    broken.send("nonsense").await;
    assert!(matches!(ends.recv().await, Some(CloseReason::Protocol(_))));
    let _silent = Ws::connected(address).await;
    assert_eq!(ends.recv().await, Some(CloseReason::HeartbeatTimeout));
    let open = get(address, "/socket.io/?EIO=4&transport=polling").await.1;
    let polled = format!("/socket.io/?EIO=4&transport=polling&sid={}", sid(&open));
    assert_eq!(request(address, "POST", &polled, "", "40").await.0, 200);
    assert_eq!(ends.recv().await, Some(CloseReason::HeartbeatTimeout), "a poller that polls no more");
    let _staying = Ws::connected(address).await;
    server.stop().await;
    assert!(matches!(ends.recv().await, Some(CloseReason::Shutdown | CloseReason::HeartbeatTimeout)));

    assert!(ends.try_recv().is_err(), "each session was closed once");
    assert_eq!(sessions.load(Ordering::SeqCst), 0);
    assert_eq!((watched.connections(), watched.polled_connections()), (0, 0));
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_closed_and_the_sender_told() {
    let (handler, mut ends, mut sent, _) = witness();
    let (server, _) = serve(Config { outbox_bytes: 1 << 20, ..Config::default() }, handler).await;
    let mut ws = Ws::connected(server.address).await;
    ws.send("42[\"flood\"]").await;
    assert!(matches!(sent.recv().await, Some(Err(SendError::Full))));
    assert!(matches!(sent.recv().await, Some(Err(SendError::Closed))));
    assert_eq!(ends.recv().await, Some(CloseReason::SlowReader));
    server.stop().await;
}

#[tokio::test]
async fn whoever_connects_to_no_namespace_is_closed() {
    let (handler, _ends, _, _) = witness();
    let (server, _) =
        serve(Config { connect_timeout: Duration::from_millis(100), ..Config::default() }, handler).await;
    let mut ws = Ws::open(server.address, "").await;
    assert_eq!(ws.closed().await.reason, "no namespace connected in time");
    server.stop().await;
}
