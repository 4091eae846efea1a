//! A slow line is not a dead one, and a trickle is. Lines here have a speed: it is what is tested, so pieces are paced.
#![allow(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod fixture;

use std::time::{Duration, Instant};

use calln_transport::Config;
use fixture::{Ws, echo, get, serve, sid};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// 500 bytes a second, on the average of a second.
fn config() -> Config {
    Config {
        least_rate: 500,
        rate_window: Duration::from_secs(1),
        ping_interval: Duration::from_secs(25),
        ping_timeout: Duration::from_secs(20),
        ..echo::config("/socket.io/")
    }
}

/// Four times what is asked for: 100 bytes each twentieth of a second.
const SLOW: usize = 100;
const BYTES: usize = 4_000;

/// Writes the bytes, so many at a time; whether all could be written.
async fn write(stream: &mut TcpStream, bytes: &[u8], at_once: usize) -> bool {
    let mut paced = tokio::time::interval(Duration::from_millis(50));
    for piece in bytes.chunks(at_once) {
        paced.tick().await;
        if stream.write_all(piece).await.is_err() {
            return false;
        }
    }
    true
}

/// A client's frame, masked with zeros.
fn frame(last: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len()).unwrap();
    let mut frame = vec![u8::from(last) << 7 | opcode, 0xfe];
    frame.extend(len.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

fn event() -> Vec<u8> {
    format!("42[\"message\",\"{}\"]", "x".repeat(BYTES)).into_bytes()
}

#[tokio::test]
async fn a_message_on_a_slow_line_arrives_whole_or_in_fragments() {
    let (server, _) = serve(config(), echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    let event = event();
    let (front, back) = event.split_at(BYTES / 2);
    let in_fragments = [frame(false, 1, front), frame(true, 0, back)].concat();
    for bytes in [frame(true, 1, &event), in_fragments] {
        assert!(write(ws.0.get_mut(), &bytes, SLOW).await);
        assert!(ws.text().await.starts_with("42[\"message-back\",\"xxx"));
    }
    server.stop().await;
}

#[tokio::test]
async fn an_attachment_on_a_slow_line_arrives() {
    let (server, _) = serve(config(), echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    ws.send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").await;
    assert!(write(ws.0.get_mut(), &frame(true, 2, &[7; BYTES]), SLOW).await);
    assert!(ws.text().await.starts_with("451-[\"message-back\""));
    assert_eq!(ws.binary().await.len(), BYTES);
    server.stop().await;
}

#[tokio::test]
async fn a_trickle_is_closed_whatever_it_is_the_trickle_of() {
    let (server, _) = serve(config(), echo::Events).await;
    let whole = frame(true, 1, &event());
    let fragment = frame(false, 1, &event());
    let unfinished = [fragment.clone(), frame(false, 0, &[b'x'; BYTES])].concat();
    for bytes in [whole, fragment, unfinished] {
        let stream = Ws::connected(server.address).await.0.into_inner();
        let said = trickle(stream, bytes).await;
        assert!(said.contains("a packet was not completed in time"), "{said}");
    }
    server.stop().await;
}

/// Sends the bytes as a trickle while it reads: all that the server says until it closes.
async fn trickle(stream: TcpStream, bytes: Vec<u8>) -> String {
    let (mut reader, mut writer) = stream.into_split();
    let writing = tokio::spawn(async move {
        let mut paced = tokio::time::interval(Duration::from_millis(50));
        for byte in bytes {
            paced.tick().await;
            if writer.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        // What was begun stays so: the connection isn't the client's to close.
        std::future::pending::<()>().await;
    });
    let mut said = Vec::new();
    let _reset = reader.read_to_end(&mut said).await;
    writing.abort();
    String::from_utf8_lossy(&said).into_owned()
}

/// A polled session, and the head of a body of `len` bytes for it.
async fn begin_post(address: std::net::SocketAddr, len: usize) -> TcpStream {
    let open = get(address, "/socket.io/?EIO=4&transport=polling").await.1;
    let path = format!("/socket.io/?EIO=4&transport=polling&sid={}", sid(&open));
    assert_eq!(fixture::request(address, "POST", &path, "", "40").await.0, 200);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {len}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn a_body_on_a_slow_line_is_taken_and_a_trickle_is_answered_with_408() {
    let (server, _) = serve(config(), echo::Events).await;
    let mut slow = begin_post(server.address, event().len()).await;
    assert!(write(&mut slow, &event(), SLOW).await);
    let mut said = String::new();
    slow.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("ok"), "{said}");
    let stream = begin_post(server.address, event().len()).await;
    let said = trickle(stream, event()).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_has_its_own_time_and_not_that_of_a_head() {
    let (head_timeout, idle_timeout) = (Duration::from_millis(100), Duration::from_millis(700));
    let config = Config { head_timeout, idle_timeout, ..echo::config("/socket.io/") };
    let (server, _) = serve(config, echo::Events).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let ask = format!("GET /elsewhere HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    for _ in 0..2 {
        stream.write_all(ask.as_bytes()).await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
    }
    let asked = Instant::now();
    assert_eq!(stream.read(&mut [0; 1]).await.unwrap(), 0);
    assert!(asked.elapsed() >= idle_timeout - Duration::from_millis(50), "{:?}", asked.elapsed());
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    silent.write_all(b"GET / HT").await.unwrap();
    let begun = Instant::now();
    let mut rest = Vec::new();
    let _reset = silent.read_to_end(&mut rest).await;
    assert!(begun.elapsed() >= head_timeout - Duration::from_millis(50));
    server.stop().await;
}
