//! Why a connection ended, and what the other side is told.

use crate::budget::OverBudget;
use crate::progress::TooSlow;

/// Why a connection ended. `Display` gives a sentence without any of the client's data.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseReason {
    /// The client said goodbye: it left the namespace (Socket.IO `DISCONNECT`).
    #[error("the client left")]
    ClientLeft,
    /// The client closed its session for good: Engine.IO's close packet, or a WebSocket closed with code 1000.
    #[error("the client closed its session")]
    ClientEnded,
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
    /// The client began something that came too slowly or not at all: less than [`Config::least_rate`].
    ///
    /// [`Config::least_rate`]: crate::Config::least_rate
    #[error("a packet was not completed in time")]
    PacketTimeout,
    /// The client began something for which [`Config::total_inbox_bytes`] had no room.
    ///
    /// [`Config::total_inbox_bytes`]: crate::Config::total_inbox_bytes
    #[error("too much is being received at this moment; try again")]
    OverBudget,
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
            Self::ClientEnded => "client_ended",
            Self::ClientClosed => "client_closed",
            Self::ConnectionLost => "connection_lost",
            Self::HeartbeatTimeout => "heartbeat_timeout",
            Self::ConnectTimeout => "connect_timeout",
            Self::PacketTimeout => "packet_timeout",
            Self::OverBudget => "over_budget",
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

    /// The WebSocket status code (RFC 6455, section 7.4) that says so; none where the client has closed first, without
    /// one.
    pub(crate) fn code(self) -> Option<u16> {
        Some(match self {
            Self::ClientClosed => return None,
            Self::ClientLeft | Self::ClientEnded | Self::ServerClosed => 1000,
            Self::ConnectionLost => 1001,
            Self::Protocol(_) => 1002,
            Self::TooLarge(_) => 1009,
            Self::HeartbeatTimeout
            | Self::ConnectTimeout
            | Self::PacketTimeout
            | Self::TooOften(_)
            | Self::SlowReader => 1008,
            Self::Shutdown => 1012,
            Self::OverBudget => 1013,
        })
    }
}

impl From<OverBudget> for CloseReason {
    fn from(_: OverBudget) -> Self {
        Self::OverBudget
    }
}

impl From<TooSlow> for CloseReason {
    fn from(_: TooSlow) -> Self {
        Self::PacketTimeout
    }
}
