//! A running server, and clients with real sockets.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_turn::channel_data::ChannelData;
use calln_turn::framing::message_bytes;
use calln_turn::stun::{Attribute, Class, Message, Method, Writer, decode_xor_address};
use calln_turn::{Credentials, Handle, Limits, Secret, Server, Session, Settings, Stats};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// No step takes this long; a test that would hang fails.
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) async fn limit<T>(step: impl Future<Output = T>) -> T {
    timeout(LIMIT, step).await.expect("in time")
}

fn secret() -> Secret {
    Secret::new(*b"a secret for tests")
}

pub(crate) fn settings(limits: Limits) -> Settings {
    let advertised_ip = "203.0.113.1".parse().unwrap();
    Settings { advertised_ip, realm: "calln".into(), secret: secret(), limits }
}

/// A server that stops when this is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) handle: Handle,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) thread: JoinHandle<io::Result<()>>,
}

impl Running {
    pub(crate) fn start(limits: Limits) -> Self {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), settings(limits)).unwrap();
        let (address, handle) = (server.local_addr(), server.handle());
        let (stop, stopped) = oneshot::channel();
        let thread = server.spawn(async { drop(stopped.await) }).unwrap();
        Self { address, handle, stop, thread }
    }

    /// Returns once the server has come to this.
    pub(crate) async fn until(&self, holds: impl Fn(Stats) -> bool) {
        limit(async {
            while !holds(self.handle.stats().await.unwrap()) {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

/// A client's way to the server.
pub(crate) enum Peer {
    Datagrams(UdpSocket),
    Stream { stream: TcpStream, read: Vec<u8> },
    Duplex { stream: DuplexStream, read: Vec<u8> },
}

pub(crate) async fn datagrams(server: &Running) -> Peer {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(server.address).await.unwrap();
    Peer::Datagrams(socket)
}

pub(crate) async fn stream(server: &Running) -> Peer {
    Peer::Stream { stream: TcpStream::connect(server.address).await.unwrap(), read: Vec::new() }
}

impl Peer {
    async fn send(&mut self, message: &[u8]) {
        match self {
            Self::Datagrams(socket) => {
                socket.send(message).await.unwrap();
            }
            Self::Stream { stream, .. } => stream.write_all(message).await.unwrap(),
            Self::Duplex { stream, .. } => stream.write_all(message).await.unwrap(),
        }
    }

    async fn receive(&mut self) -> Vec<u8> {
        limit(async {
            match self {
                Self::Datagrams(socket) => {
                    let mut packet = vec![0; 10_000];
                    let length = socket.recv(&mut packet).await.unwrap();
                    packet.truncate(length);
                    packet
                }
                Self::Stream { stream, read } => next_message(stream, read).await,
                Self::Duplex { stream, read } => next_message(stream, read).await,
            }
        })
        .await
    }
}

async fn next_message(stream: &mut (impl AsyncRead + Unpin), read: &mut Vec<u8>) -> Vec<u8> {
    loop {
        if let Some(length) = message_bytes(read).unwrap()
            && read.len() >= length
        {
            return read.drain(..length).collect();
        }
        assert_ne!(stream.read_buf(read).await.unwrap(), 0, "the connection is open");
    }
}

/// A client with an allocation.
pub(crate) struct Allocated {
    pub(crate) peer: Peer,
    session: Session,
    relayed: Option<SocketAddr>,
}

/// Is admitted, in the party that stands before a dot in the id, and makes an allocation.
pub(crate) async fn allocated(server: &Running, peer: Peer, id: &str) -> Allocated {
    server.handle.admit(id).unwrap();
    server.handle.join(id, id.split_once('.').map_or(id, |(party, _)| party)).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let credentials = Credentials::issue(&secret(), now, Duration::from_secs(600), id).unwrap();
    let mut client = Allocated { peer, session: Session::new(credentials, [8; 12]), relayed: None };
    let response =
        client.ask(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0])).await;
    let message = Message::parse(&response).unwrap();
    let relayed = message.attribute(Attribute::XOR_RELAYED_ADDRESS).unwrap();
    client.relayed = decode_xor_address(relayed, message.transaction());
    client
}

impl Allocated {
    pub(crate) fn relayed(&self) -> SocketAddr {
        self.relayed.unwrap()
    }

    pub(crate) async fn bind_channel(&mut self, number: u16, peer: SocketAddr) {
        let [high, low] = number.to_be_bytes();
        self.ask(Method::CHANNEL_BIND, |it| {
            it.attribute(Attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
                .xor_address(Attribute::XOR_PEER_ADDRESS, peer)
        })
        .await;
    }

    pub(crate) async fn send(&mut self, number: u16, payload: &[u8]) {
        let mut message = Vec::new();
        let is_stream = !matches!(self.peer, Peer::Datagrams(_));
        assert!(ChannelData { number, payload }.write(&mut message, is_stream));
        self.peer.send(&message).await;
    }

    pub(crate) async fn receive(&mut self) -> (u16, Vec<u8>) {
        let message = self.peer.receive().await;
        let data = ChannelData::parse(&message).expect("channel data");
        (data.number, data.payload.to_vec())
    }

    async fn ask(&mut self, method: Method, fill: impl Fn(Writer<'_>) -> Writer<'_>) -> Vec<u8> {
        loop {
            let request = self.session.request(method, &fill).unwrap();
            self.peer.send(&request).await;
            let response = self.peer.receive().await;
            let message = Message::parse(&response).unwrap();
            if !self.session.is_challenged_by(&message) {
                let error =
                    message.attribute(Attribute::ERROR_CODE).and_then(calln_turn::stun::ErrorCode::decode);
                assert_eq!(message.class(), Class::Success, "{method:?}: {error:?}");
                return response;
            }
        }
    }
}
