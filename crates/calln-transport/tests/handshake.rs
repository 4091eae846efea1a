//! Who is let in, and what everybody else is told.

use calln_transport::{CloseReason, Event, Flow, Handler, Refusal, Socket};
use serde_json::value::RawValue;

mod fixture;
use fixture::{Ws, echo, get, request, serve};

const OPEN: &str = "/socket.io/?EIO=4&transport=polling";

#[tokio::test]
async fn a_session_opens_over_either_transport() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let (status, polled) = get(server.address, OPEN).await;
    let open = Ws::open(server.address, "").await.text().await;
    assert_eq!(status, 200);
    for (text, upgrades) in [(polled, serde_json::json!(["websocket"])), (open, serde_json::json!([]))] {
        let value: serde_json::Value = serde_json::from_str(text.strip_prefix('0').unwrap()).unwrap();
        assert_eq!(value["upgrades"], upgrades);
        assert_eq!(value["pingInterval"], 300);
        assert_eq!(value["pingTimeout"], 200);
        assert_eq!(value["maxPayload"], 1_000_000);
        assert_eq!(value["sid"].as_str().unwrap().len(), 22);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_request_that_is_none_of_the_protocol_is_refused_with_a_reason() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let table = [
        ("GET", "/socket.io/?transport=polling", 400, 5),
        ("GET", "/socket.io/?EIO=abc&transport=polling", 400, 5),
        ("GET", "/socket.io/?EIO=4", 400, 0),
        ("GET", "/socket.io/?EIO=4&transport=abc", 400, 0),
        ("POST", OPEN, 400, 2),
        ("PUT", OPEN, 400, 2),
        ("GET", "/socket.io/?EIO=4&transport=websocket", 400, 3),
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAAAA", 400, 1),
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=x", 400, 1),
    ];
    for (method, target, status, code) in table {
        let (answered, body) = request(server.address, method, target, "", "").await;
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (answered, &value["code"]),
            (status, &serde_json::json!(code)),
            "{method} {target}: {body}"
        );
    }
    assert_eq!(get(server.address, "/elsewhere").await.0, 404);
    server.stop().await;
}

/// Whoever comes is told to come later.
struct Busy;

impl Handler for Busy {
    type Peer = ();
    type Session = ();

    fn accept(&self, _: &http::request::Parts, _: std::net::SocketAddr) -> Result<(), Refusal> {
        Err(Refusal::new("too many").too_often(std::time::Duration::from_millis(1_001)))
    }

    fn connect(&self, _: Socket, (): &(), _: &str, _: Option<&RawValue>) -> Result<(), Refusal> {
        Ok(())
    }

    fn event(&self, (): &(), _: Event) -> Flow {
        Flow::On
    }

    fn close(&self, (): &(), _: CloseReason) {}
}

#[tokio::test]
async fn who_comes_too_often_can_read_when_to_come_again() {
    let (server, _) = serve(echo::config("/socket.io/"), Busy).await;
    let (status, body) = get(server.address, OPEN).await;
    assert_eq!((status, &body[..]), (429, r#"{"code":4,"message":"too many","retry_after":2}"#));
    server.stop().await;
}

#[tokio::test]
async fn another_sites_page_is_refused_on_polling_too() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    for header in ["Origin: https://evil.test", "Origin: null", "Sec-Fetch-Site: cross-site"] {
        let (status, _) = request(server.address, "GET", OPEN, &format!("{header}\r\n"), "").await;
        assert_eq!(status, 403, "{header}");
    }
    let own = format!("Origin: http://{}\r\n", server.address);
    assert_eq!(request(server.address, "GET", OPEN, &own, "").await.0, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_is_too_long_or_never_ends_is_not_waited_for() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let config = calln_transport::Config {
        head_timeout: std::time::Duration::from_millis(100),
        ..echo::config("/socket.io/")
    };
    let (server, _) = serve(config, echo::Events).await;
    let long = format!("X-Long: {}\r\n", "x".repeat(20_000));
    assert_eq!(request(server.address, "GET", OPEN, &long, "").await.0, 431);
    let mut slow = tokio::net::TcpStream::connect(server.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).await.unwrap();
    server.stop().await;
}
