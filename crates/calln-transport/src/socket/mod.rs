//! Socket.IO v5: namespaces, events with attachments, acknowledgements.

mod connection;
mod event;
mod handle;
mod handler;
mod layer;
mod packet;
mod payload;
mod server;

pub use event::{Event, Relay};
pub use handle::Socket;
pub use handler::{Flow, Handler};
pub use packet::AckId;
#[cfg(fuzzing)]
pub(crate) use packet::parse;
pub use server::Server;
