//! The three handshakes: WebSocket (or HTTP), Engine.IO, Socket.IO.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{HeaderValue, ORIGIN};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::polling::Polling;
use super::target::{CONNECT_TIMEOUT, ConnectError, Target, Transport};
use super::tcp::tcp;
use super::{Client, Line, packet};

/// tungstenite's own default is 128 KiB for each connection, too much for tens of thousands.
const READ_BUFFER: usize = 4 * 1024;

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
            Line::WebSocket(Box::new(socket))
        }
        Transport::Polling => Line::Polling(Box::new(Polling::open(target, index, auth).await?)),
    };
    Ok(Client { line, next_ack: 0, pong_due: false, flush_due: false, partial: None })
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
