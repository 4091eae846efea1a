//! The HTTP side, asked in-process: the page's files and headers, and the probes.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use calln::http::{Counter, Memory, Page, Trials, Unanswered, Vitals, router, strict_transport};
use calln::site::{Android, Facts};
use calln_wire::app::{AppOffers, FullScreenAds};
use calln_wire::http::{
    AddressKind, AddressSource, CheckRelay, MyData, Relay, SeenAddress, Stats, VisitEvent,
};
use calln_wire::server::{Headcount, Hiding};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use rust_embed::RustEmbed;
use tower::ServiceExt;

#[derive(RustEmbed)]
#[folder = "tests/page"]
struct Fixture;

#[derive(RustEmbed)]
#[folder = "tests/no-page"]
#[allow_missing = true]
struct Missing;

const SCRIPT: &str = "/assets/app-0a1b2c.js";

/// A server in a given state of health.
enum Health {
    Fine { online: usize },
    Failing(&'static str),
    Stuck,
}

impl Vitals for Health {
    fn stats(&self) -> Stats {
        let online = match self {
            Self::Fine { online } => *online,
            _ => 0,
        };
        let none = Headcount::of(0);
        Stats { online: Headcount::of(online), waiting: none, talking: none, countries: Vec::new() }
    }

    fn relay(&self) -> Relay {
        Relay { hiding: Hiding::Optional, fallback: true }
    }

    fn seen(&self, _: SocketAddr, _: &HeaderMap) -> SeenAddress {
        SeenAddress { source: AddressSource::Connection, kind: AddressKind::Public }
    }

    async fn ready(&self) -> Result<(), String> {
        match self {
            Self::Fine { .. } => Ok(()),
            Self::Failing(why) => Err((*why).to_owned()),
            Self::Stuck => std::future::pending().await,
        }
    }
}

impl Trials for Health {
    fn trial(&self, _: SocketAddr, _: &HeaderMap) -> Result<CheckRelay, u32> {
        match self {
            Self::Fine { .. } => Ok(CheckRelay { relay: None }),
            _ => Err(7),
        }
    }
}

impl Counter for Health {
    fn count(&self, _: SocketAddr, _: &HeaderMap, _: VisitEvent) -> Result<(), u32> {
        match self {
            Self::Fine { .. } => Ok(()),
            _ => Err(7),
        }
    }
}

impl Memory for Health {
    async fn my_data(&self, _: SocketAddr, _: &HeaderMap, _: bool) -> Result<MyData, Unanswered> {
        Err(Unanswered::SlowDown(7))
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

fn server() -> Router {
    router(Page::of::<Fixture>(), Facts::default(), Arc::new(Health::Fine { online: 0 }))
}

async fn ask(server: Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = server.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(server(), Method::GET, path, headers).await
}

#[tokio::test]
async fn the_index_is_at_the_root_and_asked_for_anew_each_time() {
    let index = get("/", &[]).await;
    assert_eq!(index.status, StatusCode::OK);
    assert_eq!(index.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(index.header("cache-control"), "no-cache");
    assert_eq!(index.body, include_bytes!("page/index.html"));
}

#[tokio::test]
async fn another_page_is_at_its_name() {
    let check = get("/check", &[]).await;
    assert_eq!(check.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(check.body, include_bytes!("page/check.html"));
    assert_eq!(get("/check.html", &[]).await.status, StatusCode::NOT_FOUND, "one address is enough");
}

#[tokio::test]
async fn a_hashed_asset_is_kept_for_a_year() {
    let script = get(SCRIPT, &[]).await;
    assert_eq!(script.status, StatusCode::OK);
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(get("/icon.svg", &[]).await.header("content-type"), "image/svg+xml");
    assert_eq!(get("/icon.svg", &[]).await.header("cache-control"), "no-cache", "its name has no hash");
}

#[tokio::test]
async fn brotli_goes_to_those_who_take_it() {
    let compressed = include_bytes!("page/assets/app-0a1b2c.js.br").as_slice();
    let plain = include_bytes!("page/assets/app-0a1b2c.js").as_slice();
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
        let script = get(SCRIPT, &[("accept-encoding", accepts)]).await;
        assert_eq!(script.header("content-encoding"), expected, "{accepts}");
        assert_eq!(script.body, if expected == "br" { compressed } else { plain }, "{accepts}");
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(script.header("vary"), "accept-encoding");
    }
    let index = get("/", &[("accept-encoding", "br")]).await;
    assert_eq!(index.header("content-encoding"), "", "the build made no compressed index");
    assert_eq!(get(&format!("{SCRIPT}.br"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let plain = get(SCRIPT, &[]).await.header("etag").to_owned();
    let compressed = get(SCRIPT, &[("accept-encoding", "br")]).await.header("etag").to_owned();
    assert_ne!(plain, compressed, "RFC 9110, section 8.8.3.3");
    for known in [plain.clone(), format!("W/{plain}"), format!("\"other\", {plain}"), "*".to_owned()] {
        let answer = get(SCRIPT, &[("if-none-match", &known)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("etag"), plain);
    }
    for other in [&compressed, "\"other\"", ""] {
        assert_eq!(get(SCRIPT, &[("if-none-match", other)]).await.status, StatusCode::OK, "{other}");
    }
}

#[tokio::test]
async fn p42_every_answer_keeps_the_page_to_its_own_server() {
    let stuck_page = router(Page::of::<Missing>(), Facts::default(), Arc::new(Health::Failing("no")));
    let answers = [
        get("/", &[]).await,
        get(SCRIPT, &[]).await,
        get("/nothing", &[]).await,
        get("/api/stats", &[]).await,
        ask(server(), Method::POST, "/", &[]).await,
        ask(stuck_page.clone(), Method::GET, "/", &[]).await,
        ask(stuck_page, Method::GET, "/readyz", &[]).await,
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
    for (peer, says, strict) in [
        ("127.0.0.1", "https", true),
        ("::ffff:127.0.0.1", "HTTPS", true),
        ("127.0.0.1", "http, https", true),
        ("127.0.0.1", "https, http", false),
        ("127.0.0.1", "", false),
        ("203.0.113.7", "https", false),
    ] {
        let server = strict_transport(server(), vec!["127.0.0.0/8".parse().unwrap()]);
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        let request = Request::get("/").extension(peer).header("x-forwarded-proto", says);
        let response = server.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let told = response.headers().get("strict-transport-security").map(|value| value.to_str().unwrap());
        assert_eq!(told, strict.then_some("max-age=31536000"), "{says} from {peer}");
    }
}

#[tokio::test]
async fn only_get_and_head_are_answered() {
    for path in ["/", SCRIPT, "/nothing", "/api/stats", "/healthz", "/readyz"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let answer = ask(server(), method, path, &[]).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(answer.header("allow"), "GET,HEAD");
        }
        let (get, head) = (get(path, &[]).await, ask(server(), Method::HEAD, path, &[]).await);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty());
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_page_is_served() {
    for path in
        ["/nothing", "/assets", "/assets/", "/../Cargo.toml", "/assets/../index.html", "/%2e%2e/Cargo.toml"]
    {
        let answer = get(path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    }
}

#[tokio::test]
async fn a_binary_without_the_page_says_how_to_get_one() {
    let bare = router(Page::of::<Missing>(), Facts::default(), Arc::new(Health::Fine { online: 0 }));
    let answer = ask(bare, Method::GET, "/", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8(answer.body).unwrap().contains("cargo xtask run"));
}

#[tokio::test]
async fn p13_the_public_count_is_rounded() {
    for (online, shown) in
        [(0, r#"{"online":"none","#), (7, r#"{"online":"few","#), (1_239, r#"{"online":1230,"#)]
    {
        let crowd = router(Page::of::<Fixture>(), Facts::default(), Arc::new(Health::Fine { online }));
        let answer = ask(crowd, Method::GET, "/api/stats", &[]).await;
        let said = String::from_utf8(answer.body).unwrap();
        assert!(said.starts_with(shown), "{said}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_server_that_cannot_match_is_up_but_not_ready() {
    for (health, status, says) in [
        (Health::Fine { online: 3 }, StatusCode::OK, "ready"),
        (Health::Failing("the lobby has stopped"), StatusCode::SERVICE_UNAVAILABLE, "the lobby has stopped"),
    ] {
        let server = router(Page::of::<Fixture>(), Facts::default(), Arc::new(health));
        let up = ask(server.clone(), Method::GET, "/healthz", &[]).await;
        assert_eq!((up.status, up.body.as_slice()), (StatusCode::OK, b"ok".as_slice()));
        let ready = ask(server, Method::GET, "/readyz", &[]).await;
        assert_eq!((ready.status, String::from_utf8(ready.body).unwrap().as_str()), (status, says));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stuck_server_is_reported_after_a_second() {
    let asked = tokio::time::Instant::now();
    let stuck = router(Page::of::<Fixture>(), Facts::default(), Arc::new(Health::Stuck));
    let answer = ask(stuck, Method::GET, "/readyz", &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(String::from_utf8(answer.body).unwrap().contains("within 1s"));
    assert_eq!(asked.elapsed().as_secs(), 1);
}

#[tokio::test]
async fn p41_the_server_serves_its_own_pages_as_html() {
    for path in ["/privacy", "/terms", "/rules", "/about", "/status"] {
        let page = get(path, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
    }
    let first = get("/privacy", &[]).await;
    let again = get("/privacy", &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_status_page_says_who_is_here_without_giving_anybody_away() {
    for (online, told) in [(0, "nobody just now"), (3, "a few people"), (27, "20 people or more")] {
        let crowd = router(Page::of::<Fixture>(), Facts::default(), Arc::new(Health::Fine { online }));
        let page = ask(crowd, Method::GET, "/status", &[]).await;
        assert!(String::from_utf8(page.body).unwrap().contains(told), "{told}");
        assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
    }
}

/// `POST /api/visit` at a server that counts, or that doesn't.
async fn tell(counts: bool, health: Health, body: &str) -> StatusCode {
    let facts = Facts { counts, ..Facts::default() };
    let request = Request::post("/api/visit")
        .header("content-type", "application/json")
        .extension(SocketAddr::from(([192, 0, 2, 7], 1)))
        .body(Body::from(body.to_owned()))
        .unwrap();
    let server = router(Page::of::<Fixture>(), facts, Arc::new(health));
    server.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn p21_a_visit_is_told_in_one_of_four_events_and_nothing_else() {
    const FINE: Health = Health::Fine { online: 0 };
    for event in [
        r#"{"name":"page_view"}"#,
        r#"{"name":"call_start"}"#,
        r#"{"name":"call_match"}"#,
        r#"{"name":"session_length","bucket":"20_to_60_min"}"#,
    ] {
        assert_eq!(tell(true, FINE, event).await, StatusCode::NO_CONTENT, "{event}");
        assert_eq!(tell(false, FINE, event).await, StatusCode::METHOD_NOT_ALLOWED, "{event}");
        assert_eq!(tell(true, Health::Stuck, event).await, StatusCode::TOO_MANY_REQUESTS, "{event}");
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
        assert_eq!(tell(true, FINE, nonsense).await, StatusCode::BAD_REQUEST, "{nonsense}");
    }
}

/// A service with an app.
fn server_with_app() -> Router {
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
    router(Page::of::<Fixture>(), facts, Arc::new(Health::Fine { online: 0 }))
}

#[tokio::test]
async fn the_app_learns_what_is_switched_on() {
    let offers = ask(server_with_app(), Method::GET, "/api/app", &[]).await;
    assert_eq!(offers.header("content-type"), "application/json");
    let offers: AppOffers = serde_json::from_slice(&offers.body).unwrap();
    assert_eq!(offers.banner.as_deref(), Some("ca-app-pub-1/2"));
    assert_eq!(offers.full_screen.map(|ads| ads.every_calls), Some(3));
    let none: AppOffers = serde_json::from_slice(&get("/api/app", &[]).await.body).unwrap();
    assert_eq!(none, AppOffers::default());
}

#[tokio::test]
async fn the_service_vouches_for_its_app_alone() {
    let links = ask(server_with_app(), Method::GET, "/.well-known/assetlinks.json", &[]).await;
    assert_eq!(links.status, StatusCode::OK);
    assert_eq!(links.header("content-type"), "application/json", "verifiers take no other");
    let links: serde_json::Value = serde_json::from_slice(&links.body).unwrap();
    assert_eq!(links[0]["target"]["package_name"], "org.example.calls");
    assert_eq!(links[0]["target"]["sha256_cert_fingerprints"][0], "0A:1B");
    assert_eq!(get("/.well-known/assetlinks.json", &[]).await.status, StatusCode::NOT_FOUND);
}
