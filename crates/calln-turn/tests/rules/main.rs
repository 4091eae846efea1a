//! The relay's rules, each driven by packets from outside, with a clock that the test moves.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

mod allocations;
mod attacks;
mod authentication;
mod harness;
mod parties;
mod relaying;
mod sharing;
mod trials;
