//! Clients that begin to send something and don't go on: somebody would have to keep what came.

use std::io::Write as _;
use std::net::TcpStream;

use crate::caller::anyone;
use crate::polled::Polled;
use crate::raw;
use crate::referee::Referee;
use crate::server::{self, Server};

/// Of each kind.
const CLIENTS: usize = 60;
/// What each tries to have kept.
const PIECE: usize = 60_000;
const PIECES: usize = 8;
const BUDGET_KIB: u64 = 4 * 1024;

/// What of a client's begins and never ends, however it does so.
const KINDS: [fn(&Server) -> TcpStream; 5] = [fragments, frame, event, body, polled_event];

#[tokio::test]
async fn what_is_never_finished_stays_within_the_budget_and_is_closed() {
    let server = server::start(&["--limits-total-inbox-bytes", &(BUDGET_KIB * 1024).to_string()]);
    let (mut a, mut b) = (server.caller().await, server.caller().await);
    let referee = Referee::new(&server);
    let at = &server;
    let begun: Vec<_> = std::thread::scope(|scope| {
        let kinds = KINDS.into_iter().cycle().take(KINDS.len() * CLIENTS);
        let attacks: Vec<_> = kinds.map(|attack| scope.spawn(move || attack(at))).collect();
        attacks.into_iter().map(|attack| attack.join().unwrap()).collect()
    });
    // Others are heard meanwhile.
    a.waits(&anyone()).await;
    b.is_matched(&anyone()).await;
    tokio::task::spawn_blocking(move || begun.into_iter().for_each(raw::sees_the_end)).await.unwrap();
    let grown = referee.judge(&server, BUDGET_KIB, KINDS.len() * CLIENTS);
    println!(
        "fragments, frames, bodies and events without their attachment, on both transports, {CLIENTS} times each, none of \
         which is ever finished: memory grew by {grown} KiB, and all were closed"
    );
}

fn fragments(server: &Server) -> TcpStream {
    let mut stream = raw::connected(server);
    for piece in 0..PIECES {
        let opcode = if piece == 0 { 2 } else { 0 };
        if stream.write_all(&raw::frame(false, opcode, &vec![b'x'; PIECE])).is_err() {
            break;
        }
    }
    stream
}

fn frame(server: &Server) -> TcpStream {
    let mut stream = raw::connected(server);
    let frame = raw::frame(true, 2, &vec![b'x'; PIECE]);
    let _refused = stream.write_all(&frame[..frame.len() - 1]);
    stream
}

fn event(server: &Server) -> TcpStream {
    let mut stream = raw::connected(server);
    let _refused = stream.write_all(&raw::frame(true, 1, event_without_attachment().as_bytes()));
    stream
}

fn event_without_attachment() -> String {
    format!(r#"451-["chat",{{"call":"{}","frame":{{"_placeholder":true,"num":0}}}}]"#, "x".repeat(PIECE))
}

fn body(server: &Server) -> TcpStream {
    let mut stream = Polled::connected(server, "").begin_post(server, PIECE);
    let _refused = stream.write_all(&vec![b'4'; PIECE - 1]);
    stream
}

/// The session is closed, which a poll is told.
fn polled_event(server: &Server) -> TcpStream {
    let polled = Polled::connected(server, "");
    assert!(matches!(polled.post(server, &event_without_attachment()).0, 200 | 503));
    crate::polled::begin(server, "GET", &polled.path, "")
}
