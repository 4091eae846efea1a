//! A client that is told to wait, and doesn't: refusals cost an answer each.

use std::io::Write as _;

use crate::polled::Polled;
use crate::raw;
use crate::server::{self, Server};

const FROM: &str = "x-forwarded-for: 192.0.2.1\r\n";
const TIMES: usize = 100;
/// Refused as too much of it at once, as malformed, and as too large.
const REFUSED: [&str; 3] =
    [r#"42["typing",{"call":"none"}]"#, r#"42["chat",{"call":"none"}]"#, r#"42["keys",{"message":1}]"#];

fn start() -> Server {
    server::start(&["--trusted-proxies", "127.0.0.0/8"])
}

/// How many refusals the server has counted. Panics if it went on for longer than it should.
fn refused(server: &Server) -> usize {
    let metrics = server.metrics();
    let counts = metrics.lines().filter(|line| line.starts_with("calln_refused_total{"));
    let count = counts.map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum();
    assert!((20..40).contains(&count), "{count} refusals");
    count
}

#[test]
fn who_is_refused_what_goes_to_a_partner_is_let_go_like_anybody() {
    for event in REFUSED {
        let server = start();
        let (mut stream, status) = raw::upgrade(&server, FROM);
        assert_eq!(status, 101);
        let _closed = stream.write_all(&raw::frame(true, 1, b"40"));
        let _closed = stream.write_all(&raw::frame(true, 1, event.as_bytes()).repeat(TIMES));
        raw::sees_the_end(stream);
        let over_websocket = refused(&server);

        let server = start();
        let polled = Polled::connected(&server, FROM);
        let taken = (0..TIMES).take_while(|_| polled.post(&server, event).0 == 200).count();
        assert!(taken < TIMES, "still connected");
        println!("{event}: closed after {over_websocket} refusals, polled after {}", refused(&server));
    }
}
