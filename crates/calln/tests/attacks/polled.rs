//! A client that polls, as no client would.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::raw;
use crate::server::Server;

const PATH: &str = "/socket.io/?EIO=4&transport=polling";

/// A session over HTTP long polling.
#[derive(Debug)]
pub(crate) struct Polled {
    pub(crate) path: String,
    /// Header lines of each request, each with its end.
    headers: String,
}

impl Polled {
    /// A new session, opened with these header lines.
    pub(crate) fn open(server: &Server, headers: &str) -> Self {
        Self::try_open(server, headers).expect("a session")
    }

    /// The same, or status and text of the refusal.
    pub(crate) fn try_open(server: &Server, headers: &str) -> Result<Self, (u16, String)> {
        let (status, open) = server.ask("GET", PATH, headers);
        if status != 200 {
            return Err((status, open));
        }
        let sid = open.split('"').nth(3).unwrap();
        Ok(Self { path: format!("{PATH}&sid={sid}"), headers: headers.to_owned() })
    }

    /// The same, connected to the main namespace.
    pub(crate) fn connected(server: &Server, headers: &str) -> Self {
        let polled = Self::open(server, headers);
        assert_eq!(polled.post(server, "40").0, 200);
        polled
    }

    pub(crate) fn sid(&self) -> &str {
        self.path.rsplit('=').next().unwrap()
    }

    /// Status and answer of a body.
    pub(crate) fn post(&self, server: &Server, body: &str) -> (u16, String) {
        let mut stream = self.begin_post(server, body.len());
        stream.write_all(body.as_bytes()).unwrap();
        answer(&mut stream)
    }

    /// A body of so many bytes of which none have come yet.
    pub(crate) fn begin_post(&self, server: &Server, len: usize) -> TcpStream {
        begin(server, "POST", &self.path, &format!("content-length: {len}\r\n{}", self.headers))
    }

    /// Status and payload of a poll.
    pub(crate) fn poll(&self, server: &Server) -> (u16, String) {
        server.ask("GET", &self.path, &self.headers)
    }

    /// Polls until something that begins with `packet` has come: the packet.
    pub(crate) fn hears(&self, server: &Server, packet: &str) -> String {
        loop {
            let (status, payload) = self.poll(server);
            assert_eq!(status, 200, "{payload}");
            if let Some(found) = payload.split('\x1e').find(|it| it.starts_with(packet)) {
                return found.to_owned();
            }
            if payload.split('\x1e').any(|it| it == "2") {
                assert_eq!(self.post(server, "3").0, 200);
            }
        }
    }
}

/// The head of a request, sent.
pub(crate) fn begin(server: &Server, method: &str, path: &str, headers: &str) -> TcpStream {
    let mut stream = raw::connect(server);
    let host = raw::host(server);
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n").unwrap();
    stream
}

/// Status and body of the answer, once the server has closed. Status 0: it closed without one.
pub(crate) fn answer(stream: &mut TcpStream) -> (u16, String) {
    let mut response = Vec::new();
    let _reset = stream.read_to_end(&mut response);
    let response = String::from_utf8(response).unwrap();
    let Some((head, body)) = response.split_once("\r\n\r\n") else { return (0, response) };
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
