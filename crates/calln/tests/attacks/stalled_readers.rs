//! Partners who take nothing of what they are sent: the server would have to keep it.

use bytes::Bytes;
use calln_wire::client::{Attachment, Image};
use calln_wire::server::Reconnecting;
use tokio::task::JoinSet;

use crate::server;

const PAIRS: usize = 50;
/// 1.5 MB for each: more than the kernel holds for a reader and the server's budget together.
const PIECES: usize = 100;
const PIECE: usize = 15 * 1024;
const BUDGET_KIB: u64 = 4 * 1024;
/// What a connection may have of its own besides: a piece being read and one being written, in buffers that grow by
/// doubling.
const CONNECTION_KIB: u64 = 64;

#[tokio::test]
async fn what_waits_for_stalled_readers_stays_within_the_budget_and_they_are_let_go() {
    let budget = (BUDGET_KIB * 1024).to_string();
    let rate = ["--limits-image-bytes-per-second", "1000000000"];
    let server = server::start(&[&rate[..], &["--limits-total-outbox-bytes", &budget]].concat());
    let mut stalled = Vec::new();
    let mut senders = Vec::new();
    for _ in 0..PAIRS {
        let (sender, reader, call) = server.call().await;
        stalled.push(reader);
        senders.push((sender, call));
    }
    let before = server.resident_kib();
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
    let grown = server.peak_kib().saturating_sub(before);
    assert!(grown <= BUDGET_KIB + 2 * PAIRS as u64 * CONNECTION_KIB, "{grown} KiB");
    println!(
        "{PAIRS} stalled readers were sent {} MB: memory grew by {grown} KiB at its peak with a budget of \
         {BUDGET_KIB} KiB, and all were let go",
        PAIRS * PIECES * PIECE / 1_000_000
    );
}
