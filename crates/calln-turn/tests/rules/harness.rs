//! A relay with clients that talk to it as packets, and a clock that the test moves.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use calln_turn::channel_data::ChannelData;
use calln_turn::stun::{
    Attribute, Class, ErrorCode, Message, Method, TransactionId, Writer, decode_xor_address,
};
use calln_turn::{Client, Credentials, Limits, Now, Relay, Secret, Session, Settings};

pub(crate) const REALM: &str = "calln";
pub(crate) const ADVERTISED: &str = "203.0.113.1";
pub(crate) const UNIX: u64 = 1_900_000_000;
pub(crate) const UDP: [u8; 4] = [17, 0, 0, 0];

pub(crate) fn secret() -> Secret {
    Secret::new(*b"a secret for tests")
}

pub(crate) fn settings(limits: Limits) -> Settings {
    Settings { advertised_ip: ADVERTISED.parse().unwrap(), realm: REALM.into(), secret: secret(), limits }
}

pub(crate) fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

pub(crate) fn credentials(id: &str) -> Credentials {
    Credentials::issue(&secret(), UNIX, Duration::from_secs(3600), id).unwrap()
}

/// Credentials for a trial of the relay, that live for so many seconds.
pub(crate) fn trial(seconds: u64, id: &str) -> Credentials {
    Credentials::trial(&secret(), UNIX, Duration::from_secs(seconds), id).unwrap()
}

/// The relay under test.
pub(crate) struct Bench {
    pub(crate) relay: Relay,
    pub(crate) now: Now,
}

/// A response or an indication, out of its packet.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn message(&self) -> Message<'_> {
        Message::parse(&self.bytes).unwrap()
    }

    pub(crate) fn error(&self) -> Option<u16> {
        self.message().attribute(Attribute::ERROR_CODE).and_then(ErrorCode::decode).map(|code| code.0)
    }

    pub(crate) fn address(&self, kind: Attribute) -> Option<SocketAddr> {
        let message = self.message();
        message.attribute(kind).map(|value| decode_xor_address(value, message.transaction()).unwrap())
    }

    pub(crate) fn lifetime(&self) -> Option<u32> {
        let value = self.message().attribute(Attribute::LIFETIME)?;
        Some(u32::from_be_bytes(value.try_into().unwrap()))
    }
}

impl Bench {
    pub(crate) fn new(limits: Limits) -> Self {
        Self::with(settings(limits))
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let now = Now { instant: Instant::now(), unix: UNIX };
        Self { relay: Relay::new(settings, [9; 32], now.instant).unwrap(), now }
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now.instant += time;
        self.now.unix += time.as_secs();
    }

    /// Admits whom these credentials are for. What stands before a dot in its id, or all of it, is its party.
    pub(crate) fn admit(&mut self, credentials: &Credentials) {
        let id = credentials.username.split_once(':').map_or("", |(_, id)| id);
        if !id.is_empty() && !id.starts_with('~') {
            self.relay.admit(id);
            self.relay.join(id, id.split_once('.').map_or(id, |(party, _)| party));
        }
    }

    /// What leaves for a packet that comes in, and to whom.
    pub(crate) fn packet(&mut self, from: Client, packet: &[u8]) -> Option<(Client, Vec<u8>)> {
        self.relay.handle(self.now, from, packet).map(|out| (out.to, out.bytes.to_vec()))
    }

    /// The answer to a packet, which must go back to where it came from.
    pub(crate) fn answer(&mut self, from: Client, packet: &[u8]) -> Option<Reply> {
        let (to, bytes) = self.packet(from, packet)?;
        assert!(to == from, "an answer goes to who asked");
        Some(Reply { bytes })
    }
}

/// A client at an address, with credentials.
pub(crate) struct Caller {
    pub(crate) client: Client,
    pub(crate) session: Session,
    pub(crate) relayed: Option<SocketAddr>,
}

impl Caller {
    pub(crate) fn new(from: &str, credentials: Credentials) -> Self {
        Self::at(Client::Udp(address(from)), credentials)
    }

    /// A caller who is admitted.
    pub(crate) fn admitted(bench: &mut Bench, from: &str, credentials: Credentials) -> Self {
        bench.admit(&credentials);
        Self::new(from, credentials)
    }

    pub(crate) fn at(client: Client, credentials: Credentials) -> Self {
        Self { client, session: Session::new(credentials, [5; 12]), relayed: None }
    }

    /// A caller who is admitted and has an allocation.
    pub(crate) fn allocated(bench: &mut Bench, from: &str, id: &str) -> Self {
        let mut caller = Self::admitted(bench, from, credentials(id));
        assert_eq!(caller.allocate(bench).error(), None);
        caller
    }

    /// Asks, and answers challenges as a client does; the last response.
    pub(crate) fn ask(
        &mut self,
        bench: &mut Bench,
        method: Method,
        fill: impl Fn(Writer<'_>) -> Writer<'_>,
    ) -> Reply {
        // A client answers one challenge for credentials and one for a newer nonce.
        for _ in 0..3 {
            let request = self.session.request(method, &fill).unwrap();
            let reply = bench.answer(self.client, &request).expect("an answer");
            assert_eq!(reply.message().transaction(), Message::parse(&request).unwrap().transaction());
            if !self.session.is_challenged_by(&reply.message()) {
                return reply;
            }
        }
        panic!("challenged again and again");
    }

    pub(crate) fn allocate(&mut self, bench: &mut Bench) -> Reply {
        self.allocate_with(bench, |it| it)
    }

    pub(crate) fn allocate_with(
        &mut self,
        bench: &mut Bench,
        fill: impl Fn(Writer<'_>) -> Writer<'_>,
    ) -> Reply {
        let reply =
            self.ask(bench, Method::ALLOCATE, |it| fill(it.attribute(Attribute::REQUESTED_TRANSPORT, &UDP)));
        self.relayed = reply.address(Attribute::XOR_RELAYED_ADDRESS).or(self.relayed);
        reply
    }

    pub(crate) fn refresh(&mut self, bench: &mut Bench, seconds: u32) -> Reply {
        self.ask(bench, Method::REFRESH, |it| it.attribute(Attribute::LIFETIME, &seconds.to_be_bytes()))
    }

    pub(crate) fn permit(&mut self, bench: &mut Bench, peer: SocketAddr) -> Reply {
        self.ask(bench, Method::CREATE_PERMISSION, |it| it.xor_address(Attribute::XOR_PEER_ADDRESS, peer))
    }

    pub(crate) fn bind(&mut self, bench: &mut Bench, number: u16, peer: SocketAddr) -> Reply {
        let [high, low] = number.to_be_bytes();
        self.ask(bench, Method::CHANNEL_BIND, |it| {
            it.attribute(Attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
                .xor_address(Attribute::XOR_PEER_ADDRESS, peer)
        })
    }

    pub(crate) fn relayed(&self) -> SocketAddr {
        self.relayed.expect("an allocation")
    }

    /// A Send indication; who gets what.
    pub(crate) fn send(&self, bench: &mut Bench, peer: SocketAddr, data: &[u8]) -> Option<(Client, Vec<u8>)> {
        let mut packet = Vec::new();
        Writer::new(&mut packet, Class::Indication, Method::SEND, TransactionId([1; 12]))
            .xor_address(Attribute::XOR_PEER_ADDRESS, peer)
            .attribute(Attribute::DATA, data)
            .finish()
            .unwrap();
        bench.packet(self.client, &packet)
    }

    /// ChannelData; who gets what.
    pub(crate) fn send_channel(
        &self,
        bench: &mut Bench,
        number: u16,
        data: &[u8],
    ) -> Option<(Client, Vec<u8>)> {
        let mut packet = Vec::new();
        assert!(ChannelData { number, payload: data }.write(&mut packet, self.is_stream()));
        bench.packet(self.client, &packet)
    }

    fn is_stream(&self) -> bool {
        matches!(self.client, Client::Stream { .. })
    }
}

/// Two callers of one call, with allocations and permission for each other.
pub(crate) fn pair(bench: &mut Bench) -> (Caller, Caller) {
    let mut a = Caller::allocated(bench, "198.51.100.1:1000", "call.a");
    let mut b = Caller::allocated(bench, "198.51.100.2:2000", "call.b");
    allow(bench, &mut a, &mut b);
    (a, b)
}

/// Both permit each other.
pub(crate) fn allow(bench: &mut Bench, a: &mut Caller, b: &mut Caller) {
    assert_eq!(a.permit(bench, b.relayed()).error(), None);
    assert_eq!(b.permit(bench, a.relayed()).error(), None);
}

/// Sender and payload of a Data indication.
pub(crate) fn data_indication(bytes: &[u8]) -> (SocketAddr, Vec<u8>) {
    let reply = Reply { bytes: bytes.to_vec() };
    let message = reply.message();
    assert_eq!((message.class(), message.method()), (Class::Indication, Method::DATA));
    let data = message.attribute(Attribute::DATA).unwrap().to_vec();
    (reply.address(Attribute::XOR_PEER_ADDRESS).unwrap(), data)
}
