//! What holds where the operator says nothing, and why that.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use calln_core::moderation;

use super::{LogFormat, LogLevel, Percent};

/// This machine only: browsers grant the microphone to `localhost` and to HTTPS, so a server for others stands
/// behind something that speaks TLS, and usually on the same machine.
pub(super) const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// 25 s: clients move within three, and service managers and platforms give a process 30 s before they kill it.
pub(super) const DRAIN_WITHIN: Duration = Duration::from_secs(25);

/// The policy's own numbers, which say why.
pub(super) const REPORTER_NETWORKS: NonZeroU32 = count(small(moderation::defaults::NETWORKS));
pub(super) const REPORTS_A_DAY: NonZeroU32 = count(moderation::defaults::QUOTA);
pub(super) const SKIPS: NonZeroU32 = count(moderation::defaults::SKIPS);
pub(super) const SEARCHES_PER_SECOND: NonZeroU32 = count(moderation::defaults::SEARCHES_PER_SECOND);
pub(super) const REPORTED_PERCENT: Percent = percent(moderation::defaults::SHARE_PERCENT);

/// One pair of callers in six finds no direct way; between mobile networks it is one in three.
pub(super) const RELAY_FALLBACK: bool = true;

/// STUN's and TURN's own port (RFC 8489, RFC 8656), for everybody: unlike the page it needs no proxy. Over IPv6 and IPv4;
/// where a machine has no IPv6, over IPv4.
pub(super) const TURN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 3478);

/// The port that `turns:` means where none is named (RFC 7065).
pub(super) const TURN_TLS_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 5349);

/// Every caller has one for each of its networks; 30 MiB at the most, with room for 15,000 callers.
pub(super) const TURN_ALLOCATIONS: NonZeroU32 = count(32_768);

/// 32 MiB/s, a quarter of a Gbit/s: about 1,400 relayed calls at once, so that nobody can fill a common line.
pub(super) const TURN_BYTES_PER_SECOND: NonZeroU32 = kib(32 * 1024);

/// Two callers behind one address may meet: carriers and campuses put thousands of strangers behind one.
pub(super) const FORBID_SAME_NETWORK: bool = false;

/// Starts, stops and what an operator must act on; a busy server still writes next to nothing.
pub(super) const LOG_LEVEL: LogLevel = LogLevel::Info;

/// Somebody reads it in a terminal first; machines are told to ask for JSON.
pub(super) const LOG_FORMAT: LogFormat = LogFormat::Human;

/// 64 MiB: weeks of a server that is well, or the last hours of one that is being flooded.
pub(super) const LOG_MAX_BYTES: NonZeroU32 = kib(64 * 1024);

/// This machine only: it is the operator's business. The port is the one that exporters of metrics commonly have.
pub(super) const METRICS_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// 64 KiB: the largest event is a `join` with an offer of 16 KiB, whose quotes and line ends JSON may double.
pub(super) const MESSAGE_BYTES: NonZeroU32 = kib(64);

/// 32 KiB: an audio offer takes 2 to 6 KiB, so even one with video and dozens of candidates fits five times. Less than a
/// message, so that one which is too large is answered, and closes nothing.
pub(super) const SIGNAL_BYTES: NonZeroU32 = kib(32);

/// 1 MiB: sixteen of the largest messages. A quarter of it is what a sender may be ahead of a slow partner.
pub(super) const OUTBOX_BYTES: NonZeroU32 = kib(1024);

/// 64 MiB: a thousand callers with a piece of an image waiting, four times over, on a machine of 512 MiB.
pub(super) const TOTAL_OUTBOX_BYTES: NonZeroU32 = kib(64 * 1024);

/// 32 MiB: 512 of the largest messages half received, or 5,000 offers on slow lines, on a machine of 512 MiB.
pub(super) const TOTAL_INBOX_BYTES: NonZeroU32 = kib(32 * 1024);

/// 16 MiB: four thousand callers who wait, with offers of 4 KiB. Where there are more, or somebody fills it, calls begin a trip
/// and a half later, and that is all.
pub(super) const TOTAL_OFFER_BYTES: NonZeroU32 = kib(16 * 1024);

/// 250 bytes a second: a tenth of what GPRS carries, the slowest network that anybody still calls from.
pub(super) const LEAST_BYTES_PER_SECOND: NonZeroU32 = count(250);

/// 4,096: a carrier's gateway with a thousand callers behind it, each with some connections for the page.
pub(super) const CONNECTIONS_PER_ADDRESS: NonZeroU32 = count(4_096);

/// 2,048: the thousand callers behind a carrier's gateway, twice: where they all lose their lines at once, the sessions that
/// they had are missed only after 45 s, when they have long come back. 20 MiB, at some 10 KiB each.
pub(super) const SESSIONS_PER_ADDRESS: NonZeroU32 = count(2_048);

/// 256 that wait for a request cost 4 MiB at most; those of a gateway beyond that are closed once they are answered.
pub(super) const IDLE_CONNECTIONS_PER_ADDRESS: NonZeroU32 = count(256);

/// 75 s: nginx, Envoy and HAProxy keep connections to an upstream for 60 s. The side that sends requests must be the
/// one that closes, or a request meets a connection that is being closed: 502.
pub(super) const IDLE_WITHIN: Duration = Duration::from_secs(75);

/// 2 MiB/s: the largest image in under three seconds; what ten callers could send fills a link of 200 Mbit/s.
pub(super) const IMAGE_BYTES_PER_SECOND: NonZeroU32 = kib(2 * 1024);

/// The lobby's own number, which says why.
pub(super) const WAITING: NonZeroU32 = count(small(calln_core::defaults::WAITING_PER_SITE));

/// A person presses a button, and then perhaps another: eight unanswered requests are more than one means.
pub(super) const PENDING_REQUESTS: NonZeroU32 = count(8);

#[expect(clippy::cast_possible_truncation, reason = "a handful")]
const fn small(n: usize) -> u32 {
    n as u32
}

const fn kib(kib: u32) -> NonZeroU32 {
    count(kib * 1024)
}

/// Evaluated by the compiler only, which refuses what is no share.
#[expect(clippy::expect_used, reason = "runs at compile time, on the literals above")]
const fn percent(n: u32) -> Percent {
    Percent::new(n).expect("defaults are shares")
}

/// Evaluated by the compiler only, which refuses a zero.
#[expect(clippy::expect_used, reason = "runs at compile time, on the literals above")]
const fn count(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("defaults aren't zero")
}
