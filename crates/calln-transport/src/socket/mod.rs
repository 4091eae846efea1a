//! Socket.IO v5: namespaces, events with attachments, acknowledgements.

mod connection;
mod event;
mod handle;
mod packet;
mod payload;
mod server;

pub use event::{Event, Relay};
pub use handle::Socket;
pub use packet::AckId;
#[cfg(fuzzing)]
pub(crate) use packet::parse;
pub use server::{Flow, Handler, Server};
