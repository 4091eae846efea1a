//! The ban store: real files, real processes, a clock that the tests wind.
#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod expiry;
mod handle;
mod processes;
mod register;
mod trouble;
mod world;
