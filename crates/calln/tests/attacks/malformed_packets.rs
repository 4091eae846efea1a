//! Packets that are nearly right, thousands of them: on the frame codec, the packet parsers and every event.
//!
//! A bounded fuzzer without a compiler's help: it changes the packets of a corpus at random and sends them to the real
//! server, which must neither panic nor let others feel it. `cargo xtask fuzz` runs it for longer, from another seed each
//! time; what it finds is written to the corpus, where every later run tries it first.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use calln_wire::server::Matched;
use serde_json::json;

use crate::caller::anyone;
use crate::dice::Dice;
use crate::polled::{self, Polled};
use crate::raw;
use crate::server::{self, Server};

/// Connections of a run that nobody has given another length.
const CONNECTIONS: usize = 300;
/// Packets sent on each, as far as the server takes them.
const PACKETS: usize = 30;
/// Connections after which the server is looked at.
const LOOK_EVERY: usize = 50;

fn corpus() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/attacks/corpus.txt"))
}

/// The packets of the corpus.
pub(crate) fn known() -> Vec<String> {
    let known = std::fs::read_to_string(corpus()).unwrap();
    known.lines().map(str::to_owned).collect()
}

/// What is worth putting in the place of something else.
const INTERESTING: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "0",
    "18446744073709551616",
    "1e999",
    "\"\"",
    "\u{0}",
    "\u{2028}",
    "\\ud800",
    "é",
    "{\"a\":",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\"_placeholder\":true",
    "4",
    "40",
    "42",
    "43",
    "45",
    "51-",
    "451-[",
    "/admin,",
    ",",
];

/// A packet with one to four things wrong with it.
fn changed(dice: &mut Dice, corpus: &[String]) -> Vec<u8> {
    let mut packet = dice.pick(corpus).clone().into_bytes();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(packet.len() + 1);
        let end = (at + dice.roll(12)).min(packet.len());
        match dice.roll(7) {
            0 => packet.truncate(at),
            1 => drop(packet.drain(at..end)),
            2 => drop(packet.splice(at..end, dice.pick(INTERESTING).bytes())),
            3 => {
                let other = dice.pick(corpus).as_bytes();
                let from = dice.roll(other.len());
                drop(packet.splice(at..end, other[from..].iter().copied()));
            }
            4 => {
                let piece = packet[at..end].repeat(1 + dice.roll(300));
                drop(packet.splice(at..at, piece));
            }
            5 => packet.insert(at, dice.roll(256) as u8),
            _ => {
                if let Some(byte) = packet.get_mut(at) {
                    *byte ^= 1 << dice.roll(8);
                }
            }
        }
    }
    packet
}

/// The packet as a frame, which may have something wrong with it too.
fn framed(dice: &mut Dice, packet: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(packet);
    match dice.roll(10) {
        0 => raw::frame(true, 2, packet),
        1 => raw::frame(dice.roll(2) == 0, dice.roll(16) as u8, packet),
        2 => raw::frame(true, 1, packet),
        3 => {
            let mut frame = raw::frame(true, 1, text.as_bytes());
            let at = dice.roll(frame.len());
            frame[at] ^= 1 << dice.roll(8);
            frame
        }
        _ => raw::frame(true, 1, text.as_bytes()),
    }
}

/// One connection's worth, over either transport; what was sent.
fn attack(server: &Server, dice: &mut Dice, corpus: &[String]) -> Vec<String> {
    if dice.roll(4) == 0 {
        return attack_polled(server, dice, corpus);
    }
    let mut stream = raw::connected(server);
    let mut sent = Vec::new();
    for _ in 0..PACKETS {
        let packet = changed(dice, corpus);
        let frame = framed(dice, &packet);
        sent.push(String::from_utf8_lossy(&packet).into_owned());
        if stream.write_all(&frame).is_err() {
            break;
        }
    }
    sent
}

/// The same in one body.
fn attack_polled(server: &Server, dice: &mut Dice, corpus: &[String]) -> Vec<String> {
    let polled = Polled::connected(server, "");
    let packets: Vec<_> = (0..PACKETS).map(|_| changed(dice, corpus)).collect();
    let sent = packets.iter().map(|packet| String::from_utf8_lossy(packet).into_owned()).collect();
    let body = packets.join(&b'\x1e');
    let mut stream = polled.begin_post(server, body.len());
    let _closed = stream.write_all(&body);
    let _answered = polled::answer(&mut stream);
    sent
}

/// Packets that the server once fell over must not be lost: from now on they are tried first.
fn keep(packets: &[String]) {
    let mut file = std::fs::OpenOptions::new().append(true).open(corpus()).unwrap();
    for packet in packets.iter().filter(|packet| !packet.contains(['\n', '\r'])) {
        writeln!(file, "{packet}").unwrap();
    }
}

#[tokio::test]
async fn nothing_that_is_nearly_a_packet_brings_the_server_down_or_reaches_a_call() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let lasts = setting("FUZZ_SECONDS").map(Duration::from_secs);
    let seed = setting("FUZZ_SEED").unwrap_or(0x00CA_11ED);
    let known = known();

    let server = server::start(&[]);
    let (mut a, mut b) = (server.caller().await, server.caller().await);
    a.waits(&anyone()).await;
    let call = b.is_matched(&anyone()).await.call;
    a.hears::<Matched>().await;

    let mut as_they_are = raw::connected(&server);
    for packet in &known {
        if as_they_are.write_all(&raw::frame(true, 1, packet.as_bytes())).is_err() {
            as_they_are = raw::connected(&server);
        }
    }

    let (begun, mut dice, mut connections) = (Instant::now(), Dice(seed), 0_usize);
    while lasts.map_or(connections < CONNECTIONS, |lasts| begun.elapsed() < lasts) {
        let mut sent = Vec::new();
        for _ in 0..LOOK_EVERY {
            sent.extend(attack(&server, &mut dice, &known));
        }
        connections += LOOK_EVERY;
        if server.get("/readyz").0 != 200 || server.has_panicked() {
            keep(&sent);
            panic!("the server fell over; seed {seed}, and the packets are in the corpus:\n{}", server.log());
        }
        // Both listen: a connection whose heartbeats nobody answers is given up.
        for _ in 0..2 {
            a.says_raw("signal", &json!({ "call": call, "n": connections })).await;
            assert_eq!(b.hears_signal().await["n"], connections, "the two who talk notice nothing");
            std::mem::swap(&mut a, &mut b);
        }
    }
    println!(
        "{connections} connections with up to {PACKETS} malformed packets each, seed {seed}: nothing happened"
    );
}
