//! WebSocket frames (RFC 6455), for a server. Sans-IO: bytes in, messages out; headers for what is written.
//!
//! Why it isn't a library's is in `docs/decisions/0034-websocket-codec.md`: what a client has sent of a message that isn't
//! complete must be counted, and end, and no library tells of it.

mod close;
mod header;
mod reader;

pub(crate) use close::{close_frame, code_of};
pub(crate) use header::{Opcode, ServerHeader};
pub(crate) use reader::{Item, Reader};
