//! Where to connect, and why that can fail.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::lookup_host;
use tokio_tungstenite::tungstenite;

/// All three handshakes together; ample even for the last of thousands that connect at once.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// What carries a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// A WebSocket (RFC 6455) from the beginning.
    #[default]
    WebSocket,
    /// HTTP long polling, never upgraded.
    Polling,
}

impl Transport {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::WebSocket, Self::Polling];
}

/// A server to connect to.
#[derive(Clone, Debug)]
pub struct Target {
    pub(super) address: SocketAddr,
    /// `host:port`, for the Host and Origin headers.
    pub(super) authority: String,
    /// What a proxy in between would say of the caller's address.
    pub(super) forwarded_for: Option<IpAddr>,
    pub(super) transport: Transport,
}

/// Why a URL can't be a [`Target`].
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// Something other than `http://HOST:PORT`.
    #[error(
        "`{0}` isn't of the form http://HOST:PORT (TLS isn't spoken here: name the server behind the proxy)"
    )]
    Form(String),
    /// The host's address couldn't be looked up.
    #[error("the address of `{0}` can't be looked up")]
    Lookup(String, #[source] std::io::Error),
    /// The host has no address.
    #[error("`{0}` has no address")]
    NoAddress(String),
}

/// Why a connection didn't come to stand.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No TCP connection.
    #[error("no TCP connection")]
    Tcp(#[source] std::io::Error),
    /// The server refused a session over polling, with this status code.
    #[error("the server refused a session with status {0}")]
    Refused(u16),
    /// The server didn't accept the WebSocket.
    #[error("the server did not accept the WebSocket")]
    WebSocket(#[source] Box<tungstenite::Error>),
    /// The WebSocket opened, but Engine.IO's or Socket.IO's handshake went wrong.
    #[error("the server opened a WebSocket but no Socket.IO session")]
    Session,
    /// The handshakes took longer than 30 seconds.
    #[error("the server took longer than {} s to accept a connection", CONNECT_TIMEOUT.as_secs())]
    Timeout,
}

impl From<tungstenite::Error> for ConnectError {
    fn from(error: tungstenite::Error) -> Self {
        Self::WebSocket(Box::new(error))
    }
}

impl Target {
    /// Resolves `http://HOST:PORT`; the port is 80 where none is given.
    ///
    /// # Errors
    /// When the URL has another form or its host no address.
    pub async fn resolve(url: &str) -> Result<Self, TargetError> {
        let form = || TargetError::Form(url.to_owned());
        let authority = url.strip_prefix("http://").ok_or_else(form)?.trim_end_matches('/');
        if authority.is_empty() || authority.contains(['/', '?', '#', '@']) {
            return Err(form());
        }
        let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let host_and_port = if has_port { authority.to_owned() } else { format!("{authority}:80") };
        let addresses = lookup_host(&host_and_port).await;
        let mut addresses = addresses.map_err(|error| TargetError::Lookup(authority.to_owned(), error))?;
        let address = addresses.next().ok_or_else(|| TargetError::NoAddress(authority.to_owned()))?;
        Ok(Self {
            address,
            authority: authority.to_owned(),
            forwarded_for: None,
            transport: Transport::default(),
        })
    }

    /// The same server, reached as through a proxy that reports this address in `X-Forwarded-For`.
    #[must_use]
    pub fn forwarded_for(self, caller: IpAddr) -> Self {
        Self { forwarded_for: Some(caller), ..self }
    }

    /// The same server, reached by this transport.
    #[must_use]
    pub fn over(self, transport: Transport) -> Self {
        Self { transport, ..self }
    }
}
