//! What reports and bans need to know of a connection, and what callers are told of them.
//!
//! The policy itself is `calln_core::moderation`. It belongs to the lobby's owner: that one task knows who was in which call
//! and in which order things happened, so a report can't overtake the beginning of its call, nor a new match the wish never
//! to meet again; and a decision takes microseconds. Only the writing of a ban waits for a disk. It is done by a task of its
//! own ([`crate::enforcement`]), which then has the lobby's owner close the connections of the banned.

mod my_data;
mod notices;
mod standing;

pub(crate) use my_data::my_data;
pub(crate) use notices::{Notices, meant};
pub(crate) use standing::{Standing, Standings};
