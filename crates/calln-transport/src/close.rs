//! Why a connection ended, and what the other side is told.

use tokio_tungstenite::tungstenite::{
    Utf8Bytes,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

/// Why a connection ended. `Display` gives a sentence without any of the client's data.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseReason {
    /// The client said goodbye: it left the namespace (Socket.IO `DISCONNECT`).
    #[error("the client left")]
    ClientLeft,
    /// The client closed the connection, but did not say that it leaves: browsers do so too when a network goes, or
    /// to come back on another connection.
    #[error("the client closed the connection")]
    ClientClosed,
    /// The connection broke without a word.
    #[error("the connection was lost")]
    ConnectionLost,
    /// The client did not answer a heartbeat.
    #[error("no answer to a heartbeat")]
    HeartbeatTimeout,
    /// The client did not connect to any namespace in time.
    #[error("no namespace connected in time")]
    ConnectTimeout,
    /// The client began something and did not complete it in time.
    #[error("a packet was not completed in time")]
    PacketTimeout,
    /// The client broke the protocol, in the way named.
    #[error("{0}")]
    Protocol(&'static str),
    /// The client sent more than is allowed, in the way named.
    #[error("{0}")]
    TooLarge(&'static str),
    /// The client sent something more often than is allowed, in the way named.
    #[error("{0}")]
    TooOften(&'static str),
    /// The client does not take what is sent to it.
    #[error("too slow a reader")]
    SlowReader,
    /// The application closed the connection.
    #[error("closed by the server")]
    ServerClosed,
    /// The server is stopping.
    #[error("the server is stopping")]
    Shutdown,
}

impl CloseReason {
    /// A short name without spaces, for metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::ClientLeft => "client_left",
            Self::ClientClosed => "client_closed",
            Self::ConnectionLost => "connection_lost",
            Self::HeartbeatTimeout => "heartbeat_timeout",
            Self::ConnectTimeout => "connect_timeout",
            Self::PacketTimeout => "packet_timeout",
            Self::Protocol(_) => "protocol",
            Self::TooLarge(_) => "too_large",
            Self::TooOften(_) => "too_often",
            Self::SlowReader => "slow_reader",
            Self::ServerClosed => "server_closed",
            Self::Shutdown => "shutdown",
        }
    }

    /// Whether what is still queued is worth writing.
    pub(crate) fn drains(self) -> bool {
        matches!(self, Self::ServerClosed | Self::Shutdown)
    }

    /// The close frame (RFC 6455, section 7.4) that says so.
    pub(crate) fn frame(self) -> CloseFrame {
        let code = match self {
            Self::ClientLeft | Self::ClientClosed | Self::ServerClosed => CloseCode::Normal,
            Self::ConnectionLost => CloseCode::Away,
            Self::Protocol(_) => CloseCode::Protocol,
            Self::TooLarge(_) => CloseCode::Size,
            Self::HeartbeatTimeout
            | Self::ConnectTimeout
            | Self::PacketTimeout
            | Self::TooOften(_)
            | Self::SlowReader => CloseCode::Policy,
            Self::Shutdown => CloseCode::Restart,
        };
        CloseFrame { code, reason: Utf8Bytes::from(self.to_string()) }
    }
}
