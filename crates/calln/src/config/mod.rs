//! The server's settings: one table ([`settings`]), four places to set them.
//!
//! Flags go before `CALLN_*` variables, those before the TOML file, that before the defaults. A key or variable
//! that isn't in the table is refused, with the nearest one that is: a misspelt limit must not be no limit.

mod defaults;
mod error;
mod ice;
mod layers;
mod render;
mod settings;
mod value;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

pub use error::ConfigError;
pub use layers::{Effective, Given, Source};
pub use value::Origin;

pub(crate) use settings::SETTINGS;
pub(crate) use value::Value;

use calln_wire::server::IceServer;
use ipnet::IpNet;

/// The settings, typed and checked. Not `Debug`: it holds the password of a TURN server.
#[derive(Clone, PartialEq)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Sites, besides the server's own, whose pages may connect.
    pub origins: Vec<Origin>,
    /// Longest time between being told to stop and stopping.
    pub drain_within: Duration,
    /// What outlives a restart.
    pub state: StateConfig,
    /// Where callers are.
    pub geo: GeoConfig,
    /// How callers find a way to each other.
    pub ice: IceConfig,
    /// Who may meet.
    pub matching: MatchingConfig,
    /// What is written of the server's doings.
    pub log: LogConfig,
    /// What one connection may take.
    pub limits: LimitsConfig,
}

/// `state.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateConfig {
    /// Where it is kept, if not in the usual place.
    pub directory: Option<PathBuf>,
}

/// `geo.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeoConfig {
    /// An `.mmdb` file that takes the place of the embedded database.
    pub database: Option<PathBuf>,
}

/// `ice.*`
#[derive(Clone, PartialEq, Eq)]
pub struct IceConfig {
    /// STUN and TURN servers, told to every caller.
    pub servers: Vec<IceServer>,
}

/// `matching.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingConfig {
    /// Callers of one network (an IPv4 address, an IPv6 /64) never meet.
    pub forbid_same_network: bool,
}

/// `log.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// The least important thing that is written.
    pub level: LogLevel,
    /// For whom it is written.
    pub format: LogFormat,
}

/// How important a line of the log must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing is written.
    Off,
    /// Something has failed.
    Error,
    /// Something is wrong and the server goes on.
    Warn,
    /// Starts and stops.
    Info,
    /// What the server does.
    Debug,
    /// Every step.
    Trace,
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line that reads well.
    Human,
    /// One JSON object a line.
    Json,
}

/// `limits.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Largest message that a caller may send, in bytes.
    pub message_bytes: NonZeroU32,
    /// Largest `signal` among them, in bytes.
    pub signal_bytes: NonZeroU32,
    /// Bytes that may wait for a slow reader before it is disconnected.
    pub outbox_bytes: NonZeroU32,
    /// Requests to the lobby that one connection may have unanswered.
    pub pending_requests: NonZeroU32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: defaults::LISTEN,
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            drain_within: defaults::DRAIN_WITHIN,
            state: StateConfig { directory: None },
            geo: GeoConfig { database: None },
            ice: IceConfig { servers: Vec::new() },
            matching: MatchingConfig { forbid_same_network: defaults::FORBID_SAME_NETWORK },
            log: LogConfig { level: defaults::LOG_LEVEL, format: defaults::LOG_FORMAT },
            limits: LimitsConfig {
                message_bytes: defaults::MESSAGE_BYTES,
                signal_bytes: defaults::SIGNAL_BYTES,
                outbox_bytes: defaults::OUTBOX_BYTES,
                pending_requests: defaults::PENDING_REQUESTS,
            },
        }
    }
}
