//! A caller with credentials for the relay tries to reach, through it, what isn't its partner. What it does is TURN,
//! whatever its credentials came over.

use std::net::{SocketAddr, UdpSocket};

use calln_turn::{Credentials, Probe, ProbeError};
use calln_wire::client::Join;
use calln_wire::server::{IceServer, Matched};

use crate::caller::anyone;
use crate::server;

/// This machine, its networks, a cloud's own addresses, the same written as IPv6, and somebody on the internet.
const ELSEWHERE: [&str; 10] = [
    "127.0.0.2:22",
    "10.0.0.1:80",
    "172.16.0.1:80",
    "192.168.1.1:80",
    "169.254.169.254:80",
    "0.0.0.0:80",
    "224.0.0.1:5353",
    "203.0.113.7:443",
    "[::1]:22",
    "[::ffff:127.0.0.2]:22",
];

#[tokio::test]
async fn the_relay_leads_to_other_callers_alone() {
    let server = server::start(&[]);
    let (mut hidden, mut partner) = (server.caller().await, server.caller().await);
    hidden.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let theirs = way(partner.is_matched(&anyone()).await.relay.unwrap());
    let (address, credentials) = way(hidden.hears::<Matched>().await.relay.unwrap());
    let mut attacker = Probe::udp(address, credentials).await.unwrap();
    let own = attacker.allocate().await.unwrap();
    for (n, elsewhere) in (0x4000..).zip(ELSEWHERE) {
        let refused = attacker.bind_channel(n, elsewhere.parse().unwrap()).await;
        assert!(matches!(refused, Err(ProbeError::Refused(403 | 443))), "{elsewhere}: {refused:?}");
    }
    // A port of the relay's own address that is no caller's: what is sent there ends in the relay, which has no sockets
    // but the one that it listens on.
    let service = UdpSocket::bind("127.0.0.1:0").unwrap();
    service.set_nonblocking(true).unwrap();
    attacker.bind_channel(0x4100, service.local_addr().unwrap()).await.unwrap();
    attacker.send(0x4100, b"to a service of this machine").await.unwrap();
    // What it is for still works, and comes behind that.
    let mut other = Probe::udp(theirs.0, theirs.1).await.unwrap();
    let (from, to) = (own, other.allocate().await.unwrap());
    other.bind_channel(0x4200, from).await.unwrap();
    attacker.bind_channel(0x4200, to).await.unwrap();
    attacker.send(0x4200, b"to the partner").await.unwrap();
    assert_eq!(other.receive().await.unwrap(), (0x4200, b"to the partner".to_vec()));
    let heard = service.recv(&mut [0; 64]).unwrap_err();
    assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock, "the service heard nothing");
    println!("{} places that are no caller's: all refused; the partner: reached", ELSEWHERE.len());
}

/// The relay's address over UDP, and what opens it for a caller.
pub(crate) fn way(relay: IceServer) -> (SocketAddr, Credentials) {
    let IceServer { urls, username, credential } = relay;
    let udp = urls.iter().find_map(|url| url.strip_prefix("turn:")?.split('?').next());
    let (username, password) = (username.unwrap(), credential.unwrap());
    (udp.unwrap().parse().unwrap(), Credentials { username, password })
}
