//! Input that claims to be, or is, larger than anybody needs.

use std::io::Write as _;
use std::time::{Duration, Instant};

use crate::polled::Polled;
use crate::raw;
use crate::server::{self, Server};

/// What the server's memory may grow by under any of this, in KiB: less than a hundredth of what is sent at it.
const GROWTH: u64 = 8 * 1024;
/// How long freed memory may take to go back to the system.
const SETTLES_WITHIN: Duration = Duration::from_secs(10);

#[test]
fn oversize_input_is_closed_and_leaves_no_trace_in_memory() {
    let server = server::start(&[]);
    // Warm: what any first connection allocates for good is there.
    many(&server, |server| raw::sees_the_end(endless_fragments(server)));
    let before = server.resident_kib();
    many(&server, |server| raw::sees_the_end(huge_head(server)));
    many(&server, |server| raw::sees_the_end(attachments(server)));
    many(&server, polled_attachments);
    many(&server, |server| raw::sees_the_end(huge_frame(server)));
    many(&server, |server| raw::sees_the_end(endless_fragments(server)));
    many(&server, |server| raw::sees_the_end(huge_body(server)));
    let after = settled(&server, before + GROWTH);
    assert!(after < before + GROWTH, "{before} KiB before, {after} KiB after");
    println!(
        "6 kinds of oversize input, 50 times each: all closed; {before} KiB resident before, {after} KiB after"
    );
}

/// The server's memory once it is below `limit`, or when it has had its time. An allocator gives back what was freed a
/// little later, while it is asked for more.
fn settled(server: &Server, limit: u64) -> u64 {
    let deadline = Instant::now() + SETTLES_WITHIN;
    loop {
        assert_eq!(server.get("/readyz").0, 200);
        let now = server.resident_kib();
        if now < limit || Instant::now() > deadline {
            return now;
        }
    }
}

fn many(server: &Server, attack: impl Fn(&Server) + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| attack(server));
        }
    });
}

/// A header section of 1 MiB.
fn huge_head(server: &Server) -> std::net::TcpStream {
    let mut stream = raw::connect(server);
    let _refused = write!(stream, "GET / HTTP/1.1\r\nhost: {}\r\n", raw::host(server));
    for n in 0..1_024 {
        if write!(stream, "x-{n}: {}\r\n", "y".repeat(1_000)).is_err() {
            break;
        }
    }
    stream
}

/// An event that announces a million attachments.
fn attachments(server: &Server) -> std::net::TcpStream {
    let mut stream = raw::connected(server);
    let _refused =
        stream.write_all(&raw::frame(true, 1, br#"451000000-["image",{"_placeholder":true,"num":0}]"#));
    stream
}

/// The same in a body.
fn polled_attachments(server: &Server) {
    let polled = Polled::connected(server, "");
    let refused = polled.post(server, r#"451000000-["image",{"_placeholder":true,"num":0}]"#);
    assert_eq!((refused.0, polled.poll(server).0), (400, 400), "{}", refused.1);
}

/// A frame that announces 2⁶² bytes.
fn huge_frame(server: &Server) -> std::net::TcpStream {
    let mut stream = raw::connected(server);
    let mut head = vec![0x82, 0x80 | 127];
    head.extend((1_u64 << 62).to_be_bytes());
    head.extend([0; 4]);
    let _refused = stream.write_all(&head);
    stream
}

/// A message that never ends, in pieces of 64 KiB.
fn endless_fragments(server: &Server) -> std::net::TcpStream {
    let mut stream = raw::connected(server);
    let piece = vec![b'x'; 64 * 1024];
    let mut opcode = 1;
    while stream.write_all(&raw::frame(false, opcode, &piece)).is_ok() {
        opcode = 0;
    }
    stream
}

/// A polling body that announces 1 GiB.
fn huge_body(server: &Server) -> std::net::TcpStream {
    let (_, open) = server.ask("GET", "/socket.io/?EIO=4&transport=polling", "");
    let sid = open.split('"').nth(3).unwrap().to_owned();
    let mut stream = raw::connect(server);
    let _refused = write!(
        stream,
        "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nhost: {}\r\ncontent-length: 1073741824\r\n\
         connection: close\r\n\r\n4",
        raw::host(server)
    );
    stream
}
