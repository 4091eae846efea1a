//! What follows from reports, on the server's side of `calln_core::moderation`.
//!
//! The policy belongs to the lobby's owner ([`Desk`]). That one task knows who was in which call and in which order
//! things happened, so a report can't overtake the beginning of its call, nor a new match the wish never to meet again;
//! and a decision takes microseconds. Only the writing of a ban waits for a disk. It is done by a task of its own, the
//! [`bailiff`], which then has the lobby's owner show the banned the door.

mod bailiff;
mod desk;
mod my_data;
mod notices;
mod standing;

pub(crate) use bailiff::bailiff;
pub(crate) use desk::{Desk, Warrant};
pub(crate) use my_data::my_data;
pub(crate) use notices::Notices;
pub(crate) use standing::{Standing, Standings};
