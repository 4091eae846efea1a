//! The real binary, tried from outside by real clients.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a step that fails is a test that fails"
)]

mod bad_input;
#[allow(dead_code, reason = "shared with the attacks, which use all of it")]
mod caller;
mod calls;
mod canary;
mod certificate;
mod doctor;
mod drain;
mod goodbyes;
mod hiding;
mod log;
mod memory;
mod offer;
mod official_callers;
mod operators;
#[path = "../attacks/polled.rs"]
#[allow(dead_code, reason = "shared with the attacks, which use all of it")]
mod polled;
mod privacy;
mod proofs;
mod proxies;
mod proxy;
#[path = "../attacks/raw.rs"]
#[allow(dead_code, reason = "shared with the attacks, which use all of it")]
mod raw;
mod relay;
mod relayed;
mod reports;
mod restart;
mod resume;
#[allow(dead_code, reason = "shared with the attacks, which use all of it")]
mod server;
mod statistics;
mod stop;
mod tls;
mod trial;
mod turn_elsewhere;
