//! `GET /api/address`: how the server sees the address of whoever asks, as far as that may be told.

use std::net::SocketAddr;

use axum::response::IntoResponse;
use axum::{Extension, Json};
use calln_wire::http::{AddressSource, SeenAddress};

use crate::client_ip::ClientIp;
use crate::http::NO_STORE;

pub(super) async fn address(Extension(peer): Extension<SocketAddr>, ip: ClientIp) -> impl IntoResponse {
    let is_peer = ip == ClientIp::new(peer.ip());
    let source = if is_peer { AddressSource::Connection } else { AddressSource::Proxy };
    ([NO_STORE], Json(SeenAddress { source, kind: ip.kind() }))
}
