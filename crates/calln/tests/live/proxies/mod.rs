//! The configurations in `deploy/proxies`, each with the real proxy of Debian's package in front of the real server.

mod process;

use calln_client::{Target, Transport};
use calln_wire::http::{AddressSource, SeenAddress};
use calln_wire::server::Matched;
use serde_json::json;

use self::process::{Kind, Proxy};
use crate::caller::{Caller, anyone};
use crate::server::{self, Server};

fn start() -> Server {
    server::start(&["--trusted-proxies", "127.0.0.1/32"])
}

fn verdict<'a>(findings: &'a [(String, String, String)], check: &str) -> (&'a str, &'a str) {
    let (_, verdict, remedy) = findings.iter().find(|(name, _, _)| name == check).unwrap();
    (verdict, remedy)
}

async fn hears_through(one: &mut Caller, other: &mut Caller, call: &str, said: u32) {
    one.says_raw(
        "signal",
        &json!({ "call": call, "n": said, "description": { "type": "offer", "sdp": "" } }),
    )
    .await;
    let heard = other.hears_signal().await;
    assert_eq!(heard["n"], said);
}

/// Two callers through the proxy, over each transport; the doctor; who the server takes for the caller; a reload in the call.
async fn is_gone_through(kind: Kind) {
    let server = start();
    let proxy = Proxy::start(kind, &server, |config| config);
    let findings = proxy.examined(&server);
    for check in ["public page", "polling", "WebSocket", "silence"] {
        assert_eq!(verdict(&findings, check).0, "fine", "{kind:?} {check}: {findings:?}");
    }
    assert!(
        findings.iter().all(|(check, ..)| check != "HTTPS"),
        "{kind:?} says that it is HTTPS: {findings:?}"
    );

    let url = proxy.unsecured().await;
    let (_, body) = server::ask_at(&url, "/api/address");
    let seen: SeenAddress = serde_json::from_str(&body).unwrap();
    assert_eq!(seen.source, AddressSource::Proxy, "{kind:?}");

    // A reload closes connections that are idle just then, which browsers open again, and this client doesn't.
    for transport in [Transport::Polling, Transport::WebSocket] {
        let target = Target::resolve(&url).await.unwrap().over(transport);
        let (mut one, mut other) = (Caller::connect(&target).await, Caller::connect(&target).await);
        one.waits(&anyone()).await;
        let call = other.is_matched(&anyone()).await.call;
        let kept = one.hears::<Matched>().await;
        assert_eq!(kept.call, call);
        hears_through(&mut one, &mut other, &call, 1).await;
        hears_through(&mut other, &mut one, &call, 2).await;
        if transport == Transport::WebSocket {
            proxy.reload();
        }
        if transport == Transport::WebSocket && kind == Kind::Caddy {
            // It cuts WebSockets when it is told to reload. Callers come back to their calls.
            one.sees_the_end().await;
            other.sees_the_end().await;
            let mut back = Caller::connect(&target).await;
            assert_eq!(back.resumes(&kept.token).await.call, call);
        } else {
            hears_through(&mut one, &mut other, &call, 3).await;
            one.goes().await;
            other.goes().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx() {
    is_gone_through(Kind::Nginx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn haproxy() {
    is_gone_through(Kind::HAProxy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apache() {
    is_gone_through(Kind::Apache).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy() {
    is_gone_through(Kind::Caddy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_the_line_that_a_proxy_lacks() {
    let server = start();
    let without = |line: &'static str| {
        move |config: String| {
            assert!(config.contains(line));
            config.lines().filter(|it| !it.contains(line)).fold(String::new(), |text, it| text + it + "\n")
        }
    };
    let hostless = Proxy::start(Kind::Nginx, &server, without("proxy_set_header Host"));
    let findings = hostless.examined(&server);
    for check in ["polling", "WebSocket"] {
        let (verdict, remedy) = verdict(&findings, check);
        assert_eq!(verdict, "problem", "{findings:?}");
        assert!(remedy.contains("proxy_set_header Host $http_host"), "{remedy}");
    }
    let polling_only = Proxy::start(Kind::Nginx, &server, without("proxy_set_header Upgrade"));
    let findings = polling_only.examined(&server);
    assert_eq!(verdict(&findings, "polling").0, "fine", "{findings:?}");
    let (verdict, remedy) = verdict(&findings, "WebSocket");
    assert_eq!(verdict, "problem", "{findings:?}");
    assert!(remedy.contains("proxy_set_header Upgrade $http_upgrade"), "{remedy}");
}
