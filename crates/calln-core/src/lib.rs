//! What Calln decides: who meets whom, who may come back to which call, and what follows from reports.
//!
//! This crate is *sans-IO*. It has no threads, tasks, sockets, clock or randomness: time is an argument, ids and
//! random names come in from outside. So every rule here can be tested in microseconds, and a whole day of a
//! hundred thousand callers in seconds.
//!
//! # The contract
//!
//! One [`Engine`] belongs to one owner, a task that nobody locks. The owner
//!
//! 1. waits for an event of a caller's or for the time that [`Engine::next_wake`] names, whichever is first;
//! 2. makes it an [`Input`] ([`Input::Wake`] for the time) and calls [`Engine::handle`] with the time of now;
//! 3. carries out the [`Effect`]s in their order, and empties the list;
//! 4. goes to 1.
//!
//! ```
//! use std::{net::IpAddr, time::Instant};
//! use calln_core::engine::{Settings, Standing};
//! use calln_core::moderation::{Day, Key, Sealed};
//! use calln_core::{CallId, Effect, Engine, Input, Profile, Pseudonyms, Tag};
//!
//! let (mut names, key) = (0, Key::new([7; 32])); // random in earnest
//! let mut engine = Engine::new(Settings::default(), Instant::now(), move || { names += 1; CallId(names) });
//! let mut effects = Vec::new();
//! for n in [1, 2] {
//!     let address = IpAddr::from([192, 0, 2, n]);
//!     let (subject, network) = (key.subject(address), key.network(address));
//!     let sealed = Sealed { day: Day(20_000), subject };
//!     let standing = Standing { subject, network, sealed, exempt: false, pseudonyms: Pseudonyms::default() };
//!     let caller = engine.connect(standing, Tag(n.into()));
//!     let join = Input::Join { caller, profile: Profile::default(), op: None, proved: false };
//!     engine.handle(Instant::now(), join, &mut effects);
//! }
//! assert!(matches!(effects.last(), Some(Effect::Matched { call: CallId(1), .. })));
//! ```
//!
//! What the owner may rely on:
//!
//! - Each `Join` and `Next` of a caller that is connected gives exactly one [`Effect::Replied`], before the `Waiting` or
//!   `Matched` that it causes and after the `Ended` of the call that it leaves; each `Report` one [`Effect::Reported`],
//!   after the bans that follow from it; each `Block` one [`Effect::Blocked`]; each `Resume` one [`Effect::Resumed`] or [`Effect::ResumeRefused`].
//! - A caller is in one call at most; each `Matched` is followed by exactly one `Ended` of that call, however often its
//!   callers are cut off and come back.
//! - After `Forgotten`, or the `Resumed` that gives a caller another id, nothing about that id is left, except in the lists
//!   of those it met last, for eleven minutes at most, and in calls that can be reported, for a minute.
//! - `handle` never blocks and doesn't panic. Time that runs backwards counts as standing still.
//!
//! | module | what it decides |
//! |---|---|
//! | [`lobby`] | who meets whom; the rules are in `docs/matching.md` |
//! | [`calls`] | who is in which call, and who may come back to it |
//! | [`moderation`] | what follows from reports; the rules are in `docs/moderation.md` |
//! | [`engine`] | how these three go together |
//!
//! What a caller is recognised by across restarts is in [`pseudonyms`]. Every number is in [`defaults`] and [`moderation::defaults`].

pub mod calls;
pub mod country;
pub mod defaults;
pub mod engine;
pub mod headcount;
mod ids;
mod keyed;
pub mod lobby;
pub mod moderation;
mod pace;
pub mod pseudonyms;
pub mod wish;

pub use country::{Country, CountrySet, UnknownCountry};
pub use engine::{Effect, Engine, Input};
pub use ids::{BadCallId, CallId, CallerId, Tag};
pub use lobby::{Census, Estimate, JoinError, JoinState, Outlook, Profile, Ways};
pub use pace::{Pace, Rate};
pub use pseudonyms::{ApartPair, Pseudonyms};
pub use wish::{Countries, Wish, WishError};
