//! Lines that nobody holds properly: control frames between and inside of messages, windows that are never emptied, ends in
//! the middle of a packet, sessions and tokens used by several at a time.
//!
//! The other half of the fuzzer from outside (`malformed_packets` has the packets): random acts on a crowd of connections from
//! many addresses, and the server's memory and budgets watched. `cargo xtask fuzz` runs it for longer, from another seed each
//! time. Over either transport, and in the middle between them.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;
use socket2::{Domain, SockRef, Socket, Type};

use crate::caller::Caller;
use crate::dice::Dice;
use crate::malformed_packets;
use crate::polled::Polled;
use crate::raw;
use crate::referee::Referee;
use crate::server::{self, Server};

/// Acts of a run that nobody has given another length.
const ACTS: usize = 6_000;
/// Acts after which the server is looked at.
const LOOK_EVERY: usize = 500;
/// Connections at a time.
const LINES: usize = 150;
/// Addresses that they come from, each in a network of its own.
const ADDRESSES: usize = 64;
/// Sessions over polling whose names are known, of which some are long over.
const SESSIONS: usize = 60;
/// Tokens that are known, of which some are used.
const TOKENS: usize = 16;
/// What a line may have left to be written, in bytes.
const UNSENT: usize = 1 << 20;
/// Largest message, in bytes: so large that a few that aren't counted are more than all connections take by themselves.
const MESSAGE: usize = 512 << 10;
/// Each budget of the server's, in KiB. Two of the largest messages, of which each line could have one.
const BUDGET_KIB: u64 = 1024;
/// What memory may grow by besides the budgets once all connections are there, in KiB.
const SLACK_KIB: u64 = 16 * 1024;
/// How long after the end sessions may still be there: two heartbeats without an answer, and then some.
const GONE_WITHIN: Duration = Duration::from_secs(120);

/// A connection, and what is still to be written to it.
struct Line {
    stream: TcpStream,
    unsent: VecDeque<u8>,
}

impl Line {
    /// Connects, with next to no room for what comes if it is `narrow`.
    fn open(server: &Server, narrow: bool) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        if narrow {
            socket.set_recv_buffer_size(1).unwrap();
        }
        let address: SocketAddr = raw::host(server).parse().unwrap();
        socket.connect(&address.into()).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self { stream: socket.into(), unsent: VecDeque::new() }
    }

    fn say(&mut self, bytes: &[u8]) {
        if self.unsent.len() + bytes.len() <= UNSENT {
            self.unsent.extend(bytes);
        }
        self.write();
    }

    /// Writes what the server takes. What fails is a line that is over, which somebody may still act on.
    fn write(&mut self) {
        while let Ok(written @ 1..) = self.stream.write(self.unsent.as_slices().0) {
            self.unsent.drain(..written);
        }
    }

    /// Reads a part of what has come: the tokens in it.
    fn read(&mut self) -> Vec<String> {
        let mut came = vec![0; 16 << 10];
        let len = self.stream.read(&mut came).unwrap_or_default();
        let came = String::from_utf8_lossy(&came[..len]);
        let after = came.split(r#""token":""#).skip(1);
        after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    }

    fn is_over(&self) -> bool {
        matches!(self.stream.peek(&mut [0]), Ok(0)) || self.stream.take_error().ok().flatten().is_some()
    }
}

/// All that the attackers have.
struct Crowd<'a> {
    server: &'a Server,
    dice: Dice,
    packets: Vec<String>,
    lines: Vec<Line>,
    /// Paths of polled sessions, and the header line that says where each comes from.
    sessions: Vec<(String, String)>,
    tokens: Vec<String>,
}

impl Crowd<'_> {
    fn act(&mut self) {
        match self.dice.roll(20) {
            0..4 => {
                let begins = self.dice.roll(2) == 0;
                self.open(begins);
            }
            4..6 => self.end(),
            6..9 => self.control(),
            9..14 => self.talk(),
            14 => self.read(),
            15 => self.ask_for_a_session(),
            16..19 => self.use_a_session(),
            _ => self.leave_and_connect(),
        }
        self.lines.iter_mut().for_each(Line::write);
    }

    /// A header line that says where a request comes from.
    fn from(&mut self) -> String {
        format!("x-forwarded-for: 198.51.{}.1\r\n", self.dice.roll(ADDRESSES))
    }

    fn request(&self, method: &str, path: &str, headers: &str) -> String {
        format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", raw::host(self.server))
    }

    /// Any line; none if there is none.
    fn any(&mut self) -> Option<&mut Line> {
        let at = self.dice.roll(self.lines.len());
        self.lines.get_mut(at)
    }

    fn add(&mut self, line: Line) {
        if self.lines.len() >= LINES {
            let at = self.dice.roll(self.lines.len());
            self.lines.swap_remove(at);
        }
        self.lines.push(line);
    }

    /// Opens a WebSocket and says something in the same breath, before the server has answered; and begins something large if
    /// it `begins`.
    fn open(&mut self, begins: bool) {
        let from = self.from();
        let path = match self.dice.roll(4) {
            0 if !self.sessions.is_empty() => {
                let (path, _) = self.dice.pick(&self.sessions);
                path.replace("transport=polling", "transport=websocket")
            }
            _ => "/socket.io/?EIO=4&transport=websocket".to_owned(),
        };
        let headers = "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\
                       sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let mut bytes = self.request("GET", &path, &format!("{headers}{from}")).into_bytes();
        let first: &[&[u8]] = match (path.contains("sid="), self.dice.roll(6)) {
            // Upgrades that are half done, done, or done out of turn.
            (true, 0) => &[],
            (true, 1) => &[b"5"],
            (true, 2) => &[b"2probe", b"2probe"],
            (true, 3) => &[b"2probe"],
            (true, _) => &[b"2probe", b"5", b"40"],
            (false, 0) => &[],
            (false, 1) => &[b"40", b"40"],
            (false, _) => &[b"40", br#"42["join",{"want":"any"}]"#],
        };
        bytes.extend(first.iter().flat_map(|packet| raw::frame(true, 1, packet)));
        if begins {
            // Never ended.
            bytes.extend(raw::frame(false, 2, &vec![b'x'; MESSAGE - 1]));
        }
        let cut = if self.dice.roll(8) == 0 { self.dice.roll(bytes.len()) } else { bytes.len() };
        let narrow = self.dice.roll(2) == 0;
        let mut line = Line::open(self.server, narrow);
        line.say(&bytes[..cut]);
        self.add(line);
    }

    /// Ends a line: with a goodbye, at once, on one side alone; or in the middle of a packet.
    fn end(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let at = self.dice.roll(self.lines.len());
        let how = self.dice.roll(6);
        let packet = self.packet();
        let cut = self.dice.roll(packet.len());
        let line = &mut self.lines[at];
        match how {
            0 => line.say(&raw::frame(true, 8, &1_001_u16.to_be_bytes())),
            1 => drop(line.stream.shutdown(Shutdown::Write)),
            2 => drop(line.stream.shutdown(Shutdown::Read)),
            _ => {
                line.say(&packet[..cut]);
                if how < 5 {
                    // A reset in place of an orderly end.
                    let _over = SockRef::from(&line.stream).set_linger(Some(Duration::ZERO));
                }
                self.lines.swap_remove(at);
            }
        }
    }

    /// Pings, pongs and closes: one or a flood, small or too large, alone or in the middle of a message.
    fn control(&mut self) {
        let opcode = *self.dice.pick(&[8, 9, 9, 9, 10, 11]);
        let len = *self.dice.pick(&[0, 1, 2, 125, 125, 126]);
        let last = self.dice.roll(20) > 0;
        let control = raw::frame(last, opcode, &vec![b'p'; len]);
        let times = *self.dice.pick(&[1, 3, 25, 2_000]);
        let bytes = match self.dice.roll(4) {
            // Between the fragments of a message, which may never end.
            0 => {
                let packet = self.dice.pick(&self.packets).clone().into_bytes();
                let (first, rest) = packet.split_at(packet.len() / 2);
                let begun = [raw::frame(false, 1, first), control].concat();
                let end = if self.dice.roll(2) == 0 { raw::frame(true, 0, rest) } else { Vec::new() };
                [begun, end].concat()
            }
            _ => control.repeat(times),
        };
        if let Some(line) = self.any() {
            line.say(&bytes);
        }
    }

    /// A frame with something that the server knows.
    fn packet(&mut self) -> Vec<u8> {
        let packet = match self.dice.roll(8) {
            0 => format!(
                r#"42["offer",{{"description":{{"type":"offer","sdp":"{}"}}}}]"#,
                "x".repeat(self.dice.roll(17_000))
            ),
            1 if !self.tokens.is_empty() => {
                format!(r#"421["resume",{{"token":"{}"}}]"#, self.dice.pick(&self.tokens))
            }
            2 => r#"421["next",{}]"#.to_owned(),
            3 => r#"421["renew",{"call":"none"}]"#.to_owned(),
            _ => self.dice.pick(&self.packets).clone(),
        };
        match self.dice.roll(10) {
            // Large, and begun only; or in pieces.
            0..3 => raw::frame(false, 2, &vec![b'x'; self.dice.roll(64 << 10)]),
            3 => raw::frame(true, 1, packet.as_bytes()).repeat(1 + self.dice.roll(200)),
            4 => packet
                .as_bytes()
                .chunks(1 + self.dice.roll(9))
                .enumerate()
                .flat_map(|(n, piece)| raw::frame(n * 9 >= packet.len(), u8::from(n == 0), piece))
                .collect(),
            _ => raw::frame(true, 1, packet.as_bytes()),
        }
    }

    fn talk(&mut self) {
        let packet = self.packet();
        if let Some(line) = self.any() {
            line.say(&packet);
        }
    }

    fn read(&mut self) {
        self.tokens.extend(self.lines.iter_mut().step_by(2).flat_map(Line::read));
        let old = self.tokens.len().saturating_sub(TOKENS);
        self.tokens.drain(..old);
        self.lines.retain(|line| !line.is_over());
    }

    /// The client of one socket is somebody new, again and again.
    fn leave_and_connect(&mut self) {
        let packets = [&b"41"[..], b"40", br#"42["join",{"want":"any"}]"#];
        let frames: Vec<u8> = packets.iter().flat_map(|packet| raw::frame(true, 1, packet)).collect();
        let times = 1 + self.dice.roll(5);
        if let Some(line) = self.any() {
            line.say(&frames.repeat(times));
        }
    }

    fn ask_for_a_session(&mut self) {
        let from = self.from();
        let Ok(polled) = Polled::try_open(self.server, &from) else { return };
        if self.sessions.len() >= SESSIONS {
            let at = self.dice.roll(SESSIONS);
            self.sessions.swap_remove(at);
        }
        self.sessions.push((polled.path, from));
    }

    /// Polls or says something on a session, perhaps while others do, from elsewhere, after its end; and perhaps not to the
    /// end.
    fn use_a_session(&mut self) {
        if self.sessions.is_empty() {
            return;
        }
        let (path, own) = self.dice.pick(&self.sessions).clone();
        let from = if self.dice.roll(10) == 0 { self.from() } else { own };
        let mut bytes = if self.dice.roll(2) == 0 {
            self.request("GET", &path, &from).into_bytes()
        } else {
            let body = match self.dice.roll(6) {
                0 => "1".to_owned(),
                1 => "3".to_owned(),
                2 => "40".to_owned(),
                3 => ["41", "40", r#"42["join",{"want":"any"}]"#].join("\x1e"),
                _ => (0..=self.dice.roll(40))
                    .map(|_| self.dice.pick(&self.packets).as_str())
                    .collect::<Vec<_>>()
                    .join("\x1e"),
            };
            let len = format!("content-length: {}\r\n{from}", body.len());
            (self.request("POST", &path, &len) + &body).into_bytes()
        };
        if self.dice.roll(5) == 0 {
            bytes.truncate(self.dice.roll(bytes.len()));
        }
        let narrow = self.dice.roll(2) == 0;
        let mut line = Line::open(self.server, narrow);
        line.say(&bytes);
        // Gone before the server can answer.
        if self.dice.roll(5) > 0 {
            self.add(line);
        }
    }
}

/// Two who talk, and notice nothing.
struct Talkers {
    one: Caller,
    other: Caller,
    call: String,
    said: usize,
}

impl Talkers {
    async fn talk(&mut self) {
        for _ in 0..2 {
            self.said += 1;
            self.one.says_raw("signal", &json!({ "call": self.call, "n": self.said })).await;
            assert_eq!(self.other.hears_signal().await["n"], self.said);
            std::mem::swap(&mut self.one, &mut self.other);
        }
    }
}

/// One of the server's own figures.
fn figure(metrics: &str, name: &str) -> u64 {
    let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap();
    value.parse().unwrap()
}

#[tokio::test]
async fn nothing_that_is_done_with_a_line_takes_more_than_the_budgets_or_reaches_a_call() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let lasts = setting("FUZZ_SECONDS").map(Duration::from_secs);
    let seed = setting("FUZZ_SEED").unwrap_or(0x00CA_11ED);
    println!("seed {seed}");
    let budget = (BUDGET_KIB * 1024).to_string();
    let server = server::start(&[
        "--trusted-proxies",
        "127.0.0.0/8",
        "--limits-exempt",
        "127.0.0.0/8",
        "--limits-total-outbox-bytes",
        &budget,
        "--limits-total-inbox-bytes",
        &budget,
        "--limits-total-offer-bytes",
        &budget,
        "--limits-message-bytes",
        &MESSAGE.to_string(),
    ]);
    let (one, other, call) = server.call().await;
    let mut talkers = Talkers { one, other, call, said: 0 };
    let mut crowd = Crowd {
        server: &server,
        dice: Dice(seed),
        packets: malformed_packets::known(),
        lines: Vec::new(),
        sessions: Vec::new(),
        tokens: Vec::new(),
    };
    // What connections take by themselves isn't what is looked for.
    (0..LINES).for_each(|_| crowd.open(false));
    (0..SESSIONS).for_each(|_| crowd.ask_for_a_session());
    talkers.talk().await;
    let referee = Referee::new(&server);
    let (begun, mut acts, mut most, mut resident) = (Instant::now(), 0, 0, Vec::new());
    while lasts.map_or(acts < ACTS, |lasts| begun.elapsed() < lasts) {
        for _ in 0..LOOK_EVERY {
            crowd.act();
        }
        acts += LOOK_EVERY;
        let metrics = server.metrics();
        assert!(!server.has_panicked(), "seed {seed}: {}", server.log());
        // Not all who are connected have a line at this moment.
        let connections = LINES + figure(&metrics, "calln_connections") as usize;
        most = most.max(connections);
        for name in ["calln_outbox_bytes", "calln_inbox_bytes"] {
            let allowed = BUDGET_KIB * 1024 + connections as u64 * (8 << 10);
            assert!(figure(&metrics, name) <= allowed, "seed {seed}: {name} {}", figure(&metrics, name));
        }
        assert!(figure(&metrics, "calln_offers_bytes") <= BUDGET_KIB * 1024, "seed {seed}");
        referee.judge_within(&server, 3 * BUDGET_KIB + SLACK_KIB);
        resident.push(server.resident_kib());
        talkers.talk().await;
    }
    let grown = referee.judge_within(&server, 3 * BUDGET_KIB + SLACK_KIB);
    let matches = figure(&server.metrics(), "calln_matches_total");
    assert!(matches > 10 && !crowd.tokens.is_empty(), "seed {seed}: the crowd came to nothing");
    drop(crowd);
    let ended = Instant::now();
    loop {
        talkers.talk().await;
        let metrics = server.metrics();
        let left = ["calln_connections", "calln_inbox_bytes", "calln_offers_bytes"]
            .map(|name| figure(&metrics, name));
        if left[0] == 2 && left[2] == 0 {
            break;
        }
        assert!(ended.elapsed() < GONE_WITHIN, "seed {seed}: {left:?} is left");
    }
    let quarter = |n: usize| resident[(resident.len() - 1) * n / 4];
    println!(
        "{acts} acts on {LINES} lines in {:.0?}, seed {seed}: memory grew by {grown} KiB at its peak with three budgets of \
         {BUDGET_KIB} KiB and up to {most} connections, in {matches} calls; resident {:?} KiB after each quarter; all gone {:.0?} after the end",
        begun.elapsed(),
        [quarter(1), quarter(2), quarter(3), quarter(4)],
        ended.elapsed()
    );
}
