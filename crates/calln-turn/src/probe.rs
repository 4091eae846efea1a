//! A client, for checking that a server can be reached and does its work.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::channel_data::ChannelData;
use crate::stun::{Attribute, Class, ErrorCode, Message, Method, TooLong, Writer, decode_xor_address};
use crate::{Credentials, MAX_PACKET_BYTES, Session, framing};

/// How often a request over UDP is sent, at the most: one lost packet is no finding, three in a row are.
const TRIES: usize = 3;
/// How long an answer may take before the request is sent again, or given up over a stream. Twice round the world.
const ANSWER: Duration = Duration::from_secs(1);
/// REQUESTED-TRANSPORT: UDP.
const UDP: [u8; 4] = [17, 0, 0, 0];

/// A client of one server, over UDP or a stream of the caller's (TCP, TLS).
pub struct Probe {
    transport: Transport,
    session: Session,
    /// What has come over the stream and isn't a whole message yet.
    read: Vec<u8>,
}

enum Transport {
    Udp(UdpSocket),
    Stream(Box<dyn Stream>),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Why a check failed.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The system can't send or receive.
    #[error("can't send or receive")]
    Io(#[from] io::Error),
    /// Nothing came back.
    #[error("no answer")]
    NoAnswer,
    /// The server said no, with this code (RFC 8489, section 14.8; RFC 8656, section 19).
    #[error("the server refused with error {0}")]
    Refused(u16),
    /// What came back isn't what was asked for.
    #[error("the answer is not that of a STUN or TURN server")]
    Senseless,
    /// The credentials don't fit into a message.
    #[error(transparent)]
    TooLong(#[from] TooLong),
}

impl Probe {
    /// A client over UDP, from a port of its own.
    ///
    /// # Errors
    /// Where the system gives no port or knows no way to the server.
    pub async fn udp(server: SocketAddr, credentials: Credentials) -> Result<Self, ProbeError> {
        let any: IpAddr =
            if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind((any, 0)).await?;
        socket.connect(server).await?;
        Self::new(Transport::Udp(socket), credentials)
    }

    /// A client over a connection that stands.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn stream(
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        credentials: Credentials,
    ) -> Result<Self, ProbeError> {
        Self::new(Transport::Stream(Box::new(stream)), credentials)
    }

    fn new(transport: Transport, credentials: Credentials) -> Result<Self, ProbeError> {
        let mut first_transaction = [0; 12];
        getrandom::fill(&mut first_transaction).map_err(|_| io::Error::other("no random numbers"))?;
        Ok(Self { transport, session: Session::new(credentials, first_transaction), read: Vec::new() })
    }

    /// The address that the server sees this client at (Binding).
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub async fn binding(&mut self) -> Result<SocketAddr, ProbeError> {
        let answer = self.ask(Method::BINDING, |it| it).await?;
        address(&answer, Attribute::XOR_MAPPED_ADDRESS)
    }

    /// Makes an allocation, and gives its relayed address.
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub async fn allocate(&mut self) -> Result<SocketAddr, ProbeError> {
        let answer =
            self.ask(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &UDP)).await?;
        address(&answer, Attribute::XOR_RELAYED_ADDRESS)
    }

    /// Keeps the allocation.
    ///
    /// # Errors
    /// See [`ProbeError`]. 437: there is none, or no longer.
    pub async fn refresh(&mut self) -> Result<(), ProbeError> {
        self.ask(Method::REFRESH, |it| it).await.map(drop)
    }

    /// Binds a channel to a peer.
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub async fn bind_channel(&mut self, number: u16, peer: SocketAddr) -> Result<(), ProbeError> {
        let [high, low] = number.to_be_bytes();
        let bound = self.ask(Method::CHANNEL_BIND, |it| {
            it.attribute(Attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
                .xor_address(Attribute::XOR_PEER_ADDRESS, peer)
        });
        bound.await.map(drop)
    }

    /// Sends through a channel.
    ///
    /// # Errors
    /// Where the system can't send, or the payload is too long.
    pub async fn send(&mut self, number: u16, payload: &[u8]) -> Result<(), ProbeError> {
        let mut packet = Vec::new();
        let is_stream = matches!(self.transport, Transport::Stream(_));
        if !(ChannelData { number, payload }).write(&mut packet, is_stream) {
            return Err(TooLong.into());
        }
        self.write(&packet).await
    }

    /// The next payload that comes through a channel.
    ///
    /// # Errors
    /// See [`ProbeError`].
    pub async fn receive(&mut self) -> Result<(u16, Vec<u8>), ProbeError> {
        let packet = self.next().await?;
        let ChannelData { number, payload } = ChannelData::parse(&packet).ok_or(ProbeError::Senseless)?;
        Ok((number, payload.to_vec()))
    }

    /// The success response to a request, which is made again where the server asks for credentials.
    async fn ask(
        &mut self,
        method: Method,
        fill: impl Fn(Writer<'_>) -> Writer<'_>,
    ) -> Result<Vec<u8>, ProbeError> {
        loop {
            let request = self.session.request(method, &fill)?;
            let answer = self.answer(&request).await?;
            let message = Message::parse(&answer).map_err(|_| ProbeError::Senseless)?;
            if message.class() == Class::Success && message.method() == method {
                return Ok(answer);
            }
            if !self.session.is_challenged_by(&message) {
                let code = message.attribute(Attribute::ERROR_CODE).and_then(ErrorCode::decode);
                return Err(code.map_or(ProbeError::Senseless, |code| ProbeError::Refused(code.0)));
            }
        }
    }

    async fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, ProbeError> {
        let tries = if matches!(self.transport, Transport::Udp(_)) { TRIES } else { 1 };
        for _ in 0..tries {
            self.write(request).await?;
            match self.next().await {
                Err(ProbeError::NoAnswer) => {}
                outcome => return outcome,
            }
        }
        Err(ProbeError::NoAnswer)
    }

    async fn write(&mut self, packet: &[u8]) -> Result<(), ProbeError> {
        match &mut self.transport {
            Transport::Udp(socket) => {
                socket.send(packet).await?;
            }
            Transport::Stream(stream) => {
                stream.write_all(packet).await?;
                stream.flush().await?;
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Vec<u8>, ProbeError> {
        timeout(ANSWER, self.message()).await.map_err(|_| ProbeError::NoAnswer)?
    }

    async fn message(&mut self) -> Result<Vec<u8>, ProbeError> {
        match &mut self.transport {
            Transport::Udp(socket) => {
                let mut packet = vec![0; MAX_PACKET_BYTES];
                let length = socket.recv(&mut packet).await?;
                packet.truncate(length);
                Ok(packet)
            }
            Transport::Stream(stream) => loop {
                match framing::message_bytes(&self.read) {
                    Err(_) => return Err(ProbeError::Senseless),
                    Ok(Some(length)) if length > MAX_PACKET_BYTES => return Err(ProbeError::Senseless),
                    Ok(Some(length)) if length <= self.read.len() => {
                        return Ok(self.read.drain(..length).collect());
                    }
                    Ok(_) => {}
                }
                if stream.read_buf(&mut self.read).await? == 0 {
                    return Err(ProbeError::NoAnswer);
                }
            },
        }
    }
}

fn address(answer: &[u8], kind: Attribute) -> Result<SocketAddr, ProbeError> {
    let message = Message::parse(answer).map_err(|_| ProbeError::Senseless)?;
    let value = message.attribute(kind).ok_or(ProbeError::Senseless)?;
    decode_xor_address(value, message.transaction()).ok_or(ProbeError::Senseless)
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Probe(..)")
    }
}
