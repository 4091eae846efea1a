//! The real binary, tried from outside by real clients.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a step that fails is a test that fails"
)]

mod bad_input;
mod caller;
mod calls;
mod canary;
mod hiding;
mod log;
mod memory;
mod official_callers;
mod operators;
mod privacy;
mod relayed;
mod reports;
mod server;
mod statistics;
