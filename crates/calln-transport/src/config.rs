//! What an operator may set, with the default and the reason for each number.

use std::time::Duration;

/// How a server behaves. The defaults suit a relay of small messages.
#[derive(Clone, Debug)]
pub struct Config {
    /// Path of the endpoint, slashes included. Default `/socket.io/`, where official clients look.
    pub path: String,
    /// Time from one heartbeat answered to the next one sent. Default 25 s: under the minute after which home
    /// routers forget a silent connection.
    pub ping_interval: Duration,
    /// Time that a client has to answer a heartbeat. Default 20 s, as in the reference server.
    pub ping_timeout: Duration,
    /// Largest message in bytes: a WebSocket message, however fragmented, or an HTTP body. Default 512 KiB.
    pub max_message_bytes: usize,
    /// Most binary attachments that one event may announce. Default 1.
    pub max_attachments: usize,
    /// Time from the Engine.IO handshake, or from leaving the last namespace, to the next Socket.IO CONNECT.
    /// Default 5 s.
    pub connect_timeout: Duration,
    /// Time in which something begun must be complete: an HTTP header, an HTTP body, an event's attachments, an
    /// upgrade from polling to WebSocket. It is also how long an idle HTTP connection is kept. Default 5 s.
    pub packet_timeout: Duration,
    /// Time after which a client that takes no byte of what is written to it counts as gone. Default 10 s.
    pub write_timeout: Duration,
    /// Time that a closing connection has to take what is queued for it and to say goodbye. Default 2 s.
    pub close_timeout: Duration,
    /// Most bytes waiting for one connection, frame overhead included. Default 1 MiB: two of the largest messages.
    /// A connection may hold a read buffer of 4 KiB and a write buffer of up to 16 KiB besides.
    pub outbox_bytes: usize,
    /// Most bytes waiting for all connections together. Default 64 MiB. The closer to it, the less may wait for each
    /// before those who send to it are held up; beyond it, a connection that has anything waiting is closed rather than
    /// sent more of what others relay to it.
    pub total_outbox_bytes: usize,
    /// How long a connection may have a quarter of `outbox_bytes` waiting, or its share of `total_outbox_bytes` where
    /// that is less, before it is closed. Default 10 s: who is held up by it answers no heartbeat meanwhile.
    pub congestion_timeout: Duration,
    /// Which pages may connect. Default [`Origins::SameHost`].
    pub origins: Origins,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            path: "/socket.io/".into(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            max_message_bytes: 512 << 10,
            max_attachments: 1,
            connect_timeout: Duration::from_secs(5),
            packet_timeout: Duration::from_secs(5),
            write_timeout: Duration::from_secs(10),
            close_timeout: Duration::from_secs(2),
            outbox_bytes: 1 << 20,
            total_outbox_bytes: 64 << 20,
            congestion_timeout: Duration::from_secs(10),
            origins: Origins::SameHost,
        }
    }
}

/// Which pages may connect (RFC 6454). Checked on every request, WebSocket or polling, because a browser lets
/// any page open a WebSocket to any host.
///
/// A request without `Origin` is a native client's, or a browser's own same-origin `GET`. It is let in unless
/// `Sec-Fetch-Site`, which browsers send and pages can't forge, says `cross-site` or `same-site`. The origin
/// `null` (sandboxed frames, local files) is let in by [`Origins::Any`] only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origins {
    /// Pages whose origin's host and port are those of the request's `Host`.
    SameHost,
    /// The same, and pages of these origins (`https://example.org`).
    Listed(Vec<String>),
    /// Every page. For services that hold nothing a stranger's page could misuse.
    Any,
}
