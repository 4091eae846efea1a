//! The relay between two callers and a stranger, who say anything; requests of the callers are signed as they should be.
//!
//! The input is a list of steps: who acts, how, so many bytes, and these.

#![no_main]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use calln_turn::channel_data::ChannelData;
use calln_turn::stun::{Attribute, Class, Message, Method, TransactionId, Writer, decode_xor_address};
use calln_turn::{Client, Credentials, Limits, Now, Relay, Secret, Session, Settings, framing};
use libfuzzer_sys::fuzz_target;

const UNIX: u64 = 1_900_000_000;
const METHODS: [Method; 5] =
    [Method::BINDING, Method::ALLOCATE, Method::REFRESH, Method::CREATE_PERMISSION, Method::CHANNEL_BIND];

/// Somebody who speaks to the relay.
struct Caller {
    client: Client,
    session: Session,
    /// The address at which the others reach them.
    relayed: Option<SocketAddr>,
}

/// Two callers of one call, one of them over TCP, and somebody of another call.
fn everybody(secret: &Secret) -> Vec<Caller> {
    let address = |port| SocketAddr::from(([198, 51, 100, 1], port));
    let clients = [
        (Client::Udp(address(1000)), "call.a"),
        (Client::Stream { address: address(2000), connection: 1 }, "call.b"),
        (Client::Udp(address(3000)), "other.a"),
    ];
    clients
        .into_iter()
        .map(|(client, id)| {
            let credentials = Credentials::issue(secret, UNIX, Duration::from_secs(3600), id);
            let session = Session::new(credentials.expect("a good name"), [1; 12]);
            Caller { client, session, relayed: None }
        })
        .collect()
}

/// Adds the attributes that `bytes` describe: type, length, value. A peer's address of one byte is the address at which
/// one of these is reached.
fn attributes<'a>(mut writer: Writer<'a>, mut bytes: &[u8], relayed: &[Option<SocketAddr>]) -> Writer<'a> {
    while let [high, low, length, rest @ ..] = bytes {
        let (value, left) = rest.split_at(rest.len().min(usize::from(*length)));
        let kind = Attribute(u16::from_be_bytes([*high, *low]));
        let peer = match value {
            [index] if kind == Attribute::XOR_PEER_ADDRESS => {
                relayed.get(usize::from(*index)).copied().flatten()
            }
            _ => None,
        };
        writer = match peer {
            Some(peer) => writer.xor_address(kind, peer),
            None => writer.attribute(kind, value),
        };
        bytes = left;
    }
    writer
}

fuzz_target!(|steps: &[u8]| {
    let secret = Secret::new(*b"a secret for the fuzzer, of no other use");
    let settings = Settings {
        advertised_ip: [203, 0, 113, 1].into(),
        realm: "calln".into(),
        secret: secret.clone(),
        limits: Limits::default(),
    };
    let mut now = Now { instant: Instant::now(), unix: UNIX };
    let mut relay = Relay::new(settings, [9; 32], now.instant).expect("good settings");
    let mut callers = everybody(&secret);
    for (user, party) in [("call.a", "call"), ("call.b", "call"), ("other.a", "other")] {
        relay.admit(user);
        relay.join(user, party);
    }

    let mut steps = steps;
    while let [who, how, length, rest @ ..] = steps {
        let (bytes, left) = rest.split_at(rest.len().min(usize::from(*length)));
        steps = left;
        let who = usize::from(*who) % callers.len();
        let relayed: Vec<_> = callers.iter().map(|it| it.relayed).collect();
        let Caller { client, session, .. } = &mut callers[who];
        let packet = match how % 9 {
            0 => bytes.to_vec(),
            1 => {
                now.instant += Duration::from_secs(u64::from(*length));
                now.unix += u64::from(*length);
                continue;
            }
            2 => {
                let [high, low, payload @ ..] = bytes else { continue };
                let mut packet = Vec::new();
                let number = u16::from_be_bytes([*high, *low]);
                assert!(ChannelData { number, payload }.write(&mut packet, true), "a short payload fits");
                packet
            }
            3 => {
                let mut packet = Vec::new();
                let send = Writer::new(&mut packet, Class::Indication, Method::SEND, TransactionId([2; 12]));
                attributes(send, bytes, &relayed).finish().expect("a few attributes fit");
                packet
            }
            request => {
                let method = METHODS[usize::from(request - 4)];
                session.request(method, |it| attributes(it, bytes, &relayed)).expect("a few attributes fit")
            }
        };
        if let Ok(Some(framed)) = framing::message_bytes(&packet) {
            assert!(framed > 0, "a stream gets on");
        }
        let Some(out) = relay.handle(now, *client, &packet) else { continue };
        if out.to == *client {
            let Ok(response) = Message::parse(out.bytes) else { continue };
            session.is_challenged_by(&response);
            if let Some(address) = response.attribute(Attribute::XOR_RELAYED_ADDRESS) {
                callers[who].relayed = decode_xor_address(address, response.transaction());
            }
        } else {
            let to = callers.iter().position(|it| it.client == out.to);
            assert!(
                who + to.expect("a caller") == 1,
                "what is relayed goes from one side of a call to the other"
            );
        }
    }
});
