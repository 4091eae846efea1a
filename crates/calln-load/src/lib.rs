//! Simulated callers over the real protocol (Socket.IO v5 on Engine.IO v4, WebSocket): for load, for soak
//! tests and for benchmarks.
//!
//! Nothing here shares code with the server but the wire types, so what it finds is what a stranger's client
//! would find.
//!
//! | module | what it holds |
//! |---|---|
//! | [`callers`] | many callers that join, talk, go on and leave |
//! | [`census`] | judges, from what the callers saw, whether every match was right |
//! | [`measure`] | CPU time and memory of a process, quantiles, order of messages |
//! | [`bench`] | Calln's relay beside a Node Socket.IO server |

pub mod bench;
pub mod callers;
pub mod census;
pub mod measure;
