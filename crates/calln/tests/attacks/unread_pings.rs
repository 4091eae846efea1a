//! Clients that ping without end and read nothing: each ping asks for an answer, which somebody would have to keep.
//! Over WebSocket, and the one that is to take over a polled session: HTTP has no control frames.

use std::io::{ErrorKind, Write as _};
use std::net::TcpStream;

use socket2::SockRef;

use crate::raw;
use crate::server::{self, Server};

const CLIENTS: usize = 20;
/// What each tries to send.
const FLOOD: usize = 16 << 20;
/// What the server's memory may grow by under all of them, in KiB.
const GROWTH: u64 = 8 << 10;

#[test]
fn unread_pings_are_closed_and_leave_no_trace_in_memory() {
    let server = server::start(&[]);
    // Warm: what any first connections allocate for good is there.
    all(|| flood(raw::connected(&server)));
    let before = server.resident_kib();
    let connected = all(|| flood(raw::connected(&server)));
    let unconnected = all(|| flood(raw::upgrade(&server, "").0));
    let probes = all(|| flood(probe(&server)));
    let grown = server.peak_kib().saturating_sub(before);
    println!(
        "{CLIENTS} clients each of 3 kinds sent {connected}, {unconnected} and {probes} kB of pings until they were \
         closed; memory grew by {grown} KiB at its peak"
    );
    assert!(grown < GROWTH, "{grown} KiB");
    assert_eq!(server.get("/readyz").0, 200);
}

/// Does so from all clients at once; how many kB they got rid of together.
fn all(attack: impl Fn() -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(&attack)).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum::<usize>() / 1_000
    })
}

/// A WebSocket that is to take over a polled session, and never says so.
fn probe(server: &Server) -> TcpStream {
    let (_, open) = server.ask("GET", "/socket.io/?EIO=4&transport=polling", "");
    let sid = open.split('"').nth(3).unwrap().to_owned();
    raw::upgrade_session(server, &sid, "").0
}

/// Pings until the server closes; how many bytes it took. Panics if it takes all of them.
fn flood(mut stream: TcpStream) -> usize {
    SockRef::from(&stream).set_recv_buffer_size(4096).unwrap();
    let pings = raw::frame(true, 9, &[b'p'; 125]).repeat(1_000);
    let mut sent = 0;
    while sent < FLOOD {
        match stream.write(&pings) {
            Ok(written) => sent += written,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("neither taken nor closed")
            }
            Err(_) => return sent,
        }
    }
    panic!("the server took {sent} bytes of pings")
}
