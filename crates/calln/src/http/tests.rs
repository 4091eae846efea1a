//! The HTTP side, asked in-process: the page's files and headers, and the probes.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use calln_wire::app::{AppOffers, FullScreenAds};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use prometheus_client::metrics::counter::Counter;
use rust_embed::RustEmbed;
use tempfile::TempDir;
use tower::ServiceExt;

use super::{Page, router, strict_transport};
use crate::config::Config;
use crate::lobby::LobbyHandle;
use crate::runtime::Runtime;
use crate::serve::{Started, start_service};
use crate::service::Service;
use crate::site::{Android, Facts};

#[derive(RustEmbed)]
#[folder = "src/http/tests/page"]
struct Fixture;

#[derive(RustEmbed)]
#[folder = "src/http/tests/no-page"]
#[allow_missing = true]
struct Missing;

const SCRIPT: &str = "/assets/app-0a1b2c.js";

/// From a range for documentation (RFC 3849).
const CLIENT: &str = "2001:db8::7";
/// A reverse proxy that is trusted.
const PROXY: &str = "10.0.0.1";

/// The real service, with all that it needs but listeners, and files of its own.
struct Running {
    service: Service,
    _files: TempDir,
}

async fn running() -> Running {
    let files = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.state.directory = Some(files.path().to_owned());
    config.turn.listen = None;
    config.trusted_proxies = vec![PROXY.parse::<std::net::IpAddr>().unwrap().into()];
    let mut runtime = Runtime::new();
    let Started { service, .. } = start_service(&config, Counter::default(), &mut runtime).await.unwrap();
    Running { service: Arc::into_inner(service).unwrap(), _files: files }
}

impl Running {
    async fn with_callers(count: usize) -> Self {
        let running = running().await;
        (0..count).for_each(|_| running.service.metrics.connected());
        running
    }

    async fn with_lobby(lobby: LobbyHandle) -> Self {
        let mut running = running().await;
        running.service.lobby = lobby;
        running
    }

    fn router(self, facts: Facts) -> Router {
        router(Page::of::<Fixture>(), facts, Arc::new(self.service))
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn server() -> Router {
    running().await.router(Facts::default())
}

async fn ask(server: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = server.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(server: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(server, Method::GET, path, headers).await
}

#[tokio::test]
async fn the_index_is_at_the_root_and_asked_for_anew_each_time() {
    let server = server().await;
    let index = get(&server, "/", &[]).await;
    assert_eq!(index.status, StatusCode::OK);
    assert_eq!(index.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(index.header("cache-control"), "no-cache");
    assert_eq!(index.body, include_bytes!("tests/page/index.html"));
}

#[tokio::test]
async fn where_there_is_no_page_a_page_says_so_in_the_reader_s_language_and_leads_home() {
    let server = server().await;
    for (asked, tag, direction, home) in [
        ("de-AT,de;q=0.9", "de", "ltr", "Zur Startseite"),
        ("ar", "ar", "rtl", "العودة إلى البداية"),
        ("xx", "en", "ltr", "Back to the start"),
    ] {
        let missing = get(&server, "/nowhere", &[("accept-language", asked)]).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(missing.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(missing.header("vary"), "accept-language");
        let html = String::from_utf8(missing.body).unwrap();
        assert!(html.contains(&format!(r#"<main lang="{tag}" dir="{direction}">"#)), "{html}");
        assert!(html.contains(&format!(r#"<a href="/">{home}</a>"#)), "{html}");
        assert!(!html.contains(r#"class="english""#), "its text isn't in English: {html}");
    }
    assert_eq!(get(&server, "/404", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_page_is_at_its_name() {
    let server = server().await;
    let check = get(&server, "/check", &[]).await;
    assert_eq!(check.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(check.body, include_bytes!("tests/page/check.html"));
    assert_eq!(get(&server, "/check.html", &[]).await.status, StatusCode::NOT_FOUND, "one address is enough");
}

#[tokio::test]
async fn a_hashed_asset_is_kept_for_a_year() {
    let server = server().await;
    let script = get(&server, SCRIPT, &[]).await;
    assert_eq!(script.status, StatusCode::OK);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(get(&server, "/icon.svg", &[]).await.header("content-type"), "image/svg+xml");
    assert_eq!(
        get(&server, "/icon.svg", &[]).await.header("cache-control"),
        "no-cache",
        "its name has no hash"
    );
}

#[tokio::test]
async fn brotli_goes_to_those_who_take_it() {
    let server = server().await;
    let compressed = include_bytes!("tests/page/assets/app-0a1b2c.js.br").as_slice();
    let plain = include_bytes!("tests/page/assets/app-0a1b2c.js").as_slice();
    for (accepts, expected) in [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("gzip;q=1.0, br;q=0.5", "br"),
        ("br;q=0", ""),
        ("br;q=0.000, gzip", ""),
        ("gzip", ""),
        ("brotli", ""),
        ("", ""),
    ] {
        let script = get(&server, SCRIPT, &[("accept-encoding", accepts)]).await;
        assert_eq!(script.header("content-encoding"), expected, "{accepts}");
        assert_eq!(script.body, if expected == "br" { compressed } else { plain }, "{accepts}");
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(script.header("vary"), "accept-encoding");
    }
    let index = get(&server, "/", &[("accept-encoding", "br")]).await;
    assert_eq!(index.header("content-encoding"), "", "the build made no compressed index");
    assert_eq!(get(&server, &format!("{SCRIPT}.br"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let server = server().await;
    let plain = get(&server, SCRIPT, &[]).await.header("etag").to_owned();
    let compressed = get(&server, SCRIPT, &[("accept-encoding", "br")]).await.header("etag").to_owned();
    assert_ne!(plain, compressed, "RFC 9110, section 8.8.3.3");
    for known in [plain.clone(), format!("W/{plain}"), format!("\"other\", {plain}"), "*".to_owned()] {
        let answer = get(&server, SCRIPT, &[("if-none-match", &known)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), plain);
    }
    for other in [&compressed, "\"other\"", ""] {
        assert_eq!(get(&server, SCRIPT, &[("if-none-match", other)]).await.status, StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn p42_every_answer_keeps_the_page_to_its_own_server() {
    let server = server().await;
    let (gone, _) = LobbyHandle::unattended();
    let service = Arc::new(Running::with_lobby(gone).await.service);
    let stuck_page = router(Page::of::<Missing>(), Facts::default(), service);
    let answers = [
        get(&server, "/", &[]).await,
        get(&server, SCRIPT, &[]).await,
        get(&server, "/nothing", &[]).await,
        get(&server, "/api/stats", &[]).await,
        ask(&server, Method::POST, "/", &[]).await,
        ask(&stuck_page, Method::GET, "/", &[]).await,
        ask(&stuck_page, Method::GET, "/readyz", &[]).await,
    ];
    for answer in answers {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("http") && !policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(
            answer.header("permissions-policy").starts_with("microphone=(self), camera=(), geolocation=()")
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    }
}

#[tokio::test]
async fn a_browser_that_came_over_https_never_comes_over_anything_else() {
    let plain = server().await;
    for (peer, says, strict) in [
        ("127.0.0.1", "https", true),
        ("::ffff:127.0.0.1", "HTTPS", true),
        ("127.0.0.1", "http, https", true),
        ("127.0.0.1", "https, http", false),
        ("127.0.0.1", "", false),
        ("203.0.113.7", "https", false),
    ] {
        let server = strict_transport(plain.clone(), vec!["127.0.0.0/8".parse().unwrap()]);
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        let request = Request::get("/").extension(peer).header("x-forwarded-proto", says);
        let response = server.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let told = response.headers().get("strict-transport-security").map(|value| value.to_str().unwrap());
        assert_eq!(told, strict.then_some("max-age=31536000"), "{says} from {peer}");
    }
}

#[tokio::test]
async fn only_get_and_head_are_answered() {
    let server = server().await;
    for path in ["/", SCRIPT, "/nothing", "/api/stats", "/healthz", "/readyz"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::TRACE] {
            let answer = ask(&server, method, path, &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert!(answer.header("allow").starts_with("GET,HEAD"));
        }
        let (get, head) = (get(&server, path, &[]).await, ask(&server, Method::HEAD, path, &[]).await);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty());
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
    }
}

#[tokio::test]
async fn a_health_check_by_options_is_answered() {
    // `option httpchk` of HAProxy asks `OPTIONS /` unless it is told otherwise.
    let answer = ask(&server().await, Method::OPTIONS, "/", &[]).await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::NO_CONTENT, "GET,HEAD,OPTIONS"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn nothing_outside_the_page_is_served() {
    let server = server().await;
    for path in
        ["/nothing", "/assets", "/assets/", "/../Cargo.toml", "/assets/../index.html", "/%2e%2e/Cargo.toml"]
    {
        let answer = get(&server, path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(String::from_utf8_lossy(&answer.body).contains("<h1>Nothing here</h1>"), "{path}");
    }
}

#[tokio::test]
async fn a_binary_without_the_page_says_how_to_get_one() {
    let bare = router(Page::of::<Missing>(), Facts::default(), Arc::new(running().await.service));
    let answer = ask(&bare, Method::GET, "/", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8(answer.body).unwrap().contains("cargo xtask run"));
}

#[tokio::test]
async fn p13_the_public_count_is_rounded() {
    for (online, shown) in
        [(0, r#"{"online":"none","#), (7, r#"{"online":"few","#), (1_239, r#"{"online":1230,"#)]
    {
        let crowd = Running::with_callers(online).await.router(Facts::default());
        let answer = ask(&crowd, Method::GET, "/api/stats", &[]).await;
        let said = String::from_utf8(answer.body).unwrap();
        assert!(said.starts_with(shown), "{said}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_server_that_cannot_match_is_up_but_not_ready() {
    let (gone, _) = LobbyHandle::unattended();
    for (running, status, says) in [
        (running().await, StatusCode::OK, "ready"),
        (Running::with_lobby(gone).await, StatusCode::SERVICE_UNAVAILABLE, "the lobby has stopped"),
    ] {
        let server = running.router(Facts::default());
        let up = ask(&server, Method::GET, "/healthz", &[]).await;
        assert_eq!((up.status, up.body.as_slice()), (StatusCode::OK, b"ok".as_slice()));
        let ready = ask(&server, Method::GET, "/readyz", &[]).await;
        assert_eq!((ready.status, String::from_utf8(ready.body).unwrap().as_str()), (status, says));
    }
}

#[tokio::test]
async fn a_stuck_server_is_reported_after_a_second() {
    let (stuck, _unread) = LobbyHandle::unattended();
    let stuck = Running::with_lobby(stuck).await.router(Facts::default());
    let answer = ask(&stuck, Method::GET, "/readyz", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8(answer.body).unwrap().contains("within 1s"));
}

#[tokio::test]
async fn p41_the_server_serves_its_own_pages_as_html() {
    let server = server().await;
    for path in ["/privacy", "/terms", "/rules", "/about", "/status"] {
        let page = get(&server, path, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
    }
    let first = get(&server, "/privacy", &[]).await;
    let again = get(&server, "/privacy", &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_status_page_says_who_is_here_without_giving_anybody_away() {
    for (online, told) in [(0, "nobody just now"), (3, "a few people"), (27, "20 people or more")] {
        let crowd = Running::with_callers(online).await.router(Facts::default());
        let page = ask(&crowd, Method::GET, "/status", &[]).await;
        assert!(String::from_utf8(page.body).unwrap().contains(told), "{told}");
        assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
    }
}

/// A request from `peer`, with a JSON body where there is one.
async fn ask_from(server: &Router, peer: &str, method: Method, path: &str, body: &str) -> Answer {
    let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .header("x-forwarded-for", CLIENT)
        .extension(peer);
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = server.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A server that counts visits, or doesn't.
async fn counting(counts: bool) -> Router {
    running().await.router(Facts { counts, ..Facts::default() })
}

#[tokio::test]
async fn p21_a_visit_is_told_in_one_of_four_events_and_nothing_else() {
    let (counts, counts_not) = (counting(true).await, counting(false).await);
    let tell = async |server: &Router, event: &str| {
        ask_from(server, CLIENT, Method::POST, "/api/visit", event).await.status
    };
    for event in [
        r#"{"name":"page_view"}"#,
        r#"{"name":"call_start"}"#,
        r#"{"name":"call_match"}"#,
        r#"{"name":"session_length","bucket":"20_to_60_min"}"#,
    ] {
        assert_eq!(tell(&counts, event).await, StatusCode::NO_CONTENT, "{event}");
        assert_eq!(tell(&counts_not, event).await, StatusCode::METHOD_NOT_ALLOWED, "{event}");
    }
    let long = format!(r#"{{"name":"page_view"{}}}"#, " ".repeat(200));
    for nonsense in [
        "",
        r#"{"name":"voice"}"#,
        r#"{"name":"page_view","country":"FR"}"#,
        r#"{"name":"session_length","bucket":"61_min"}"#,
        r#"{"name":"session_length","bucket":"over_60_min","id":1}"#,
        &long,
    ] {
        assert_eq!(tell(&counts, nonsense).await, StatusCode::BAD_REQUEST, "{nonsense}");
    }
}

#[tokio::test]
async fn whoever_asks_too_often_gets_one_and_the_same_answer_and_others_get_theirs() {
    /// More than anybody may ask of anything in a row.
    const TOO_MANY: usize = 1_000;
    let server = counting(true).await;
    for (method, path, body, answered) in [
        (Method::GET, "/api/my-data", "", StatusCode::OK),
        (Method::DELETE, "/api/my-data", "", StatusCode::OK),
        (Method::POST, "/api/check/relay", "", StatusCode::OK),
        (Method::POST, "/api/visit", r#"{"name":"page_view"}"#, StatusCode::NO_CONTENT),
    ] {
        let mut refused = None;
        for _ in 0..TOO_MANY {
            let answer = ask_from(&server, CLIENT, method.clone(), path, body).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(answer);
                break;
            }
            assert_eq!(answer.status, answered, "{path}");
        }
        let refused = refused.unwrap();
        let seconds: u32 = refused.header("retry-after").parse().unwrap();
        assert!(seconds > 0, "{path}");
        assert_eq!(refused.header("cache-control"), "no-store");
        let says = format!("too many requests from your network; try again in {seconds} s\n");
        assert_eq!(String::from_utf8(refused.body).unwrap(), says, "{path}");
        let of_proxy = ask_from(&server, PROXY, method.clone(), path, body).await;
        assert_eq!(
            of_proxy.status,
            StatusCode::TOO_MANY_REQUESTS,
            "the same client, through a trusted proxy"
        );
        let neighbour = ask_from(&server, "198.51.100.7", method, path, body).await;
        assert_eq!(neighbour.status, answered, "{path}");
    }
}

#[tokio::test]
async fn an_address_is_seen_as_the_nearest_untrusted_hop_names_it() {
    let server = server().await;
    for (peer, seen) in [
        (PROXY, r#"{"source":"proxy","kind":"documentation"}"#),
        ("10.0.0.2", r#"{"source":"connection","kind":"local"}"#),
    ] {
        let answer = ask_from(&server, peer, Method::GET, "/api/address", "").await;
        assert_eq!(String::from_utf8(answer.body).unwrap(), seen);
    }
    let nobody = get(&server, "/api/address", &[]).await;
    assert_eq!(nobody.status, StatusCode::INTERNAL_SERVER_ERROR, "the transport names the peer");
}

/// A service with an app.
async fn server_with_app() -> Router {
    let android = Android {
        offers: AppOffers {
            banner: Some("ca-app-pub-1/2".to_owned()),
            full_screen: Some(FullScreenAds {
                unit: "ca-app-pub-1/3".to_owned(),
                every_calls: 3,
                every_call_minutes: 0,
            }),
        },
        application_id: Some("org.example.calls".to_owned()),
        certificates: vec!["0A:1B".to_owned()],
    };
    let facts = Facts { android, ..Facts::default() };
    running().await.router(facts)
}

#[tokio::test]
async fn the_app_learns_what_is_switched_on() {
    let with_app = server_with_app().await;
    let server = server().await;
    let offers = ask(&with_app, Method::GET, "/api/app", &[]).await;
    assert_eq!(offers.header("content-type"), "application/json");
    let offers: AppOffers = serde_json::from_slice(&offers.body).unwrap();
    assert_eq!(offers.banner.as_deref(), Some("ca-app-pub-1/2"));
    assert_eq!(offers.full_screen.map(|ads| ads.every_calls), Some(3));
    let none: AppOffers = serde_json::from_slice(&get(&server, "/api/app", &[]).await.body).unwrap();
    assert_eq!(none, AppOffers::default());
}

#[tokio::test]
async fn the_service_vouches_for_its_app_alone() {
    let with_app = server_with_app().await;
    let server = server().await;
    let links = ask(&with_app, Method::GET, "/.well-known/assetlinks.json", &[]).await;
    assert_eq!(links.status, StatusCode::OK);
    assert_eq!(links.header("content-type"), "application/json", "verifiers take no other");
    let links: serde_json::Value = serde_json::from_slice(&links.body).unwrap();
    assert_eq!(links[0]["target"]["package_name"], "org.example.calls");
    assert_eq!(links[0]["target"]["sha256_cert_fingerprints"][0], "0A:1B");
    assert_eq!(get(&server, "/.well-known/assetlinks.json", &[]).await.status, StatusCode::NOT_FOUND);
}
