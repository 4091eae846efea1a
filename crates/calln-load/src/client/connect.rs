//! Where to connect, and the three handshakes: WebSocket (or HTTP), Engine.IO, Socket.IO.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{HeaderValue, ORIGIN};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::polling::Polling;
use super::{Client, Line, packet};

/// All three handshakes together; ample even for the last of thousands that connect at once.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// tungstenite's own default is 128 KiB for each connection, too much for tens of thousands.
const READ_BUFFER: usize = 4 * 1024;
/// Loopback addresses that connections are spread over, from 127.0.0.2 on. One address has about 28,000 ports, and
/// a closed connection holds its own for a minute.
const LOOPBACK_SOURCES: usize = 16;

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
    transport: Transport,
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

impl Client {
    /// Connects the caller number `index`. The number only chooses the source address, where the server is on
    /// this machine.
    ///
    /// # Errors
    /// When one of the handshakes fails, or all together take longer than 30 seconds.
    pub async fn connect(target: &Target, index: usize) -> Result<Self, ConnectError> {
        Self::connect_with(target, index, "").await
    }

    /// The same with a payload of Socket.IO's `CONNECT`, in JSON.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_with(target: &Target, index: usize, auth: &str) -> Result<Self, ConnectError> {
        let connected = tokio::time::timeout(CONNECT_TIMEOUT, handshakes(target, index, auth)).await;
        connected.map_err(|_| ConnectError::Timeout)?
    }
}

async fn handshakes(target: &Target, index: usize, auth: &str) -> Result<Client, ConnectError> {
    let line = match target.transport {
        Transport::WebSocket => {
            let stream = tcp(target.address, index).await.map_err(ConnectError::Tcp)?;
            let mut socket = websocket(target, stream).await?;
            expect(&mut socket, packet::OPEN).await?;
            socket.send(Message::Text(Utf8Bytes::from(format!("{}{auth}", packet::CONNECT)))).await?;
            expect(&mut socket, packet::CONNECT).await?;
            Line::WebSocket(socket)
        }
        Transport::Polling => Line::Polling(Box::new(Polling::open(target, index, auth).await?)),
    };
    Ok(Client { line, next_ack: 0, pong_due: false, flush_due: false, partial: None })
}

pub(super) async fn tcp(address: SocketAddr, index: usize) -> std::io::Result<TcpStream> {
    let stream = if address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) {
        let socket = TcpSocket::new_v4()?;
        // Ports that still wait out their minute (TIME-WAIT) may be taken again for another destination.
        socket.set_reuseaddr(true)?;
        let [a, b, c, _] = Ipv4Addr::LOCALHOST.octets();
        let last = u8::try_from(2 + index % LOOPBACK_SOURCES).unwrap_or(u8::MAX);
        socket.bind(SocketAddr::from(([a, b, c, last], 0)))?;
        socket.connect(address).await?
    } else {
        TcpStream::connect(address).await?
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn websocket(
    target: &Target,
    stream: TcpStream,
) -> Result<WebSocketStream<TcpStream>, tungstenite::Error> {
    let authority = &target.authority;
    let mut request =
        format!("ws://{authority}/socket.io/?EIO=4&transport=websocket").into_client_request()?;
    // What a browser says that has the server's own page open.
    let origin =
        HeaderValue::from_str(&format!("http://{authority}")).map_err(tungstenite::http::Error::from)?;
    request.headers_mut().insert(ORIGIN, origin);
    if let Some(caller) = target.forwarded_for {
        let caller = HeaderValue::from_str(&caller.to_string()).map_err(tungstenite::http::Error::from)?;
        request.headers_mut().insert("x-forwarded-for", caller);
    }
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    Ok(client_async_with_config(request, stream, Some(config)).await?.0)
}

/// The next message must be a packet of that type.
async fn expect(socket: &mut WebSocketStream<TcpStream>, packet_type: &str) -> Result<(), ConnectError> {
    match socket.next().await {
        Some(Ok(Message::Text(text))) if text.starts_with(packet_type) => Ok(()),
        Some(Err(error)) => Err(error.into()),
        _ => Err(ConnectError::Session),
    }
}
