//! What the server writes while callers talk: nothing of them.

use crate::caller::anyone;
use crate::server;
use calln_wire::client::{Attachment, Chat, HangUp, Image, Keys};
use calln_wire::server::{Matched, PartnerLeft, Reconnecting, Returned};
use serde_json::json;

/// An address from a range for documentation (RFC 5737), as a proxy would report it.
const ADDRESS: &str = "203.0.113.77";
const SDP: &str = "o=- 46117317 2 IN IP4 203.0.113.78";
const CHAT: &str = "frame-of-a-chat";
const IMAGE: &str = "piece-of-an-image";
const KEY: &str = "somebodys-commitment";
const RUBBISH: &str = "rubbish-from-a-caller";

#[tokio::test]
async fn p03_p05_p10_nothing_of_a_caller_is_in_the_log_even_at_trace() {
    let server =
        server::start(&["--log-level", "trace", "--trusted-proxies", "127.0.0.0/8", "--log-format", "json"]);
    let (mut a, mut b) = (server.caller_from(ADDRESS).await, server.caller_from(ADDRESS).await);
    a.waits(&anyone()).await;
    let call = b.is_matched(&anyone()).await.call;
    let token = a.hears::<Matched>().await.token;

    a.says_raw("signal", &json!({ "call": call, "description": { "type": "offer", "sdp": SDP } })).await;
    b.hears_signal().await;
    a.sends(&Chat { call: call.clone(), frame: Attachment::FIRST }, CHAT.repeat(9)).await;
    assert_eq!(b.receives::<Chat>().await.1, CHAT.repeat(9));
    a.sends(&Image { call: call.clone(), frame: Attachment::FIRST }, IMAGE.repeat(700)).await;
    assert_eq!(b.receives::<Image>().await.1, IMAGE.repeat(700));
    a.says(&Keys { call: call.clone(), message: json!({ "commitment": KEY }) }).await;
    b.hears::<Keys>().await;
    a.sends(&Chat { call: call.clone(), frame: Attachment::FIRST }, CHAT.repeat(900)).await;
    a.is_refused(calln_wire::server::FailureCode::TooLarge).await;
    b.says_raw(RUBBISH, &json!({ RUBBISH: RUBBISH })).await;
    b.is_refused(calln_wire::server::FailureCode::UnknownEvent).await;
    b.says_raw("join", &json!({ "want": [RUBBISH] })).await;
    b.hears::<calln_wire::server::Failed>().await;
    a.breaks();
    b.hears::<Reconnecting>().await;
    let mut a = server.caller_from(ADDRESS).await;
    let next_token = a.resumes(&token).await.token;
    b.hears::<Returned>().await;
    a.says(&HangUp { call: call.clone() }).await;
    b.hears::<PartnerLeft>().await;

    let (status, log) = server.stop();
    assert!(status.success());
    assert!(log.contains("stop"), "the log was read: {log}");
    for canary in
        [ADDRESS, "203.0.113", SDP, "46117317", RUBBISH, CHAT, IMAGE, KEY, &call, &token, &next_token]
    {
        assert!(!log.contains(canary), "{canary} is in the log");
    }
}
