//! One address opens connection after connection, and keeps them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::polled::answer;
use crate::raw;
use crate::server::{self, Server};

const LIMIT: usize = 50;
const KEPT: usize = 4;

/// A server that counts what comes from this machine.
fn start(settings: &[&str]) -> Server {
    server::start(&[&["--limits-exempt", "192.0.2.0/24"], settings].concat())
}

#[test]
fn an_address_has_so_many_connections_and_the_next_is_told_so() {
    let server = start(&["--limits-connections-per-address", &LIMIT.to_string()]);
    let mut open: Vec<_> = (0..LIMIT).map(|_| raw::connect(&server)).collect();
    let mut turned_away = raw::connect(&server);
    assert_eq!(answer(&mut turned_away), (429, "too many connections are open from you now\n".to_owned()));
    // With each that goes there is room for another.
    open.pop();
    while server_is_full(&server) {}
    println!("{LIMIT} connections from one address, and not one more");
}

fn server_is_full(server: &Server) -> bool {
    let mut stream = raw::connect(server);
    let _closed = write!(stream, "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    answer(&mut stream).0 != 200
}

#[test]
fn idle_connections_are_kept_for_proxies_and_only_so_many_for_each_address() {
    let server =
        start(&["--limits-idle-connections-per-address", &KEPT.to_string(), "--limits-idle-within", "600"]);
    let mut streams: Vec<_> = (0..KEPT + 3).map(|_| raw::connect(&server)).collect();
    let kept: Vec<_> = streams.iter_mut().map(is_kept).collect();
    // Those that are closed make room for those that come after them.
    assert_eq!(kept.iter().filter(|kept| **kept).count(), KEPT, "{kept:?}");
    let mut again: Vec<_> = streams.into_iter().zip(kept).filter(|(_, kept)| *kept).collect();
    assert!(again.iter_mut().all(|(stream, _)| is_kept(stream)), "a kept connection takes another request");
    println!("of {} idle connections, {KEPT} are kept", KEPT + 3);
}

/// Asks something; whether the connection is kept after the answer.
fn is_kept(stream: &mut TcpStream) -> bool {
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\nok") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    !String::from_utf8(head).unwrap().to_lowercase().contains("connection: close")
}
