//! TLS handshakes with the relay that are begun and never ended. They are on a port of their own, over no other transport.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::certificate::{Files, port, secure};
use crate::server;

/// More than there are places for.
const STALLED: usize = 600;
/// Shorter than a stalled handshake may last: nobody waits for one to end.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn handshakes_that_never_end_keep_out_nobody_of_another_network() {
    let files = Files::of("localhost", 2200);
    let server = server::start(&files.flags());
    let caller = server.caller().await;
    let urls: Vec<_> = caller.welcome.ice_servers.iter().flat_map(|ice| ice.urls.clone()).collect();
    let port = port(&urls, "turns:localhost:");

    let mut stalled = Vec::new();
    for _ in 0..STALLED {
        let mut stream = from(Ipv4Addr::LOCALHOST, port).await;
        // The head of a record that doesn't come.
        stream.write_all(b"\x16\x03\x01\x02\x00").await.unwrap();
        stalled.push(stream);
    }
    let other = from(Ipv4Addr::new(127, 77, 0, 1), port).await;
    tokio::time::timeout(SOON, secure(&files.certificate, other))
        .await
        .expect("there is a place for it")
        .unwrap();

    // The same address isn't kept out either: its oldest gave way.
    let own = from(Ipv4Addr::LOCALHOST, port).await;
    tokio::time::timeout(SOON, secure(&files.certificate, own))
        .await
        .expect("there is a place for it")
        .unwrap();
    tokio::time::timeout(SOON, stalled[0].read(&mut [0])).await.expect("it gave way").unwrap_or_default();
    println!("{STALLED} stalled handshakes of one address: others, and the address itself, got through");
}

async fn from(ip: Ipv4Addr, port: u16) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((ip, 0))).unwrap();
    socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.unwrap()
}
