//! The Calln server: anonymous one-to-one voice calls with strangers, in one binary with the page inside.
//!
//! | module | what it holds |
//! |---|---|
//! | [`bans`] | who is kept out, and how that is forgotten |
//! | [`bans_command`] | what operators do about bans |
//! | [`cli`] | the command line |
//! | [`config`] | settings: flags, variables, TOML, defaults |
//! | [`client_ip`] | the caller's address, and how it is kept from sight |
//! | [`doctor`] | what an operator can get wrong, and what to do about it |
//! | [`geo`] | the country of an address |
//! | [`site`] | the pages that say who runs the service, and what is promised |
//! | [`serve`] | all of it put together, from a configuration to a clean stop |
//! | [`telemetry`] | the log |
//! | [`totals`] | daily totals: a number for each thing that is counted |
//!
//! It is a library too, so that tests run the real server in their own process.

mod address_kind;
mod apart;
pub mod bans;
pub mod bans_command;
pub mod cli;
pub mod client_ip;
pub mod config;
mod connection;
mod defaults;
pub mod doctor;
mod enforcement;
mod events;
mod gateway;
pub mod geo;
mod hardening;
mod hiding;
mod hosts;
mod http;
mod limits;
mod lobby;
mod metrics;
mod moderation;
mod puzzle;
mod random;
mod rejections;
mod runtime;
pub mod serve;
mod service;
mod signals;
pub mod site;
mod spent;
mod state;
mod tags;
pub mod telemetry;
mod token;
pub mod totals;
mod turn;
