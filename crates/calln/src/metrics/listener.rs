//! `GET /metrics`, on a port of its own, which no proxy in front of the page leads to by mistake.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use http::header;
use tokio::net::TcpListener;

use super::{Levels, Metrics};

/// The content type that belongs to the OpenMetrics text format.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Takes the address. Where it can't be had that is said in the log, and the server goes on: callers can talk
/// without.
pub(crate) async fn listen(address: SocketAddr) -> Option<TcpListener> {
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        Ok((listener.local_addr()?, listener))
    };
    match bound.await {
        Ok((address, listener)) => {
            tracing::info!(url = %format_args!("http://{address}/metrics"), "metrics");
            Some(listener)
        }
        Err(error) => {
            let error: std::io::Error = error;
            tracing::error!(%address, %error, "there are no metrics; choose another address in metrics.listen");
            None
        }
    }
}

/// Serves the metrics for ever, with the levels as they are when somebody asks.
pub(crate) async fn serve(
    listener: TcpListener,
    metrics: Arc<Metrics>,
    levels: impl Fn() -> Levels + Clone + Send + Sync + 'static,
) {
    let text = async move || {
        ([(header::CONTENT_TYPE, TEXT), (header::CACHE_CONTROL, "no-store")], metrics.text(levels()))
    };
    let router = Router::new().route("/metrics", get(text));
    // Without a shutdown signal it never ends, and it has no error to end with.
    let _never = axum::serve(listener, router).await;
}
