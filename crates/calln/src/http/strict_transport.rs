//! HTTPS from now on, for whoever came over HTTPS (RFC 6797).

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::header::STRICT_TRANSPORT_SECURITY;
use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// A year, which is what browsers' own lists ask for at the least. The operator's other hosts aren't ours to speak for.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Has browsers that came over HTTPS never come over anything else. TLS is a proxy's business, so it is a proxy that
/// knows: what one of `trusted` says in `X-Forwarded-Proto` is believed, nobody else.
pub(crate) fn strict_transport(router: Router, trusted: Vec<IpNet>) -> Router {
    router.layer(from_fn_with_state(Arc::<[IpNet]>::from(trusted), add))
}

async fn add(State(trusted): State<Arc<[IpNet]>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<SocketAddr>().map(|peer| peer.ip().to_canonical());
    let is_trusted = peer.is_some_and(|peer| trusted.iter().any(|net| net.contains(&peer)));
    let came_securely = is_trusted && says_https(request.headers());
    let mut response = next.run(request).await;
    if came_securely {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
    response
}

/// The right end is what the nearest proxy wrote.
fn says_https(headers: &HeaderMap) -> bool {
    let last = headers.get_all(X_FORWARDED_PROTO).iter().next_back();
    let last = last.and_then(|line| line.to_str().ok()?.rsplit(',').next());
    last.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}
