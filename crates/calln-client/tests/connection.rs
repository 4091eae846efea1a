//! The client against the smallest possible server: a WebSocket whose other end says what the test says.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail the test")]

use calln_client::{Client, ClientError, ConnectError, Received, Target};
use calln_wire::client::{Any, Join, Want};
use calln_wire::server::{JoinReply, JoinState, Matched, Role};
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

type Socket = WebSocketStream<TcpStream>;

async fn listen() -> (TcpListener, Target) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, Target::resolve(&url).await.unwrap())
}

/// The server's side of a connection, past all three handshakes.
async fn accept(listener: &TcpListener) -> Socket {
    let (stream, _) = listener.accept().await.unwrap();
    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
    say(
        &mut socket,
        r#"0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000}"#,
    )
    .await;
    assert_eq!(hear(&mut socket).await, "40");
    say(&mut socket, r#"40{"sid":"t"}"#).await;
    socket
}

async fn connect() -> (Client, Socket) {
    let (listener, target) = listen().await;
    let (client, socket) = tokio::join!(Client::connect(&target, 0), accept(&listener));
    (client.unwrap(), socket)
}

async fn say(socket: &mut Socket, text: &str) {
    socket.send(Message::text(text)).await.unwrap();
}

async fn hear(socket: &mut Socket) -> String {
    socket.next().await.unwrap().unwrap().into_text().unwrap().to_string()
}

#[tokio::test]
async fn a_request_is_acknowledged_and_events_come_in_order() {
    let (mut client, mut server) = connect().await;
    let join = Join {
        want: Want::Any(Any::Any),
        country: None,
        withhold_country: None,
        hide_address: None,
        direct_only: None,
        session: None,
        op_id: None,
        proof: None,
        offer: None,
    };
    let id = client.request(&join).await.unwrap();
    assert_eq!(hear(&mut server).await, r#"420["join",{"want":"any"}]"#);
    say(
        &mut server,
        r#"42["matched",{"call":"c","role":"newcomer","partner":{"country":null},"token":"t"}]"#,
    )
    .await;
    say(&mut server, r#"430[{"ok":true,"state":"matched"}]"#).await;

    let Received::Event(event) = client.next().await.unwrap() else { panic!("not an event") };
    assert_eq!(event.decode::<Matched>().unwrap().role, Role::Newcomer);
    let Received::Ack(acknowledged, reply) = client.next().await.unwrap() else { panic!("not an answer") };
    assert_eq!(acknowledged, id);
    assert!(matches!(reply.decode().unwrap(), JoinReply::Ok { state: JoinState::Matched, .. }));
}

#[tokio::test]
async fn a_heartbeat_is_answered() {
    let (mut client, mut server) = connect().await;
    say(&mut server, "2").await;
    let answer = tokio::select! {
        answer = hear(&mut server) => answer,
        received = client.next() => panic!("a heartbeat was handed out: {received:?}"),
    };
    assert_eq!(answer, "3");
}

#[tokio::test]
async fn the_end_of_a_connection_is_told() {
    let (mut client, mut server) = connect().await;
    server.close(None).await.unwrap();
    assert!(matches!(client.next().await, Err(ClientError::Closed)));
}

#[tokio::test]
async fn the_origin_is_that_of_the_servers_own_page() {
    let (listener, target) = listen().await;
    let address = listener.local_addr().unwrap();
    let see = async {
        let (stream, _) = listener.accept().await.unwrap();
        let mut origin = None;
        #[expect(clippy::result_large_err, reason = "tungstenite's signature")]
        let callback = |request: &Request, response: Response| {
            origin = request.headers().get("origin").cloned();
            Ok(response)
        };
        // Dropped after the WebSocket's handshake: no Socket.IO session follows.
        tokio_tungstenite::accept_hdr_async(stream, callback).await.unwrap();
        origin.unwrap()
    };
    let (client, origin) = tokio::join!(Client::connect(&target, 0), see);
    assert_eq!(origin, format!("http://{address}"));
    assert!(matches!(client, Err(ConnectError::Session | ConnectError::WebSocket(_))));
}

#[tokio::test]
async fn a_url_that_is_no_plain_http_address_is_refused() {
    for url in
        ["https://127.0.0.1:1", "127.0.0.1:1", "http://", "http://127.0.0.1:1/path", "http://a@127.0.0.1:1"]
    {
        assert!(Target::resolve(url).await.is_err(), "{url}");
    }
}
