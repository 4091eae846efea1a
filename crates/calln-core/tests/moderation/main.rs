//! What follows from reports.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step that fails is a test that fails")]

mod dropped_lines;
mod histories;
mod lines;
mod proofs;
mod rules;
mod silent_partners;
mod world;
