//! Partners who take nothing of what they are sent: the server would have to keep it.

use bytes::Bytes;
use calln_wire::client::{Attachment, Image};
use calln_wire::server::Reconnecting;
use socket2::SockRef;
use tokio::task::JoinSet;

use crate::caller::{Caller, anyone};
use crate::polled::{self, Polled};
use crate::referee::Referee;
use crate::server::{self, Server};

const PAIRS: usize = 50;
/// 1.5 MB for each: more than the kernel holds for a reader and the server's budget together.
const PIECES: usize = 100;
const PIECE: usize = 15 * 1024;
const BUDGET_KIB: u64 = 4 * 1024;

fn start() -> Server {
    let budget = (BUDGET_KIB * 1024).to_string();
    let rate = ["--limits-image-bytes-per-second", "1000000000"];
    server::start(&[&rate[..], &["--limits-total-outbox-bytes", &budget]].concat())
}

/// Each sends its partner more than it may have waiting, and is told that the partner is lost.
async fn flood(senders: Vec<(Caller, String)>) {
    let mut floods = JoinSet::new();
    for (mut sender, call) in senders {
        floods.spawn(async move {
            let piece = Bytes::from(vec![0x97; PIECE]);
            let image = Image { call, frame: Attachment::FIRST };
            for _ in 0..PIECES {
                sender.sends(&image, piece.clone()).await;
            }
            sender.hears::<Reconnecting>().await;
        });
    }
    while let Some(flooded) = floods.join_next().await {
        flooded.unwrap();
    }
}

/// What is said of readers who were stalled in this way.
fn judged(referee: &Referee, server: &Server, how: &str) -> String {
    let grown = referee.judge(server, BUDGET_KIB, 2 * PAIRS);
    format!(
        "{PAIRS} stalled readers {how} were sent {} MB: memory grew by {grown} KiB at its peak with a budget of \
         {BUDGET_KIB} KiB, and all were let go",
        PAIRS * PIECES * PIECE / 1_000_000
    )
}

#[tokio::test]
async fn what_waits_for_stalled_readers_stays_within_the_budget_and_they_are_let_go() {
    let server = start();
    let (mut stalled, mut senders) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let (sender, reader, call) = server.call().await;
        stalled.push(reader);
        senders.push((sender, call));
    }
    let referee = Referee::new(&server);
    flood(senders).await;
    println!("{}", judged(&referee, &server, "over WebSocket"));
}

#[tokio::test]
async fn what_waits_for_stalled_pollers_stays_within_the_budget_and_they_are_let_go() {
    let server = start();
    let (mut stalled, mut senders) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let reader = Polled::connected(&server, "");
        assert_eq!(reader.post(&server, r#"420["join",{"want":"any"}]"#).0, 200);
        let mut sender = server.caller().await;
        let call = sender.is_matched(&anyone()).await.call;
        reader.hears(&server, r#"42["matched""#);
        let poll = polled::begin(&server, "GET", &reader.path, "");
        SockRef::from(&poll).set_recv_buffer_size(4096).unwrap();
        stalled.push(poll);
        senders.push((sender, call));
    }
    let referee = Referee::new(&server);
    flood(senders).await;
    println!("{}", judged(&referee, &server, "by polling"));
}
