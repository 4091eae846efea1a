//! What Calln decides: who meets whom.
//!
//! This crate is *sans-IO*. It has no threads, tasks, sockets, clock or randomness: time is an argument, ids and
//! random names come in from outside. So every rule here can be tested in microseconds, and a whole day of a
//! hundred thousand callers in seconds.
//!
//! # The contract
//!
//! One [`Lobby`] belongs to one owner, a task that nobody locks. The owner
//!
//! 1. waits for an event of a caller's or for the time that [`Lobby::next_wake`] names, whichever is first;
//! 2. makes it an [`Input`] ([`Input::Wake`] for the time) and calls [`Lobby::handle`] with the time of now;
//! 3. carries out the [`Effect`]s in their order, and empties the list;
//! 4. goes to 1.
//!
//! ```
//! use std::time::Instant;
//! use calln_core::{CallId, CallerId, Effect, Input, Lobby, Profile, Settings, Wish};
//!
//! let mut names = 0;
//! let mut lobby = Lobby::new(Settings::default(), move || { names += 1; CallId(names) }); // random in earnest
//! let mut effects = Vec::new();
//! for caller in [CallerId(1), CallerId(2)] {
//!     let profile = Profile { wish: Wish::Any, ..Profile::default() };
//!     lobby.handle(Instant::now(), Input::Join { caller, profile, op: None }, &mut effects);
//! }
//! assert!(matches!(effects.last(), Some(Effect::Matched { call: CallId(1), .. })));
//! ```
//!
//! What the owner may rely on:
//!
//! - Each `Join` and `Next` gives exactly one [`Effect::Replied`], before the `Waiting` or `Matched` that it causes
//!   and after the `Ended` of the call that it leaves.
//! - A caller is in one call at most; each `Matched` is followed by exactly one `Ended` of that call.
//! - After `Disconnect` nothing about the caller is left, except its id in the lists of those it met last, for
//!   eleven minutes at most.
//! - Of two ids with the same slot the lobby knows the younger: its `Join` disconnects the older one, whose inputs
//!   then change nothing; a `Join` of the older one isn't answered.
//! - `handle` never blocks and doesn't panic. Time that runs backwards counts as standing still.
//!
//! The rules of matching are in `docs/matching.md`; every number is in [`defaults`].

pub mod attendance;
pub mod country;
pub mod defaults;
pub mod headcount;
mod ids;
mod lobby;
pub mod moderation;
mod pace;
mod slots;
pub mod wish;

pub use country::{Country, CountrySet, UnknownCountry};
pub use ids::{BadCallId, CallId, CallerId, Tag};
pub use lobby::{
    Census, Effect, Estimate, Input, JoinError, JoinState, Lobby, Outlook, Profile, Queue, Settings, Side,
    Ways, Why,
};
pub use pace::{Pace, Rate};
pub use slots::Slots;
pub use wish::{Countries, Wish, WishError};
