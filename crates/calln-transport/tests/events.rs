//! Socket.IO over a WebSocket: namespaces, events, acknowledgements, attachments, and what is refused.

mod fixture;
use fixture::{Ws, echo, serve};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

#[tokio::test]
async fn a_client_connects_to_namespaces_and_learns_which_do_not_exist() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let table = [
        ("40", "40{\"sid\":", "42[\"auth\",{}]"),
        ("40{\"token\":\"123\"}", "40{\"sid\":", "42[\"auth\",{\"token\":\"123\"}]"),
        ("40/custom,", "40/custom,{\"sid\":", "42/custom,[\"auth\",{}]"),
        ("40/custom,{\"a\":1}", "40/custom,{\"sid\":", "42/custom,[\"auth\",{\"a\":1}]"),
    ];
    for (connect, answer, greeting) in table {
        let mut ws = Ws::open(server.address, "").await;
        ws.text().await;
        ws.send(connect).await;
        assert!(ws.text().await.starts_with(answer), "{connect}");
        assert_eq!(ws.text().await, greeting);
    }
    let mut ws = Ws::open(server.address, "").await;
    ws.text().await;
    ws.send("40/random").await;
    assert_eq!(ws.text().await, "44/random,{\"message\":\"Invalid namespace\"}");
    server.stop().await;
}

#[tokio::test]
async fn events_and_acknowledgements_come_back_with_their_attachments_behind_them() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    ws.send("42[\"message\",1,\"2\",{\"3\":[true]}]").await;
    assert_eq!(ws.text().await, "42[\"message-back\",1,\"2\",{\"3\":[true]}]");
    ws.send("42456[\"message-with-ack\",1,\"2\"]").await;
    assert_eq!(ws.text().await, "43456[1,\"2\"]");
    let two = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";
    for (head, answer) in [
        (format!("452-[\"message\",{two}]"), format!("452-[\"message-back\",{two}]")),
        (format!("452-789[\"message-with-ack\",{two}]"), format!("462-789[{two}]")),
    ] {
        ws.send(&head).await;
        ws.send_binary(&[1, 2, 3]).await;
        ws.send_binary(&[4, 5, 6]).await;
        assert_eq!(ws.text().await, answer);
        assert_eq!(&ws.binary().await[..], [1, 2, 3]);
        assert_eq!(&ws.binary().await[..], [4, 5, 6]);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_large_message_comes_back_whole() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    let text = "é".repeat(200_000);
    ws.send(&format!("42[\"message\",\"{text}\"]")).await;
    assert_eq!(ws.text().await, format!("42[\"message-back\",\"{text}\"]"));
    server.stop().await;
}

#[tokio::test]
async fn leaving_one_namespace_leaves_the_others_connected() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    ws.send("40/custom").await;
    assert!(ws.text().await.starts_with("40/custom,"));
    ws.text().await;
    ws.send("41/custom").await;
    ws.send("42[\"message\",\"still here\"]").await;
    assert_eq!(ws.text().await, "42[\"message-back\",\"still here\"]");
    server.stop().await;
}

#[tokio::test]
async fn whatever_breaks_protocol_or_limit_is_closed_with_a_reason() {
    let (server, _) = serve(echo::config("/socket.io/"), echo::Events).await;
    let large = format!("42[\"message\",\"{}\"]", "x".repeat(1_000_000));
    let table = [
        ("abc", CloseCode::Protocol),
        ("4abc", CloseCode::Protocol),
        ("42{}", CloseCode::Protocol),
        ("42abc[\"message-with-ack\",1]", CloseCode::Protocol),
        ("42[\"disconnect\"]", CloseCode::Protocol),
        ("42/custom,[\"message\"]", CloseCode::Protocol),
        ("431[]", CloseCode::Protocol),
        ("40", CloseCode::Protocol),
        ("451-[\"message\",{\"_placeholder\":true,\"num\":7}]", CloseCode::Protocol),
        ("451000000-[\"message\"]", CloseCode::Size),
        (large.as_str(), CloseCode::Size),
    ];
    for (message, code) in table {
        let mut ws = Ws::connected(server.address).await;
        ws.send(message).await;
        let frame = ws.closed().await;
        assert_eq!(frame.code, code, "{:.40}: {}", message, frame.reason);
        assert!(!frame.reason.is_empty());
    }
    server.stop().await;
}

#[tokio::test]
async fn an_attachment_that_never_comes_is_not_waited_for() {
    let config = calln_transport::Config {
        rate_window: std::time::Duration::from_millis(100),
        ..echo::config("/socket.io/")
    };
    let (server, _) = serve(config, echo::Events).await;
    let mut ws = Ws::connected(server.address).await;
    ws.send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").await;
    assert_eq!(ws.closed().await.reason, "a packet was not completed in time");
    server.stop().await;
}
