//! Bytes on a TCP connection, as no client would send them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::server::Server;

/// Longer than the server waits for anything. What it doesn't close within this, it would keep.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn host(server: &Server) -> &str {
    server.url.strip_prefix("http://").unwrap()
}

pub(crate) fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(host(server)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Asks for a WebSocket with these header lines besides, each with its end; the status code of the answer.
pub(crate) fn upgrade(server: &Server, headers: &str) -> (TcpStream, u16) {
    upgrade_at(server, host(server), "/socket.io/?EIO=4&transport=websocket", headers)
}

/// Asks for a WebSocket at another host than the server's: the status code of the answer.
pub(crate) fn upgrade_host(server: &Server, host: &str, headers: &str) -> u16 {
    upgrade_at(server, host, "/socket.io/?EIO=4&transport=websocket", headers).1
}

/// Asks for a WebSocket for a session that is polled.
pub(crate) fn upgrade_session(server: &Server, sid: &str, headers: &str) -> (TcpStream, u16) {
    let path = format!("/socket.io/?EIO=4&transport=websocket&sid={sid}");
    upgrade_at(server, host(server), &path, headers)
}

/// Status code and body of a GET at another host than the server's.
pub(crate) fn ask_host(server: &Server, path: &str, host: &str, headers: &str) -> (u16, String) {
    let mut stream = connect(server);
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// Asks for a WebSocket on a connection of one's own; the status code of the answer.
pub(crate) fn upgrade_on(stream: &mut TcpStream, server: &Server) -> u16 {
    ask_upgrade(stream, host(server), "/socket.io/?EIO=4&transport=websocket", "")
}

fn upgrade_at(server: &Server, host: &str, path: &str, headers: &str) -> (TcpStream, u16) {
    let mut stream = connect(server);
    let status = ask_upgrade(&mut stream, host, path, headers);
    (stream, status)
}

fn ask_upgrade(stream: &mut TcpStream, host: &str, path: &str, headers: &str) -> u16 {
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\n\
         connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    )
    .unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A WebSocket in the main namespace.
pub(crate) fn connected(server: &Server) -> TcpStream {
    let (mut stream, status) = upgrade(server, &format!("origin: {}\r\n", server.url));
    assert_eq!(status, 101);
    stream.write_all(&frame(true, 1, b"40")).unwrap();
    stream
}

/// A client's frame (RFC 6455, section 5.2), masked with zeros.
pub(crate) fn frame(last: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![u8::from(last) << 7 | opcode];
    match payload.len() {
        len @ 0..126 => frame.push(0x80 | len as u8),
        len @ 126..65_536 => {
            frame.push(0x80 | 126);
            frame.extend((len as u16).to_be_bytes());
        }
        len => {
            frame.push(0x80 | 127);
            frame.extend((len as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// Reads until the server closes. Panics if it doesn't.
pub(crate) fn sees_the_end(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("the connection is still open after {PATIENCE:?}")
            }
            Err(_) => return,
        }
    }
}
