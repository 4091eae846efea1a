//! Chat, images, keys and "typing": passed on as they came, in order, to the partner alone, and within bounds.

use crate::caller::{Caller, anyone};
use crate::server::{self, Server};
use bytes::Bytes;
use calln_wire::client::{
    Attachment, Chat, HangUp, Image, Keys, MAX_CHAT_BYTES, MAX_IMAGE_BYTES, MAX_KEYS_BYTES, Typing,
};
use calln_wire::server::{Failed, FailureCode, Matched, PartnerLeft, Reconnecting};
use serde_json::json;
use std::time::Instant;
use tokio::sync::{Semaphore, mpsc};

/// A piece of an image as clients send it: a counter, 16,256 bytes and a tag.
const PIECE: usize = 8 + 16_256 + 16;

/// Pieces that a client has under way at the most.
const WINDOW: usize = 8;

/// How often "typing" may be said at once.
const TYPING: usize = 20;

/// Of 48 MB.
const PIECES: usize = 3_000;

async fn call(server: &Server) -> (Caller, Caller, String) {
    let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
    waiter.waits(&anyone()).await;
    let call = newcomer.is_matched(&anyone()).await.call;
    waiter.hears::<Matched>().await;
    (waiter, newcomer, call)
}

fn chat(call: &str) -> Chat {
    Chat { call: call.to_owned(), frame: Attachment::FIRST }
}

fn image(call: &str) -> Image {
    Image { call: call.to_owned(), frame: Attachment::FIRST }
}

/// Bytes that are no text and no JSON.
fn noise(seed: u8, len: usize) -> Vec<u8> {
    (0..len).map(|at| (at as u8).wrapping_mul(151).wrapping_add(seed) ^ 0x80).collect()
}

#[tokio::test]
async fn p05_p06_frames_reach_the_partner_byte_for_byte_and_in_order_whatever_is_in_them() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = call(&server).await;
    for seed in 0..60 {
        a.sends(&chat(&call), noise(seed, 280)).await;
        a.sends(&image(&call), noise(seed, PIECE)).await;
    }
    for seed in 0..60 {
        let (json, frame) = b.receives::<Chat>().await;
        assert_eq!(json, serde_json::to_value(chat(&call)).unwrap());
        assert_eq!(frame, noise(seed, 280));
        let (_, frame) = b.receives::<Image>().await;
        assert_eq!(frame, noise(seed, PIECE));
    }
    let odd = json!({ "step": "whatever", "ü": [1, { "\u{2028}": null }] });
    b.says(&Keys { call: call.clone(), message: odd.clone() }).await;
    assert_eq!(a.hears::<Keys>().await.message, odd);
    b.says(&Typing { call: call.clone() }).await;
    assert_eq!(a.hears::<Typing>().await.call, call);
}

#[tokio::test]
async fn frames_of_another_call_go_nowhere() {
    let server = server::start(&[]);
    let (mut a, mut b, first) = call(&server).await;
    let (mut c, _d, second) = call(&server).await;
    a.sends(&chat(&second), noise(1, 280)).await;
    c.sends(&chat(&first), noise(2, 280)).await;
    // Its refusal says that the server has read what came before it.
    c.says_raw("chat", &json!({})).await;
    c.is_refused(FailureCode::Malformed).await;
    a.sends(&chat(&first), noise(3, 280)).await;
    assert_eq!(b.receives::<Chat>().await.1, noise(3, 280));
    a.says(&HangUp { call: first.clone() }).await;
    b.hears::<PartnerLeft>().await;
    a.sends(&chat(&first), noise(4, 280)).await;
    a.waits(&anyone()).await;
}

#[tokio::test]
async fn what_is_too_large_or_of_the_wrong_kind_is_refused_and_the_call_goes_on() {
    let server = server::start(&[]);
    let (mut a, mut b, call) = call(&server).await;
    a.sends(&chat(&call), noise(0, MAX_CHAT_BYTES)).await;
    a.is_refused(FailureCode::TooLarge).await;
    a.sends(&image(&call), noise(0, MAX_IMAGE_BYTES)).await;
    a.is_refused(FailureCode::TooLarge).await;
    a.says(&Keys { call: call.clone(), message: json!("x".repeat(MAX_KEYS_BYTES)) }).await;
    a.is_refused(FailureCode::TooLarge).await;
    a.says_raw("chat", &json!({ "call": call })).await;
    a.is_refused(FailureCode::Malformed).await;
    a.says_raw("image", &json!({ "call": call })).await;
    a.is_refused(FailureCode::Malformed).await;
    a.sends(&Keys { call: call.clone(), message: json!(Attachment::FIRST) }, noise(0, 9)).await;
    a.is_refused(FailureCode::Malformed).await;
    a.says_raw("typing", &json!({ "call": 7 })).await;
    a.is_refused(FailureCode::Malformed).await;
    // The largest frame of each kind fits.
    a.sends(&chat(&call), noise(1, 8_216)).await;
    a.sends(&image(&call), noise(2, PIECE)).await;
    assert_eq!(b.receives::<Chat>().await.1, noise(1, 8_216));
    assert_eq!(b.receives::<Image>().await.1, noise(2, PIECE));
}

#[tokio::test]
async fn who_sends_too_much_is_told_for_how_long_to_wait_and_the_call_goes_on() {
    let server = server::start(&["--limits-image-bytes-per-second", "34000"]);
    let (mut a, mut b, call) = call(&server).await;
    for _ in 0..=TYPING {
        a.says(&Typing { call: call.clone() }).await;
    }
    let refused = a.hears::<Failed>().await;
    assert_eq!(refused.code, FailureCode::SlowDown);
    assert_eq!(refused.retry_after, Some(1));
    for _ in 0..TYPING {
        b.hears::<Typing>().await;
    }
    for seed in 0..7 {
        a.sends(&image(&call), noise(seed, PIECE)).await;
    }
    let refused = a.hears::<Failed>().await;
    assert_eq!(refused.code, FailureCode::SlowDown);
    assert!(refused.retry_after.unwrap() > 0);
    for seed in 0..6 {
        assert_eq!(b.receives::<Image>().await.1, noise(seed, PIECE));
    }
    // Each kind has an allowance of its own.
    a.sends(&chat(&call), noise(7, 280)).await;
    assert_eq!(b.receives::<Chat>().await.1, noise(7, 280));
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_disconnected_and_nobody_else_notices() {
    let server = server::start(&["--limits-image-bytes-per-second", "1000000000"]);
    let (mut sender, stalled, call_of_both) = call(&server).await;
    let (mut c, mut d, other) = call(&server).await;
    let flood = async {
        // More than the kernel takes for a reader that is gone: the rest waits until that reader is disconnected.
        let piece = Bytes::from(noise(1, PIECE));
        for _ in 0..PIECES {
            sender.feeds(&image(&call_of_both), piece.clone()).await;
        }
        sender.hears::<Reconnecting>().await
    };
    let chatter = async {
        for seed in 0..=255 {
            c.sends(&image(&other), noise(seed, PIECE)).await;
            assert_eq!(d.receives::<Image>().await.1, noise(seed, PIECE));
        }
    };
    let (away, ()) = tokio::join!(flood, chatter);
    assert_eq!(away.call, call_of_both, "a slow line is lost, and may come back");
    drop(stalled);
}

#[tokio::test]
async fn stalled_readers_and_large_images_stay_within_the_budget() {
    const STALLED: usize = 100;
    const PAIRS: usize = 100;
    /// 1.6 MB: what the kernel holds for a reader, and more than the server should.
    const STALLED_PIECES: usize = 100;
    const BUDGET_KIB: u64 = 16 * 1024;
    /// What a connection may have of its own besides: a piece being read and one being written, each in a buffer that
    /// grows by doubling (16 KiB and a header make 32).
    const CONNECTION_KIB: u64 = 64;
    const IMAGE_PIECES: usize = 5_000_000 / PIECE;

    let budget = (BUDGET_KIB * 1024).to_string();
    let server = server::start(&[
        "--limits-image-bytes-per-second",
        "1000000000",
        "--limits-total-outbox-bytes",
        &budget,
    ]);
    let mut pairs = Vec::new();
    for _ in 0..PAIRS {
        pairs.push(call(&server).await);
    }
    let mut stalled = Vec::new();
    let mut floods = tokio::task::JoinSet::new();
    for _ in 0..STALLED {
        let (mut sender, reader, call) = call(&server).await;
        stalled.push(reader);
        floods.spawn(async move {
            let piece = Bytes::from(noise(1, PIECE));
            for _ in 0..STALLED_PIECES {
                sender.sends(&image(&call), piece.clone()).await;
            }
            sender
        });
    }
    let before = server.resident_kib();
    let beside = share(&mut pairs, IMAGE_PIECES).await;
    // The system counts the two apart, and the peak lags.
    let grown = server.peak_kib().saturating_sub(before);
    // The same once nobody stalls any more, to compare with: the floods' calls end with their connections.
    drop((floods, stalled));
    let alone = share(&mut pairs, IMAGE_PIECES / 5).await;
    println!(
        "{PAIRS} pairs sent {} MB beside {STALLED} stalled readers: {beside}; a fifth of that alone: {alone}. Memory grew \
         by {grown} KiB at its peak; budget {BUDGET_KIB} KiB",
        PAIRS * IMAGE_PIECES * PIECE / 1_000_000
    );
    let connections = 2 * (STALLED + PAIRS) as u64;
    assert!(grown <= BUDGET_KIB + connections * CONNECTION_KIB, "{grown} KiB");
}

/// Each pair sends so many pieces, with as many under way as clients allow themselves, and how long they took from one
/// side to the other.
async fn share(pairs: &mut Vec<(Caller, Caller, String)>, pieces: usize) -> String {
    let begun = Instant::now();
    let mut images = tokio::task::JoinSet::new();
    for (mut sender, mut reader, call) in pairs.drain(..) {
        images.spawn(async move {
            let piece = Bytes::from(noise(2, PIECE));
            let (sent, mut arriving) = mpsc::unbounded_channel();
            let window = Semaphore::new(WINDOW);
            let send = async {
                for _ in 0..pieces {
                    tokio::select! {
                        place = window.acquire() => place.unwrap().forget(),
                        nothing = sender.stays() => match nothing {},
                    }
                    sent.send(Instant::now()).unwrap();
                    sender.sends(&image(&call), piece.clone()).await;
                }
            };
            let receive = async {
                let mut took = Vec::with_capacity(pieces);
                for _ in 0..pieces {
                    assert_eq!(reader.receives::<Image>().await.1, piece);
                    took.push(arriving.recv().await.unwrap().elapsed());
                    window.add_permits(1);
                }
                took
            };
            let ((), took) = tokio::join!(send, receive);
            ((sender, reader, call), took)
        });
    }
    let mut took = Vec::new();
    while let Some(shared) = images.join_next().await {
        let (pair, of_pair) = shared.unwrap();
        pairs.push(pair);
        took.extend(of_pair);
    }
    took.sort();
    let [p50, p99] = [50, 99].map(|percent| took[took.len() * percent / 100]);
    format!("{:.1?}, a piece in {p50:.1?} (p50), {p99:.1?} (p99)", begun.elapsed())
}
