//! Engine.IO v4: sessions over WebSocket or HTTP long polling, heartbeats, and the upgrade from one to the other.
//!
//! Socket.IO is the [`Application`] that most callers want; this module is for those who need the layer below.

mod accept_errors;
mod application;
mod body;
mod connections;
mod control;
mod exchange;
mod handshake;
mod heartbeat;
mod http;
mod live;
mod origin;
mod outgoing;
mod packet;
mod payload;
mod phase;
mod polling;
mod server;
mod session;
mod sid;
mod timed_stream;
mod upgrade;
mod websocket;

pub use application::{Application, Handler};
pub use body::{BodyError, RequestBody};
pub use server::Server;

pub use crate::frame::{Frame, Utf8Bytes};
pub use crate::outbox::Outbox;
pub(crate) use sid::Sid;
#[cfg(fuzzing)]
pub(crate) use {
    packet::Packet,
    payload::{decode, encode},
};
