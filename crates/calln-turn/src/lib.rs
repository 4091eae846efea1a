//! A STUN and TURN server to embed (RFC 8489, RFC 8656), for a service whose clients talk to each other only.
//!
//! Both partners of a relayed call allocate here. What one sends to the other's relayed address is handed over in
//! memory: relayed addresses are *virtual*, no port is opened for them, and data can go to another allocation of the
//! same party ([`Relay::join`]) or nowhere. So one port is all that a firewall has to let through, and the server can't
//! be used to reach anything else, whatever a client asks for.
//!
//! | part | what it is |
//! |---|---|
//! | [`Server`] | the sockets: one port, UDP and TCP, on tokio |
//! | [`Relay`] | the rules, without sockets, clock or tasks |
//! | [`Places`] | how many connections each network and provider has |
//! | [`Credentials`] | what a client needs to be served, limited in time |
//! | [`Probe`], [`Session`] | a client, and what it writes: for checks and measurements |
//! | [`stun`], [`channel_data`], [`framing`] | what travels |
//!
//! ```no_run
//! # fn example(told_to_stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Box<dyn std::error::Error>> {
//! use calln_turn::{Credentials, Limits, Secret, Server, Settings};
//! use std::time::Duration;
//!
//! let secret = Secret::new(*b"thirty-two bytes nobody can guess");
//! let settings = Settings {
//!     advertised_ip: "203.0.113.1".parse()?,
//!     realm: "calln".into(),
//!     secret: secret.clone(),
//!     limits: Limits::default(),
//! };
//! let server = Server::bind("[::]:3478".parse()?, settings)?;
//! let handle = server.handle();
//! let thread = server.spawn(told_to_stop)?;
//!
//! let now = 1_900_000_000; // seconds since 1970
//! let credentials = Credentials::issue(&secret, now, Duration::from_secs(3600), "a-caller")?;
//! # Ok(())
//! # }
//! ```
//!
//! No address, user name, password or payload is ever logged or formatted.

pub mod channel_data;
mod client;
mod credentials;
pub mod framing;
mod places;
mod probe;
mod relay;
mod server;
mod session;
mod settings;
pub mod stun;

pub use client::Client;
pub use credentials::{BadId, Credentials, MAX_ID_BYTES, Secret};
pub use places::{Crowd, Places};
pub use probe::{Probe, ProbeError};
pub use relay::{Now, Relay, Stats, Transmission};
pub use server::{BindError, Handle, Server, Stopped, UDP_BUFFER_BYTES};
pub use session::Session;
pub use settings::{Limits, MAX_REALM_BYTES, Settings, SettingsError};

/// Longest packet that is taken from a client, in bytes. WebRTC stays under 1,500; longer ones would arrive in
/// fragments, which many networks drop.
pub const MAX_PACKET_BYTES: usize = 8192;
