//! The largest bursts of honest clients, worked out from their own constants, against every limit that refuses or closes.

use std::time::{Duration, Instant};

use calln_core as core;
use calln_core::Pace;
use calln_wire::client::{Attachment, Chat, Image, MAX_IMAGE_BYTES};

use super::defaults::{OWN_POLLS, OWN_REQUESTS, OWN_SIGNALS, Rate};
use crate::config::Config;
use crate::defaults::{chat_rate, image_rate, typing_rate};

/// A number that a source of the page, or of the load client, calls by this name.
fn constant(source: &str, name: &str) -> u32 {
    let text = source.split(&format!("const {name}")).nth(1).unwrap();
    let text = text.split_once("= ").unwrap().1.split([' ', ';']).next().unwrap();
    text.replace('_', "").parse().unwrap()
}

const CONTENT: &str = include_str!("../../../../web/src/call/chat/content.ts");
const OUTGOING: &str = include_str!("../../../../web/src/call/chat/outgoing-image.ts");
const FLOW: &str = include_str!("../../../../web/src/call/chat/flow.ts");
const STREAM: &str = include_str!("../../../../web/src/call/chat/stream.ts");
const CONVERSATION: &str = include_str!("../../../../web/src/call/chat/conversation.ts");
const DELIVERY: &str = include_str!("../../../../web/src/call/signalling/delivery.ts");
const LOAD: &str = include_str!("../../../calln-load/src/bench/image/sharing.rs");

/// Bytes of a sealed piece: counter, padded content, tag.
const SEALED_PIECE: u32 = 8 + 16_256 + 16;
/// Lines that somebody writes in the time that a burst takes, and as many of the partner's that are acknowledged.
const LINES: u32 = 20;

/// Bytes of a piece as the server counts it.
fn piece() -> u32 {
    let image = Image { call: core::CallId(u128::MAX).to_string(), frame: Attachment::FIRST };
    let event = format!(r#"451-["image",{}]"#, serde_json::to_string(&image).unwrap());
    u32::try_from(event.len()).unwrap() + SEALED_PIECE
}

/// Pieces of the largest picture.
fn pieces() -> u32 {
    constant(CONTENT, "MAX_IMAGE").div_ceil(constant(CONTENT, "PIECE"))
}

fn images() -> core::Rate {
    image_rate(Config::default().limits.image_bytes_per_second)
}

fn pieces_a_second() -> u32 {
    Config::default().limits.image_bytes_per_second.get().div_ceil(SEALED_PIECE)
}

/// Takes so many units at one moment from a standing start; whether all are let through.
fn burst(rate: core::Rate, times: u32, units: u32) -> bool {
    let (mut pace, now) = (Pace::default(), Instant::now());
    (0..times).all(|_| pace.take(now, rate, units).is_ok())
}

fn own(rate: Rate) -> core::Rate {
    core::Rate::a_minute(rate.a_minute.get(), rate.burst.get())
}

#[test]
fn the_load_client_goes_by_the_pages_numbers() {
    assert_eq!(constant(LOAD, "WINDOW"), constant(OUTGOING, "FIXED_WINDOW"));
    assert_eq!(constant(LOAD, "NOTE_EVERY"), constant(STREAM, "NOTE_EVERY"));
    assert!(piece() as usize <= MAX_IMAGE_BYTES);
}

#[test]
fn the_largest_picture_goes_through_however_fast_the_line_is() {
    assert!(burst(images(), pieces(), piece()), "{} pieces of {} bytes", pieces(), piece());
    // What was under way when a line broke goes again.
    assert!(burst(images(), pieces() + constant(FLOW, "MAX_WINDOW"), piece()));
}

#[test]
fn notes_of_a_picture_and_a_fast_writers_lines_are_chat_that_is_let_through() {
    let notes = pieces().div_ceil(constant(STREAM, "NOTE_EVERY"));
    assert!(burst(chat_rate(), notes + 2 * LINES, 1));
    // One picture after the other, for a minute, with a line each second.
    let (mut pace, start) = (Pace::default(), Instant::now());
    for second in 0..60 {
        let now = start + Duration::from_secs(second);
        for _ in 0..pieces_a_second().div_ceil(constant(STREAM, "NOTE_EVERY")) + 2 {
            assert!(pace.take(now, chat_rate(), 1).is_ok(), "second {second}");
        }
    }
    let chat = Chat { call: core::CallId(u128::MAX).to_string(), frame: Attachment::FIRST };
    assert!(serde_json::to_string(&chat).unwrap().len() < 128, "little beside its frame");
}

/// Small pieces go as `chat`, and so do the notes on them.
#[test]
fn a_picture_on_a_slow_line_comes_no_oftener_than_chat_may() {
    let a_second = 1_000 / constant(FLOW, "TARGET_DELAY");
    for (from, of, piece) in [
        (constant(FLOW, "MIDDLE_FROM"), "MIDDLE_PIECE", "SMALL_PIECE"),
        (constant(FLOW, "LARGE_FROM"), "PIECE", "MIDDLE_PIECE"),
    ] {
        // As many bytes as may be under way where the next size begins, and each held up as long as any may be.
        let under_way = from * constant(CONTENT, of);
        let pieces = (under_way * a_second).div_ceil(constant(CONTENT, piece));
        assert!(burst(chat_rate(), 2 * pieces + 2 * LINES, 1));
        let (mut pace, start) = (Pace::default(), Instant::now());
        for second in 0..600 {
            let now = start + Duration::from_secs(second);
            assert!(
                (0..pieces + 2).all(|_| pace.take(now, chat_rate(), 1).is_ok()),
                "{piece}, second {second}"
            );
        }
    }
}

#[test]
fn typing_is_let_through_line_after_line_and_after_a_hold_up() {
    let every = Duration::from_millis(constant(CONVERSATION, "TYPING_AFTER_LINE").into());
    let (mut pace, start) = (Pace::default(), Instant::now());
    for n in 0..600 {
        // A line that is held up delivers at once what was said in ten seconds.
        let held_up = Duration::from_secs(10);
        let said = every * n;
        let comes = Duration::from_secs(said.as_secs() / held_up.as_secs() * held_up.as_secs()) + held_up;
        assert!(pace.take(start + comes, typing_rate(), 1).is_ok(), "the one after {said:?}");
    }
}

#[test]
fn all_that_a_page_keeps_of_set_up_can_come_again_at_once() {
    let kept = constant(DELIVERY, "MAX_FRAMES");
    let confirmations = kept.div_ceil(constant(DELIVERY, "CONFIRM_AFTER"));
    assert!(burst(own(OWN_SIGNALS), kept + confirmations, 1));
}

#[test]
fn a_picture_by_polling_takes_no_more_requests_than_a_connection_may_make() {
    // A piece in base64 and what it is in: two of them in a body are within the limit on it.
    let in_base64 = SEALED_PIECE.div_ceil(3) * 4 + (piece() - SEALED_PIECE);
    let a_body = Config::default().limits.message_bytes.get() / in_base64;
    assert!(a_body >= 2);
    let notes = pieces().div_ceil(constant(STREAM, "NOTE_EVERY"));
    // Who sends: bodies, and a poll for each note. Who receives: a poll for each piece at the worst, and a body for each note.
    for requests in [pieces().div_ceil(2) + notes, pieces() + notes] {
        assert!(burst(own(OWN_POLLS), requests + 2 * LINES, 1), "{requests} requests");
    }
}

#[test]
fn a_press_of_every_button_of_a_call_is_let_through_one_call_after_the_other() {
    // Join, how it connected, renewal, report, next.
    let (mut pace, start) = (Pace::default(), Instant::now());
    for call in 0..100 {
        // Somebody who leaves each stranger after five seconds.
        let now = start + Duration::from_secs(5) * call;
        assert!((0..5).all(|_| pace.take(now, own(OWN_REQUESTS), 1).is_ok()), "call {call}");
    }
}
