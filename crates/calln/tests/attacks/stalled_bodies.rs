//! Requests whose body never comes, to every route: whoever waits for one could be kept waiting for ever.

use std::io::Write as _;

use crate::polled::{self, Polled, answer};
use crate::raw;
use crate::referee::Referee;
use crate::server;

const EACH: usize = 40;

/// Every route that there is, and ways that aren't routes. Status 0: the server closed without an answer.
const ROUTES: [(&str, &str); 8] = [
    ("POST", "/api/visit"),
    ("POST", "/api/check/relay"),
    ("DELETE", "/api/my-data"),
    ("GET", "/api/stats"),
    ("GET", "/"),
    ("POST", "/nowhere"),
    ("GET", "/socket.io/?EIO=4&transport=polling"),
    ("POST", "/socket.io/?EIO=4&transport=polling"),
];

#[test]
fn no_route_waits_for_a_body_that_never_comes() {
    let server = server::start(&["--analytics-own", "true"]);
    let referee = Referee::new(&server);
    let mut stalled = Vec::new();
    for (method, path) in ROUTES {
        for _ in 0..EACH {
            let headers = "content-type: application/json\r\ncontent-length: 100\r\n";
            let mut stream = polled::begin(&server, method, path, headers);
            stream.write_all(b"{").unwrap();
            stalled.push((path, stream));
        }
    }
    let mut sessions = Vec::new();
    for _ in 0..EACH {
        let polled = Polled::connected(&server, "");
        sessions.push(polled.begin_post(&server, 100));
    }
    // Meanwhile everybody else is served.
    let told = "content-type: application/json\r\ncontent-length: 16\r\n";
    let mut other = polled::begin(&server, "POST", "/api/visit", told);
    other.write_all(br#"{"event":"view"}"#).unwrap();
    assert!(matches!(answer(&mut other).0, 204 | 400));
    let mut waited = 0;
    for (path, mut stream) in stalled {
        let (status, said) = answer(&mut stream);
        if path == "/api/visit" {
            assert_eq!((status, said.trim_end()), (408, "the body was not complete in time"));
            waited += 1;
        }
    }
    for mut stream in sessions {
        assert_eq!(answer(&mut stream).0, 408);
        waited += 1;
    }
    let grown = referee.judge(&server, 0, (ROUTES.len() + 1) * EACH);
    println!(
        "{EACH} bodies to each of {} routes never came: all were answered or closed, {waited} with 408; memory grew by \
         {grown} KiB",
        ROUTES.len() + 1
    );
}

#[test]
fn a_body_larger_than_any_route_takes_is_refused_before_it_comes() {
    let server = server::start(&["--analytics-own", "true"]);
    let headers = "content-type: application/json\r\ncontent-length: 1000000000\r\n";
    let mut stream = polled::begin(&server, "POST", "/api/visit", headers);
    assert_eq!(answer(&mut stream).0, 413);
    let chunked = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    let mut stream = polled::begin(&server, "POST", "/api/visit", chunked);
    let piece = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    while stream.write_all(&piece).is_ok() {}
    raw::sees_the_end(stream);
    assert_eq!(server.get("/readyz").0, 200);
}
