//! Somebody sends a partner what is well formed, and more than the partner's client can take.

use calln_client::Transport;
use calln_wire::server::FailureCode;
use serde_json::json;

use crate::server;

#[tokio::test]
async fn what_would_harm_a_partners_client_is_refused_and_reaches_nobody() {
    for transport in Transport::ALL {
        let server = server::start(&[]).over(transport);
        let (mut a, mut b, call) = server.call().await;
        let digits = "9".repeat(5_000);
        let nested = format!("{}{}", "[".repeat(12), "]".repeat(12));
        let frames = [
            format!(r#"42["signal",{{"call":"{call}","n":{digits}}}]"#),
            format!(r#"42["signal",{{"call":"{call}","n":1}}{}]"#, ",1".repeat(499)),
            format!(r#"42["signal",{{"call":"{call}","candidate":{nested}}}]"#),
            format!(r#"42["keys",{{"call":"{call}","message":{digits:.1900}}}]"#),
            format!(r#"42["typing",{{"call":"{call}"}},1,2,3]"#),
            format!(r#"42["signal",{{"call":"{call}","n":1e999}}]"#),
            format!(r#"42["keys",{{"call":"{call}","message":"\ud800"}}]"#),
        ];
        for frame in &frames {
            a.says_text(frame.clone()).await;
            a.is_refused(FailureCode::Malformed).await;
        }
        a.says_raw("signal", &json!({ "call": call, "n": 7 })).await;
        assert_eq!(b.hears_signal().await["n"], 7, "and nothing came before it");
        println!(
            "{} frames refused: {} digits, 500 arguments, nested 12 deep, without end, half a character",
            frames.len(),
            digits.len()
        );
    }
}
