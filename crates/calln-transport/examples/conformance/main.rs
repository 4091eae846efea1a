//! A server for the protocols' own test suites:
//! `cargo run --example conformance -- <socket.io|engine.io> [ADDRESS]`.

mod echo;

use std::convert::Infallible;

use bytes::Bytes;
use calln_transport::engine::RequestBody;
use calln_transport::{Server, engine};
use http::{Request, Response, StatusCode};
use http_body_util::Empty;
use tokio::net::TcpListener;

async fn nothing_here(_: Request<RequestBody>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the one line that whoever started this waits for")]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let protocol = arguments.next().unwrap_or_else(|| "socket.io".into());
    let listener = TcpListener::bind(arguments.next().as_deref().unwrap_or("127.0.0.1:3000")).await?;
    let address = listener.local_addr()?;
    let config = echo::config(&format!("/{protocol}/"));
    let app = tower::service_fn(nothing_here);
    let interrupted = async {
        // Without the signal there is nothing to wait for, and nothing to stop for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    println!("listening on http://{address}");
    match protocol.as_str() {
        "socket.io" => Server::new(config, echo::Events).serve(listener, app, interrupted).await,
        "engine.io" => engine::Server::new(config, echo::Messages).serve(listener, app, interrupted).await,
        _ => Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            "the protocol is socket.io or engine.io",
        )),
    }
}
