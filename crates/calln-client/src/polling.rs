//! HTTP long polling (Engine.IO v4): one TCP connection on which a request always waits for packets, and another that brings
//! the client's own.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{self, ErrorKind};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};

use super::target::{ConnectError, Target};
use super::tcp::tcp;
use super::{ClientError, packet};

const PATH: &str = "/socket.io/?EIO=4&transport=polling";
/// Between two packets of a payload.
const SEPARATOR: char = '\x1e';
/// Largest body, in bytes, unless a single packet is larger: the server's default limit is 64 KiB.
const BODY_BYTES: usize = 48 * 1024;

/// A session that is polled.
pub(super) struct Polling {
    poll: Exchange,
    post: Exchange,
    /// The head of each poll.
    get: String,
    /// The head of each body, up to its length.
    post_head: String,
    /// The next poll isn't on its way yet.
    poll_due: bool,
    /// A body's answer hasn't come yet.
    posting: bool,
    received: VecDeque<Message>,
    /// Packets that wait for [`Polling::flush`].
    outgoing: VecDeque<String>,
}

impl Polling {
    /// Opens a session, and connects it to the main namespace with this payload.
    pub(super) async fn open(target: &Target, index: usize, auth: &str) -> Result<Self, ConnectError> {
        let headers = headers(target);
        let mut poll = Exchange::connect(target, index).await.map_err(ConnectError::Tcp)?;
        poll.ask(format!("GET {PATH} HTTP/1.1\r\n{headers}\r\n").as_bytes());
        let (status, open) = poll.answer().await.map_err(ConnectError::Tcp)?;
        if status != 200 {
            return Err(ConnectError::Refused(status));
        }
        let open = String::from_utf8(open).map_err(|_| ConnectError::Session)?;
        let sid = open.split('"').nth(3).ok_or(ConnectError::Session)?;
        let mut polling = Self {
            poll,
            post: Exchange::connect(target, index).await.map_err(ConnectError::Tcp)?,
            get: format!("GET {PATH}&sid={sid} HTTP/1.1\r\n{headers}\r\n"),
            post_head: format!("POST {PATH}&sid={sid} HTTP/1.1\r\n{headers}content-length: "),
            poll_due: true,
            posting: false,
            received: VecDeque::new(),
            outgoing: VecDeque::new(),
        };
        polling.feed(Message::Text(format!("{}{auth}", packet::CONNECT).into()));
        polling.flush().await.map_err(|_| ConnectError::Session)?;
        match polling.next().await {
            Ok(Message::Text(text)) if text.starts_with(packet::CONNECT) => Ok(polling),
            _ => Err(ConnectError::Session),
        }
    }

    /// Puts a packet behind those that wait.
    pub(super) fn feed(&mut self, message: Message) {
        match message {
            Message::Text(text) => self.outgoing.push_back(text.as_str().to_owned()),
            Message::Binary(bytes) => self.outgoing.push_back(format!("b{}", BASE64.encode(bytes))),
            // WebSocket's own have no place here.
            _ => {}
        }
    }

    /// Sends what waits, and returns once the server has taken all of it. Cancel safe.
    pub(super) async fn flush(&mut self) -> Result<(), ClientError> {
        loop {
            if self.posting {
                let (status, _) = self.post.answer().await.map_err(|_| ClientError::Closed)?;
                self.posting = false;
                if status != 200 {
                    return Err(ClientError::Closed);
                }
            }
            if self.outgoing.is_empty() {
                return Ok(());
            }
            self.post.is_open().await.map_err(|_| ClientError::Closed)?;
            let mut request = String::new();
            let body = self.body();
            // Writing to a string doesn't fail.
            let _ = write!(request, "{}{}\r\n\r\n{body}", self.post_head, body.len());
            self.post.ask(request.as_bytes());
            self.posting = true;
        }
    }

    /// As many of the packets that wait as go into one body.
    fn body(&mut self) -> String {
        let mut body = self.outgoing.pop_front().unwrap_or_default();
        while let Some(packet) = self.outgoing.pop_front_if(|packet| body.len() + packet.len() < BODY_BYTES) {
            body.push(SEPARATOR);
            body.push_str(&packet);
        }
        body
    }

    /// The next packet. Cancel safe. A poll is under way again before it returns, as a browser's would be.
    pub(super) async fn next(&mut self) -> Result<Message, ClientError> {
        loop {
            if self.poll_due {
                self.poll.is_open().await.map_err(|_| ClientError::Closed)?;
                self.poll.ask(self.get.as_bytes());
                self.poll_due = false;
            }
            if let Some(message) = self.received.pop_front() {
                return Ok(message);
            }
            let (status, payload) = self.poll.answer().await.map_err(|_| ClientError::Closed)?;
            self.poll_due = true;
            if status != 200 {
                return Err(ClientError::Closed);
            }
            let payload = String::from_utf8(payload).map_err(|_| ClientError::Protocol)?;
            for packet in payload.split(SEPARATOR).filter(|packet| *packet != packet::NOOP) {
                self.received.push_back(match packet.strip_prefix('b') {
                    Some(base64) => {
                        let bytes = BASE64.decode(base64).map_err(|_| ClientError::Protocol)?;
                        Message::Binary(Bytes::from(bytes))
                    }
                    None => Message::Text(Utf8Bytes::from(packet)),
                });
            }
        }
    }
}

/// The header lines of every request.
fn headers(target: &Target) -> String {
    let authority = &target.authority;
    let mut headers = format!("host: {authority}\r\norigin: http://{authority}\r\n");
    if let Some(caller) = target.forwarded_for {
        // Writing to a string doesn't fail.
        let _ = write!(headers, "x-forwarded-for: {caller}\r\n");
    }
    headers
}

/// A TCP connection with one request at a time on it.
struct Exchange {
    target: Target,
    index: usize,
    stream: TcpStream,
    /// The server closes the connection behind its answer.
    closing: bool,
    /// What of the request isn't written yet.
    request: Vec<u8>,
    /// What has come of the answer.
    response: Vec<u8>,
}

impl Exchange {
    async fn connect(target: &Target, index: usize) -> io::Result<Self> {
        let stream = tcp(target.address, index).await?;
        let (request, response) = (Vec::new(), Vec::new());
        Ok(Self { target: target.clone(), index, stream, closing: false, request, response })
    }

    /// Connects anew where the server has closed the connection behind an answer.
    async fn is_open(&mut self) -> io::Result<()> {
        if self.closing {
            self.stream = tcp(self.target.address, self.index).await?;
            self.closing = false;
        }
        Ok(())
    }

    /// Begins a request, which is usually written at once.
    fn ask(&mut self, request: &[u8]) {
        self.request.extend_from_slice(request);
        // What fails here fails in `answer` too, where it can be told.
        if let Ok(written) = self.stream.try_write(&self.request) {
            self.request.drain(..written);
        }
    }

    /// Status and body of the answer. Cancel safe.
    async fn answer(&mut self) -> io::Result<(u16, Vec<u8>)> {
        while !self.request.is_empty() {
            let written = self.stream.write(&self.request).await?;
            self.request.drain(..written);
        }
        loop {
            if let Some((status, closing, head, len)) = read_head(&self.response)?
                && self.response.len() >= head + len
            {
                let body = self.response.drain(..head + len).skip(head).collect();
                self.closing = closing;
                return Ok((status, body));
            }
            if self.stream.read_buf(&mut self.response).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// Status, whether the connection is closed behind it, and the lengths of head and body; none while the head isn't complete.
fn read_head(response: &[u8]) -> io::Result<Option<(u16, bool, usize, usize)>> {
    const END: &[u8] = b"\r\n\r\n";
    let Some(at) = response.windows(END.len()).position(|window| window == END) else { return Ok(None) };
    let malformed = || io::Error::from(ErrorKind::InvalidData);
    let head = std::str::from_utf8(&response[..at]).map_err(|_| malformed())?.to_ascii_lowercase();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(malformed)?;
    let field = |name: &str| lines.clone().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let len = field("content-length").and_then(|len| len.parse().ok()).ok_or_else(malformed)?;
    Ok(Some((status, field("connection") == Some("close"), at + END.len(), len)))
}
