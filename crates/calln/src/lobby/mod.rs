//! The lobby's single owner.
//!
//! One task holds `calln_core`'s `Lobby` and `Attendance`, the desk where reports are taken, and all that they decide
//! about, so there is no lock around them. Others reach it through a [`LobbyHandle`]. Voice, chat and set-up frames don't pass through here: a
//! match gives each connection a link to its partner, and the end of a call cuts both.
//!
//! The queue to the task is bounded by construction: a connection may have a limited number of unanswered
//! requests, and adds one entry for its beginning and one for its end.

mod handle;
mod owner;
mod wire;

pub(crate) use handle::{LobbyHandle, Request, WeakLobby};
pub(crate) use owner::open;
