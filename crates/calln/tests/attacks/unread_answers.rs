//! Clients that ask without end and read no answer.

use std::io::{ErrorKind, Write as _};
use std::net::TcpStream;

use socket2::SockRef;

use crate::polled::Polled;
use crate::raw;
use crate::referee::Referee;
use crate::server::{self, Server};

const CLIENTS: usize = 100;
const BUDGET_KIB: u64 = 4 * 1024;
/// What the requests may take that have come and wait: `limits.total_inbox_bytes`, of which they can't use more than this.
const INBOX_KIB: u64 = CLIENTS as u64 * 64;
/// What each tries to ask.
const ASKED: usize = 8 << 20;

fn start() -> Server {
    // The server's own answers have a budget even where nobody's requests are counted.
    server::start(&["--limits-total-outbox-bytes", &(BUDGET_KIB * 1024).to_string()])
}

/// Requests that are answered at once and without the lobby.
fn questions() -> Vec<u8> {
    raw::frame(true, 1, br#"421["renew",{"call":"none"}]"#).repeat(500)
}

#[test]
fn answers_that_nobody_reads_stay_within_the_budget() {
    let server = start();
    let referee = Referee::new(&server);
    let asked = all(|| ask(raw::connected(&server)));
    let grown = referee.judge(&server, BUDGET_KIB + INBOX_KIB, CLIENTS);
    println!(
        "{CLIENTS} clients asked {asked} kB until they were closed, and read nothing: memory grew by {grown} KiB with a \
         budget of {BUDGET_KIB} KiB"
    );
}

#[test]
fn answers_that_nobody_polls_for_stay_within_the_budget() {
    let server = start();
    let referee = Referee::new(&server);
    let asked = all(|| {
        let polled = Polled::connected(&server, "");
        let body = [r#"421["renew",{"call":"none"}]"#; 1_500].join("\x1e");
        (0..20).take_while(|_| polled.post(&server, &body).0 == 200).count() * body.len()
    });
    let grown = referee.judge(&server, BUDGET_KIB + INBOX_KIB, CLIENTS);
    println!("{CLIENTS} clients asked {asked} kB and polled for nothing: memory grew by {grown} KiB");
}

/// Does so from all clients at once; how many kB they got rid of together.
fn all(attack: impl Fn() -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(&attack)).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum::<usize>() / 1_000
    })
}

/// Asks until the server closes, or has taken more than it should; how many bytes it took.
fn ask(mut stream: TcpStream) -> usize {
    SockRef::from(&stream).set_recv_buffer_size(4096).unwrap();
    let questions = questions();
    let mut sent = 0;
    while sent < ASKED {
        match stream.write(&questions) {
            Ok(written) => sent += written,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("neither taken nor closed")
            }
            Err(_) => break,
        }
    }
    sent
}
