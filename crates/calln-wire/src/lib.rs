//! What is said between a Calln client and a Calln server: every Socket.IO event and every HTTP body, as a
//! serde type.
//!
//! This crate holds shapes and names only. What a server does with them is decided in `calln-core`; how they
//! travel is `calln-transport`'s business. The page's TypeScript types are generated from here
//! (`cargo xtask wire`), so the two can't drift apart.
//!
//! | module | who speaks |
//! |---|---|
//! | [`client`] | the client, to the server |
//! | [`server`] | the server, to a client |
//! | [`safety`] | both: reports, blocks and bans |
//! | [`proof`] | both: proofs of work |
//! | [`http`] | plain HTTP, for pages and probes |
//! | [`app`] | the page and the Android app around it |
//!
//! Unknown fields in an event are ignored, so that an older server and a newer client can talk.

pub mod app;
pub mod client;
mod event;
pub mod http;
pub mod proof;
pub mod safety;
pub mod server;
#[cfg(feature = "typescript")]
mod typescript;

pub use event::Event;
#[cfg(feature = "typescript")]
pub use typescript::typescript;
