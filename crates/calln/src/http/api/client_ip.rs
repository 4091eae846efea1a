//! The address that a request comes from.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::rejection::ExtensionRejection;
use axum::extract::{Extension, FromRequestParts};
use http::request::Parts;

use crate::client_ip::ClientIp;
use crate::service::Service;

/// The client's address, as the nearest untrusted hop gives it. The transport names the other end of the connection
/// in each request's extensions; a request without that is refused with 500.
impl FromRequestParts<Arc<Service>> for ClientIp {
    type Rejection = ExtensionRejection;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Self::Rejection> {
        let Extension(peer) = Extension::<SocketAddr>::from_request_parts(parts, service).await?;
        Ok(service.client_ip(peer, &parts.headers))
    }
}
