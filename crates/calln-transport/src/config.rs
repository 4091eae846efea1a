//! What an operator may set, with the default and the reason for each number.

use std::time::Duration;

use crate::progress::LeastRate;

/// How a server behaves. The defaults suit a relay of small messages.
#[derive(Clone, Debug)]
pub struct Config {
    /// Path of the endpoint, slashes included. Default `/socket.io/`, where official clients look. Without its last slash it
    /// is the same, as with the official server.
    pub path: String,
    /// Time from one heartbeat answered to the next one sent. Default 25 s: under the minute after which home
    /// routers forget a silent connection.
    pub ping_interval: Duration,
    /// Time that a client has to answer a heartbeat. Default 20 s, as in the reference server.
    pub ping_timeout: Duration,
    /// Largest message in bytes: a WebSocket message, however fragmented, or an HTTP body. Default 64 KiB.
    pub max_message_bytes: usize,
    /// Most binary attachments that one event may announce. Default 1.
    pub max_attachments: usize,
    /// Time from the Engine.IO handshake, or from leaving the last namespace, to the next Socket.IO CONNECT.
    /// Default 5 s.
    pub connect_timeout: Duration,
    /// Bytes a second that must come, on the average of each [`Config::rate_window`], of something that a client has
    /// begun: a WebSocket message, an event's attachments, an HTTP body. What is slower is closed. Default 250: a tenth of
    /// what GPRS carries. Twice the time that [`Config::max_message_bytes`] takes at this rate is the longest in all.
    pub least_rate: u32,
    /// The window over which [`Config::least_rate`] is averaged, and so the longest silence in the middle of something.
    /// Default 20 s, as for a heartbeat.
    pub rate_window: Duration,
    /// Time in which an HTTP header must be complete. Default 15 s: a header of 1 KiB at 400 bytes a second takes three.
    pub head_timeout: Duration,
    /// Time for which an HTTP connection is kept between two requests. Default 75 s: longer than the pools of usual
    /// proxies, which would otherwise send a request into a connection that is being closed.
    pub idle_timeout: Duration,
    /// Time in which a WebSocket that is to replace polling must have done so. Default 20 s.
    pub upgrade_timeout: Duration,
    /// Time after which a client that takes no byte of what is written to it counts as gone. Default 10 s.
    pub write_timeout: Duration,
    /// Time that a closing connection has to take what is queued for it and to say goodbye. Default 2 s.
    pub close_timeout: Duration,
    /// Most bytes waiting for one connection, frame overhead included, until the kernel has taken them. Default 1 MiB.
    pub outbox_bytes: usize,
    /// Most bytes waiting for all connections together, whoever they come from. Default 64 MiB. The closer to it, the
    /// less may wait for each before those who send to it are held up; beyond it, a connection that has anything waiting is
    /// closed rather than sent more.
    pub total_outbox_bytes: usize,
    /// Most bytes of messages, bodies and attachments that have begun to come and are not complete, of all connections
    /// together. Default 32 MiB. One connection may hold an eighth of what is free; 8 KiB can always be held. Who would
    /// exceed that is closed ([`CloseReason::OverBudget`], HTTP 503).
    ///
    /// [`CloseReason::OverBudget`]: crate::CloseReason::OverBudget
    pub total_inbox_bytes: usize,
    /// How long a connection may have a quarter of `outbox_bytes` waiting, or its share of `total_outbox_bytes` where
    /// that is less, before it is closed. Default 10 s: who is held up by it answers no heartbeat meanwhile.
    pub congestion_timeout: Duration,
    /// Most TCP connections of all together. More are answered with HTTP 429 and closed. One provider (IPv4 /16, IPv6 /32)
    /// may have three times as many as are free, so that it never has all. A quarter may be HTTP at a time, shared out in
    /// the same way; the others are WebSockets. Default 32,768: 400 MiB, at 26 KiB for HTTP and 8 KiB for a WebSocket.
    pub connections: usize,
    /// Most TCP connections of one address, an IPv4 address or an IPv6 /64. More are answered with HTTP 429 and closed.
    /// Of those that haven't become WebSockets an IPv6 /64 may have a quarter, a /48 as many, and an IPv4 /24 twice as many.
    /// Default 4,096: a carrier's gateway with a thousand callers behind it, each with some connections for the page.
    pub connections_per_address: usize,
    /// Most HTTP connections of one IPv4 address or IPv6 /48 that are kept for a next request, a quarter of that of a /64
    /// and twice that of a /24. More are closed once they are answered, and all are once half of those that may be HTTP are
    /// open. Default 256.
    pub kept_per_address: usize,
    /// Which pages may connect. Default [`Origins::SameHost`].
    pub origins: Origins,
}

impl Config {
    /// How fast what has been begun must go on.
    pub(crate) fn rate(&self) -> LeastRate {
        LeastRate::new(self.least_rate, self.rate_window, self.max_message_bytes)
    }

    /// Whether a request's path is the endpoint's.
    pub(crate) fn is_endpoint(&self, path: &str) -> bool {
        path == self.path || self.path.strip_suffix('/') == Some(path)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            path: "/socket.io/".into(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            max_message_bytes: 64 << 10,
            max_attachments: 1,
            connect_timeout: Duration::from_secs(5),
            least_rate: 250,
            rate_window: Duration::from_secs(20),
            head_timeout: Duration::from_secs(15),
            idle_timeout: Duration::from_secs(75),
            upgrade_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(10),
            close_timeout: Duration::from_secs(2),
            outbox_bytes: 1 << 20,
            total_outbox_bytes: 64 << 20,
            total_inbox_bytes: 32 << 20,
            congestion_timeout: Duration::from_secs(10),
            connections: 32_768,
            connections_per_address: 4_096,
            kept_per_address: 256,
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
