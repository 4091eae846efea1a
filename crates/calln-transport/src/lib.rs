//! A Socket.IO server (protocol v5 over Engine.IO v4) for services that relay: official clients work unchanged,
//! over WebSocket or HTTP long polling with upgrade, on the same port as the rest of a site.
//!
//! - **Order.** A [`Handler`]'s callbacks run in the task of the connection, one at a time, in the order of the
//!   client's packets. What is sent to a client arrives in the order in which it was sent.
//! - **Bounds.** Messages, attachments, headers, queues and every wait have a limit ([`Config`]). Whoever exceeds
//!   one is told so and disconnected ([`CloseReason`]); nothing is dropped silently.
//! - **Back-pressure.** Who sends to a slow reader can be held up until it has caught up ([`Flow::After`]); the reader
//!   has a bounded time for that.
//! - **Relaying.** An [`Event`] is checked once, and then can be sent on as the very bytes that came
//!   ([`Event::relay`], [`Socket::relay`]).
//! - **Size.** A connection is one task. It has no read buffer and no write buffer, and its outbox allocates nothing
//!   while it is empty.
//! - **Privacy.** Nothing that a client sends, nor its address, is logged or appears in an error or in `Debug`.
//!
//! ```no_run
//! use calln_transport::{CloseReason, Config, Event, Flow, Handler, Refusal, Server, Socket};
//!
//! struct Echo;
//!
//! impl Handler for Echo {
//!     type Peer = ();
//!     type Session = Socket;
//!
//!     fn accept(&self, _: &http::request::Parts, _: std::net::SocketAddr) -> Result<(), Refusal> {
//!         Ok(())
//!     }
//!
//!     fn connect(
//!         &self,
//!         socket: Socket,
//!         _: &(),
//!         _namespace: &str,
//!         _auth: Option<&serde_json::value::RawValue>,
//!     ) -> Result<Socket, Refusal> {
//!         Ok(socket)
//!     }
//!
//!     fn event(&self, socket: &Socket, event: Event) -> Flow {
//!         let _ = socket.relay(event.relay());
//!         if socket.is_congested() { Flow::After(socket.clone()) } else { Flow::On }
//!     }
//!
//!     fn close(&self, _: &Socket, _: CloseReason) {}
//! }
//!
//! # async fn run() -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let elsewhere = tower::service_fn(async |_: http::Request<calln_transport::engine::RequestBody>| {
//!     Ok(http::Response::new(http_body_util::Empty::<bytes::Bytes>::new()))
//! });
//! Server::new(Config::default(), Echo).serve(listener, elsewhere, std::future::pending()).await
//! # }
//! ```

mod budget;
mod close;
mod codec;
mod config;
pub mod engine;
mod frame;
#[cfg(fuzzing)]
pub mod fuzzing;
mod outbox;
mod progress;
mod refusal;
mod rejection;
mod socket;

pub use close::CloseReason;
pub use config::{Config, Origins};
pub use outbox::SendError;
pub use refusal::Refusal;
pub use rejection::Rejection;
pub use socket::{AckId, Event, Flow, Handler, Relay, Server, Socket};
