//! What somebody may do to the service or to others through it, tried on the real binary. One file a threat; each prints
//! the figure that it found. What can be done over either transport is tried over both; a file says why it isn't.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a step that fails is a test that fails"
)]
#![allow(dead_code, reason = "the fixtures are shared with the other tests, which use all of them")]

#[path = "../live/caller.rs"]
mod caller;
#[path = "../live/certificate.rs"]
mod certificate;
mod cross_site_hijack;
mod crowding;
mod dice;
mod dns_rebinding;
mod dropped_lines;
mod flood_per_prefix;
mod forged_addresses;
mod forged_calls_and_tokens;
mod hostile_lines;
mod hostile_settings;
mod indigestible_frames;
mod kept_offers;
mod malformed_packets;
mod mass_reporting;
mod other_networks;
mod oversize_input;
mod packets_that_ask_nothing;
mod polled;
mod raw;
mod reconnects_on_one_socket;
mod referee;
mod refusals;
mod relay_elsewhere;
mod second_legs;
#[path = "../live/server.rs"]
mod server;
mod server_gone;
mod slowloris;
mod spent_before_a_restart;
mod stalled_bodies;
mod stalled_handshakes;
mod stalled_readers;
mod unfinished_input;
mod unread_answers;
mod unread_pings;
mod waiting_bots;
mod withheld_country;
