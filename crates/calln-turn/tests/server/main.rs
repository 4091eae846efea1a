//! The sockets: the real server on a port of its own, and clients over UDP and TCP.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

mod harness;

use std::time::Duration;

use calln_turn::{BindError, Limits, Server, Stopped};
use harness::{Allocated, Peer, Running, allocated, datagrams, limit, settings, stream};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn udp_and_tcp_clients_talk_through_the_one_port() {
    let server = Running::start(Limits::default());
    let mut udp = allocated(&server, datagrams(&server).await, "call.a").await;
    let mut tcp = allocated(&server, stream(&server).await, "call.b").await;
    let (udp_relayed, tcp_relayed) = (udp.relayed(), tcp.relayed());
    udp.bind_channel(0x4000, tcp_relayed).await;
    tcp.bind_channel(0x4001, udp_relayed).await;
    for size in [0, 1, 2, 3, 4, 5, 100, 1201, 8000] {
        let payload = vec![size as u8; size];
        udp.send(0x4000, &payload).await;
        assert_eq!(tcp.receive().await, (0x4001, payload.clone()));
        tcp.send(0x4001, &payload).await;
        assert_eq!(udp.receive().await, (0x4000, payload));
    }
    let stats = server.handle.stats().await.unwrap();
    assert_eq!((stats.allocations, stats.relayed_packets, stats.unsent_packets), (2, 18, 0));
}

#[tokio::test]
async fn messages_may_arrive_in_any_pieces() {
    let server = Running::start(Limits::default());
    let mut tcp = allocated(&server, stream(&server).await, "a").await;
    let own = tcp.relayed();
    tcp.bind_channel(0x4000, own).await;
    let Peer::Stream { stream, .. } = &mut tcp.peer else { panic!("a stream") };
    for byte in b"\x40\x00\x00\x05piece\0\0\0\x40\x00\x00\x04next\x40\x00" {
        stream.write_all(&[*byte]).await.unwrap();
    }
    assert_eq!(tcp.receive().await, (0x4000, b"piece".to_vec()));
    assert_eq!(tcp.receive().await, (0x4000, b"next".to_vec()));
}

#[tokio::test]
async fn a_closed_connection_frees_its_allocation() {
    let server = Running::start(Limits::default());
    let tcp = allocated(&server, stream(&server).await, "a").await;
    assert_eq!(server.handle.stats().await.unwrap().allocations, 1);
    drop(tcp);
    server.until(|stats| stats.allocations == 0).await;
}

#[tokio::test]
async fn p08_the_end_of_a_call_frees_its_allocations() {
    let server = Running::start(Limits::default());
    let _kept = allocated(&server, datagrams(&server).await, "kept").await;
    let _udp = allocated(&server, datagrams(&server).await, "ended").await;
    let _tcp = allocated(&server, stream(&server).await, "ended").await;
    server.handle.leave("ended").unwrap();
    server.handle.dissolve("ended").unwrap();
    assert_eq!(server.handle.stats().await.unwrap().allocations, 1);
}

#[tokio::test]
async fn who_reads_too_slowly_is_cut_off_and_others_go_on() {
    let server = Running::start(Limits {
        allocation_bytes_per_second: u32::MAX,
        total_bytes_per_second: u32::MAX,
        network_bytes_per_second: u32::MAX,
        ..Limits::default()
    });
    let mut udp = allocated(&server, datagrams(&server).await, "call.a").await;
    let mut slow = allocated(&server, stream(&server).await, "call.b").await;
    slow.bind_channel(0x4000, udp.relayed()).await;
    udp.bind_channel(0x4000, slow.relayed()).await;
    let cut_off = async {
        while server.handle.stats().await.unwrap().allocations == 2 {
            for _ in 0..50 {
                udp.send(0x4000, &[0; 8000]).await;
            }
        }
    };
    limit(cut_off).await;
    let stats = server.handle.stats().await.unwrap();
    assert!(stats.unsent_packets > 0, "{stats:?}");
    let own = udp.relayed();
    udp.bind_channel(0x4001, own).await;
    udp.send(0x4001, b"still here").await;
    assert_eq!(udp.receive().await, (0x4001, b"still here".to_vec()));
}

/// The server closes the connection; how it puts it differs.
async fn is_closed(stream: &mut (impl AsyncRead + Unpin)) -> bool {
    limit(async { !matches!(stream.read(&mut [0; 64]).await, Ok(1..)) }).await
}

#[tokio::test]
async fn a_stream_of_something_else_is_closed() {
    let server = Running::start(Limits::default());
    let oversize = b"\x40\x00\xFF\xFF".as_slice();
    for begin in [b"GET / HTTP/1.1\r\n\r\n".as_slice(), b"\x16\x03\x01\x02\x00\x01\x00\x01", oversize] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(begin).await.unwrap();
        assert!(is_closed(&mut stream).await);
    }
}

#[tokio::test]
async fn a_connection_that_makes_no_allocation_is_closed() {
    let server = Running::start(Limits { connection_setup: Duration::from_millis(300), ..Limits::default() });
    let mut served = allocated(&server, stream(&server).await, "a").await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut half = TcpStream::connect(server.address).await.unwrap();
    half.write_all(b"\x00\x01\x00").await.unwrap();
    assert!(is_closed(&mut silent).await);
    assert!(is_closed(&mut half).await);
    // The one with an allocation is older than both, and lives.
    let own = served.relayed();
    served.bind_channel(0x4000, own).await;
}

#[tokio::test]
async fn connections_are_bounded_per_network_and_free_again_once_closed() {
    let server = Running::start(Limits { connections_per_network: 2, ..Limits::default() });
    let first = allocated(&server, stream(&server).await, "a").await;
    let _second = allocated(&server, stream(&server).await, "b").await;
    let mut third = TcpStream::connect(server.address).await.unwrap();
    assert!(is_closed(&mut third).await);
    drop(first);
    server.until(|stats| stats.allocations == 1).await;
    let _fourth = allocated(&server, stream(&server).await, "c").await;
}

/// A connection from that address, with nothing said over it yet.
async fn connection_from(server: &Running, address: &str) -> Peer {
    let (ours, theirs) = tokio::io::duplex(4096);
    server.handle.serve(theirs, address.parse().unwrap()).await.unwrap();
    Peer::Duplex { stream: ours, read: Vec::new() }
}

/// The client's connection and allocation are there.
async fn is_served(client: &mut Allocated) {
    let own = client.relayed();
    client.bind_channel(0x4000, own).await;
}

/// A client of a user that is in no call.
async fn idle_from(server: &Running, address: &str, id: &str) -> Allocated {
    let client = allocated(server, connection_from(server, address).await, id).await;
    server.handle.dissolve(id).unwrap();
    client
}

#[tokio::test]
async fn connections_without_an_allocation_give_way_before_idle_allocations() {
    let server = Running::start(Limits { connections: 4, ..Limits::default() });
    let mut honest = [
        idle_from(&server, "198.51.100.1:1", "a").await,
        idle_from(&server, "198.51.100.1:2", "b").await,
        idle_from(&server, "198.51.100.2:1", "c").await,
    ];
    // Each from a provider of its own, so that none of theirs has more than the honest.
    let mut bare = Vec::new();
    for n in 1..20 {
        bare.push(connection_from(&server, &format!("203.{n}.0.1:1")).await);
    }
    for client in &mut honest {
        is_served(client).await;
    }
    assert_eq!(server.handle.stats().await.unwrap().allocations, 3);
}

#[tokio::test]
async fn the_network_with_the_most_connections_gives_way_to_the_others() {
    let server = Running::start(Limits { connections: 4, ..Limits::default() });
    let mut honest = idle_from(&server, "198.51.100.1:1", "a").await;
    let mut crowd = Vec::new();
    for n in 0..6 {
        crowd.push(idle_from(&server, &format!("203.0.113.1:{n}"), &format!("crowd{n}")).await);
    }
    let mut newcomer = idle_from(&server, "192.0.2.1:1", "b").await;
    let mut newest = crowd.split_off(4);
    for client in [&mut honest, &mut newcomer].into_iter().chain(newest.iter_mut()) {
        is_served(client).await;
    }
    for client in crowd {
        let Peer::Duplex { mut stream, .. } = client.peer else { panic!("a stream") };
        assert!(is_closed(&mut stream).await);
    }
}

#[tokio::test]
async fn a_connection_accepted_elsewhere_is_served() {
    let server = Running::start(Limits::default());
    let (ours, theirs) = tokio::io::duplex(4096);
    server.handle.serve(theirs, "198.51.100.7:4000".parse().unwrap()).await.unwrap();
    let peer = Peer::Duplex { stream: ours, read: Vec::new() };
    let mut tls = allocated(&server, peer, "a").await;
    let own = tls.relayed();
    tls.bind_channel(0x4000, own).await;
    tls.send(0x4000, b"through somebody else's socket").await;
    assert_eq!(tls.receive().await.1, b"through somebody else's socket");
}

#[tokio::test]
async fn told_to_stop_the_server_closes_everything_and_its_thread_ends() {
    let server = Running::start(Limits::default());
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let _served = allocated(&server, stream(&server).await, "a").await;
    let Running { stop, thread, handle, address } = server;
    drop(stop);
    assert!(is_closed(&mut silent).await);
    limit(tokio::task::spawn_blocking(|| thread.join())).await.unwrap().unwrap().unwrap();
    assert_eq!(handle.stats().await, Err(Stopped));
    assert_eq!(handle.leave("a"), Err(Stopped));
    Server::bind(address, settings(Limits::default())).expect("the port is free again");
}

#[tokio::test]
async fn dropping_the_servers_future_closes_everything() {
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), settings(Limits::default())).unwrap();
    let (address, handle) = (server.local_addr(), server.handle());
    let running = tokio::spawn(server.run(std::future::pending()));
    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(b"\x00").await.unwrap();
    handle.stats().await.unwrap();
    running.abort();
    assert!(is_closed(&mut silent).await);
    assert_eq!(handle.stats().await, Err(Stopped));
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_so() {
    let server = Running::start(Limits::default());
    let error = Server::bind(server.address, settings(Limits::default())).unwrap_err();
    assert!(matches!(error, BindError::Listen { .. }));
    assert!(error.to_string().contains("is another STUN or TURN server using the port?"));
}

#[tokio::test]
async fn rubbish_over_udp_is_survived() {
    let server = Running::start(Limits::default());
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for packet in [&b""[..], b"\xFF", &[0; 9000], b"\x40\x00\xFF\xFF", b"\x00\x01\x00\x00\x21\x12\xA4\x42"] {
        socket.send_to(packet, server.address).await.unwrap();
    }
    server.until(|stats| stats.malformed_packets == 5).await;
    allocated(&server, datagrams(&server).await, "a").await;
}
