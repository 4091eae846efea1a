//! One address opens connection after connection, or session after session, and keeps them.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

use calln_client::Client;
use calln_wire::client::Auth;

use crate::polled::{Polled, answer};
use crate::raw;
use crate::referee::Referee;
use crate::server::{self, Server};

const LIMIT: usize = 50;
const KEPT: usize = 4;

/// A server that counts what comes from this machine.
fn start(settings: &[&str]) -> Server {
    server::start(&[&["--limits-exempt", "192.0.2.0/24"], settings].concat())
}

#[test]
fn an_address_has_so_many_connections_and_the_next_is_told_so() {
    let server = start(&["--limits-connections-per-address", &LIMIT.to_string()]);
    let mut open: Vec<_> = (0..LIMIT).map(|_| raw::connect(&server)).collect();
    let mut turned_away = raw::connect(&server);
    assert_eq!(
        answer(&mut turned_away),
        (429, "too many connections are open from you or around you now\n".to_owned())
    );
    // With each that goes there is room for another.
    open.pop();
    while server_is_full(&server) {}
    println!("{LIMIT} connections from one address, and not one more");
}

fn server_is_full(server: &Server) -> bool {
    let mut stream = raw::connect(server);
    let _closed = write!(stream, "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    answer(&mut stream).0 != 200
}

#[test]
fn idle_connections_are_kept_for_proxies_and_only_so_many_for_each_address() {
    let server =
        start(&["--limits-idle-connections-per-address", &KEPT.to_string(), "--limits-idle-within", "600"]);
    let mut streams: Vec<_> = (0..KEPT + 3).map(|_| raw::connect(&server)).collect();
    let kept: Vec<_> = streams.iter_mut().map(is_kept).collect();
    // Those that are closed make room for those that come after them.
    assert_eq!(kept.iter().filter(|kept| **kept).count(), KEPT, "{kept:?}");
    let mut again: Vec<_> = streams.into_iter().zip(kept).filter(|(_, kept)| *kept).collect();
    assert!(again.iter_mut().all(|(stream, _)| is_kept(stream)), "a kept connection takes another request");
    println!("of {} idle connections, {KEPT} are kept", KEPT + 3);
}

/// All connections together; a quarter of them may be HTTP.
const CONNECTIONS: usize = 400;
/// What one provider may have of that quarter.
const OF_A_PROVIDER: usize = 75;

#[test]
fn addresses_without_end_leave_room_for_those_of_another_provider() {
    let server = start(&["--limits-connections", &CONNECTIONS.to_string()]);
    let referee = Referee::new(&server);
    // Each connection has begun a request, is from another network, and all are from one /16.
    let begin = |n: usize| {
        let mut stream = connect_from(&server, Ipv4Addr::new(127, 1, u8::try_from(n % 256).unwrap(), 1));
        let _turned_away = write!(stream, "GET /healthz HTTP/1.1\r\nhost: a\r\n");
        stream
    };
    let begun: Vec<_> = (0..CONNECTIONS).map(begin).collect();
    let elsewhere = || connect_from(&server, Ipv4Addr::new(127, 2, 0, 1));
    let mut other = elsewhere();
    assert!(!is_kept(&mut other), "where much is taken, who waits for nothing makes room");
    assert_eq!(raw::upgrade_on(&mut elsewhere(), &server), 101);
    // The server has seen all of them: it takes connections one after the other.
    let held = begun.iter().filter(|stream| !is_answered(stream)).count();
    let grown = referee.judge(&server, 0, held);
    println!("{CONNECTIONS} connections from one provider, {held} held, {grown} KiB; others find room");
    assert_eq!(held, OF_A_PROVIDER);
}

fn connect_from(server: &Server, source: Ipv4Addr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((source, 0)).into()).unwrap();
    let to: SocketAddr = raw::host(server).parse().unwrap();
    socket.connect(&to.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Whether something has come, or the end.
fn is_answered(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false).unwrap();
    !matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock)
}

/// Asks something; whether the connection is kept after the answer.
fn is_kept(stream: &mut TcpStream) -> bool {
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\nok") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    !String::from_utf8(head).unwrap().to_lowercase().contains("connection: close")
}

/// As many as the rates let in at once.
const ASKED: usize = 1_000;
const SESSIONS: usize = 400;
/// Of which the last are for who comes back to a call.
const FOR_RETURN: usize = SESSIONS / 8;
/// Too few for some of them to be kept for who comes back to a call.
const SESSIONS_OF_A_HOUSEHOLD: usize = 6;

#[test]
fn polled_sessions_hold_no_connection_and_are_counted_all_the_same() {
    let server = start(&["--limits-sessions-per-address", &SESSIONS.to_string()]);
    let referee = Referee::new(&server);
    let (mut open, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..ASKED {
        match Polled::try_open(&server, "") {
            // One that isn't connected is gone in seconds.
            Ok(polled) => {
                assert_eq!(polled.post(&server, "40").0, 200);
                if polled.poll(&server).1.starts_with("40") {
                    open.push(polled);
                }
            }
            Err(refusal) => refused.push(refusal),
        }
    }
    let grown = referee.judge(&server, 0, open.len());
    println!("{ASKED} polled sessions asked for from one address: {} are open, {grown} KiB", open.len());
    assert_eq!(open.len(), SESSIONS - FOR_RETURN);
    let (status, why) = &refused[0];
    assert_eq!((*status, why.contains(r#""retry_after":10"#)), (429, true), "{why}");
}

#[test]
fn a_household_has_so_many_sessions_whatever_carries_them() {
    let most = SESSIONS_OF_A_HOUSEHOLD.to_string();
    let server = start(&["--trusted-proxies", "127.0.0.0/8", "--limits-sessions-per-address", &most]);
    let from = |n: usize| format!("x-forwarded-for: 2001:db8::{n:x}\r\n");
    let websocket = |n| {
        let (mut stream, status) = raw::upgrade(&server, &from(n));
        assert_eq!(status, 101);
        stream.write_all(&raw::frame(true, 1, b"40")).unwrap();
        stream
    };
    let half = SESSIONS_OF_A_HOUSEHOLD / 2;
    let mut sockets: Vec<_> = (0..half).map(websocket).collect();
    let polled: Vec<_> = (half..2 * half).map(|n| Polled::connected(&server, &from(n))).collect();
    let another = from(2 * half);
    let is_full = || {
        let refused = Polled::try_open(&server, &another).err().map(|(status, _)| status);
        (refused, raw::upgrade(&server, &another).1) == (Some(429), 429)
    };
    assert!(is_full());
    // Neighbours have their own.
    assert!(Polled::try_open(&server, "x-forwarded-for: 2001:db8:0:1::1\r\n").is_ok());
    // A session that moves to a WebSocket stays one; with each that goes there is room for another.
    sockets.push(raw::upgrade_session(&server, polled[0].sid(), &from(half)).0);
    assert!(is_full());
    assert_eq!(polled[1].post(&server, "1").0, 200);
    let last = Polled::connected(&server, &another);
    assert!(is_full());
    sockets.swap_remove(0);
    while !server.metrics().contains(&format!("calln_connections {}\n", 2 * half - 1)) {}
    assert!(Polled::try_open(&server, &another).is_ok());
    drop(last);
    println!("{most} sessions from one /64 over both transports, and not one more");
}

#[tokio::test]
async fn who_comes_back_to_a_call_gets_in_where_the_address_has_no_room_for_others() {
    let server = start(&["--limits-sessions-per-address", "16"]);
    let target = server.target().await;
    // One of them has lost its line, which the server doesn't know.
    let (_first, _second, (told, _)) = server.matched_call().await;
    let mut crowd = Vec::new();
    for _ in 2..14 {
        crowd.push(Client::connect(&target, 0).await.unwrap());
    }
    assert!(Client::connect(&target, 0).await.is_err());
    let auth = serde_json::to_string(&Auth { token: told.token }).unwrap();
    assert!(Client::connect_with(&target, 0, &auth).await.is_ok());
}
