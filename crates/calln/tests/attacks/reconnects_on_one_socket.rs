//! A client that leaves the namespace and connects again on the same connection, to be somebody new to every limit.

use std::io::Write as _;

use crate::polled::Polled;
use crate::raw;
use crate::server::{self, Server};

const FROM: &str = "x-forwarded-for: 192.0.2.1\r\n";
const TIMES: usize = 300;

fn start() -> Server {
    server::start(&["--trusted-proxies", "127.0.0.0/8"])
}

/// How many callers the server has let in. Panics if they are more than the limits of one connection allow: thirty
/// requests at once, one a second, and twenty refusals.
fn let_in(server: &Server) -> usize {
    let metrics = server.metrics();
    let count = metrics.lines().find_map(|line| line.strip_prefix("calln_connected_total ")).unwrap();
    let count = count.parse().unwrap();
    assert!(count <= 60, "{count} callers on one connection");
    count
}

#[test]
fn limits_belong_to_the_websocket_and_not_to_who_its_client_says_it_is() {
    let server = start();
    let (mut stream, status) = raw::upgrade(&server, FROM);
    assert_eq!(status, 101);
    let _closed = stream.write_all(&raw::frame(true, 1, b"40"));
    for _ in 0..TIMES {
        let packets = [&b"420[\"join\",{\"want\":\"any\"}]"[..], b"41", b"40"];
        if packets.iter().any(|packet| stream.write_all(&raw::frame(true, 1, packet)).is_err()) {
            break;
        }
    }
    raw::sees_the_end(stream);
    println!("{TIMES} times left and connected on one WebSocket: {} callers let in", let_in(&server));
}

#[test]
fn limits_belong_to_the_polled_session_and_not_to_who_its_client_says_it_is() {
    let server = start();
    let polled = Polled::connected(&server, FROM);
    let body = ["420[\"join\",{\"want\":\"any\"}]", "41", "40"].join("\x1e");
    for _ in 0..TIMES {
        let is_taken = polled.post(&server, &body).0 == 200;
        if !is_taken || polled.poll(&server).0 != 200 {
            break;
        }
    }
    println!("{TIMES} times left and connected by polling: {} callers let in", let_in(&server));
}
