//! The lobby's single owner.
//!
//! One task holds `calln_core`'s `Engine` and all that it decides about, so there is no lock around it. Others reach it
//! through a [`LobbyHandle`]. It translates: what callers ask for into the engine's inputs, and the engine's effects into
//! what is sent. Voice, chat and set-up frames don't pass through here: a match gives each connection a link to its partner,
//! and the end of a call cuts both.
//!
//! The queue to the task is bounded by construction: a connection may have a limited number of unanswered
//! requests, and adds one entry for its beginning, one for its end and one for each link that it speaks over.

mod handle;
mod owner;
mod wire;

pub(crate) use handle::{LobbyHandle, Request, WeakLobby};
pub(crate) use owner::{BanOrder, Services, open};
