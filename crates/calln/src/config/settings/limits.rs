//! What one caller, one address and all together may take.

use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;

use crate::config::declaration::settings;
use crate::config::value::{count, kib, small};

settings! {
    /// `limits.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct LimitsConfig at (limits) {
        /// Largest message that a caller may send.
        // 64 KiB: the largest event is a `join` with an offer of 16 KiB, whose quotes and line ends JSON may double.
        message_bytes: NonZeroU32 as "BYTES" = const { kib(64) },

        /// Largest offer, answer or candidate that a caller may send.
        // 32 KiB: an audio offer takes 2 to 6 KiB, so even one with video and dozens of candidates fits five times. Less
        // than a message, so that one which is too large is answered, and closes nothing.
        signal_bytes: NonZeroU32 as "BYTES" = const { kib(32) },

        /// Bytes that may wait for a slow reader before it is disconnected; from a quarter on its partner is held up.
        // 1 MiB: sixteen of the largest messages. A quarter of it is what a sender may be ahead of a slow partner.
        outbox_bytes: NonZeroU32 as "BYTES" = const { kib(1024) },

        /// Bytes that may wait for all slow readers together; the fuller, the sooner senders are held up.
        // 64 MiB: a thousand callers with a piece of an image waiting, four times over, on a machine of 512 MiB.
        total_outbox_bytes: NonZeroU32 as "BYTES" = const { kib(64 * 1024) },

        /// Bytes of messages that have begun to come and aren't complete, of all callers together; who would exceed it is
        /// closed, and 8 KiB may always be had.
        // 32 MiB: 512 of the largest messages half received, or 5,000 offers on slow lines, on a machine of 512 MiB.
        total_inbox_bytes: NonZeroU32 as "BYTES" = const { kib(32 * 1024) },

        /// Bytes of offers that are kept of callers who wait, all together; one for which there is no room is sent when its
        /// caller has met somebody.
        // 16 MiB: four thousand callers who wait, with offers of 4 KiB. Where there are more, or somebody fills it, calls
        // begin a trip and a half later, and that is all.
        total_offer_bytes: NonZeroU32 as "BYTES" = const { kib(16 * 1024) },

        /// Bytes a second, on the average of 20 s, that must come of what a caller has begun to send.
        // A tenth of what GPRS carries, the slowest network that anybody still calls from.
        least_bytes_per_second: NonZeroU32 as "BYTES" = const { count(250) },

        /// TCP connections that all together may have open, or three quarters of the process's file descriptors where that is
        /// less; one in four may be other than a WebSocket. One provider (IPv4 /16, IPv6 /32) may have three times as many of
        /// either as are free.
        // As many callers as `moderation.searches_per_second` is for. A WebSocket takes 8 KiB, other HTTP 26: 400 MiB. One
        // provider never fills it, so whoever comes from elsewhere finds room.
        connections: NonZeroU32 as "COUNT" = const { count(32_768) },

        /// TCP connections that one address (in IPv6 one /64) may have open; of those that aren't WebSockets a /64 may have a
        /// quarter, a /48 as many and an IPv4 /24 twice as many. Those of trusted_proxies aren't counted.
        // A carrier's gateway with a thousand callers behind it, each with some connections for the page.
        connections_per_address: NonZeroU32 as "COUNT" = const { count(4_096) },

        /// Sessions that one address (in IPv6 one /64) may have open, over WebSocket and polling together; the network around
        /// it (/24, /48) may have four times as many.
        // The thousand callers behind a carrier's gateway, twice: where they all lose their lines at once, the sessions that
        // they had are missed only after 45 s, when they have long come back. 20 MiB, at some 10 KiB each.
        sessions_per_address: NonZeroU32 as "COUNT" = const { count(2_048) },

        /// HTTP connections of one IPv4 address or IPv6 /48 that are kept for a next request; a /64 may have a quarter, a /24
        /// twice as many.
        // 256 cost 4 MiB at most; those of a gateway beyond that are closed once they are answered.
        idle_connections_per_address: NonZeroU32 as "COUNT" = const { count(256) },

        /// How long an HTTP connection is kept for a next request; longer than your reverse proxy keeps its own.
        // nginx, Envoy and HAProxy keep connections to an upstream for 60 s. The side that sends requests must be the one
        // that closes, or a request meets a connection that is being closed: 502.
        idle_within: Duration as "SECONDS" = Duration::from_secs(75),

        /// Bytes of images that one caller may send each second, and three times as many at once.
        // 2 MiB: the largest image in under three seconds; what ten callers could send fills a link of 200 Mbit/s.
        image_bytes_per_second: NonZeroU32 as "BYTES" = const { kib(2 * 1024) },

        /// Requests to the lobby that one connection may have unanswered.
        // A person presses a button, and then perhaps another: eight unanswered requests are more than one means.
        pending_requests: NonZeroU32 as "COUNT" = const { count(8) },

        /// Callers behind one IPv4 address or IPv6 /48 that may wait for a partner at the same time.
        // The lobby's own number, which says why.
        waiting: NonZeroU32 as "COUNT" = const { count(small(calln_core::defaults::WAITING_PER_SITE)) },

        /// Networks whose callers aren't limited in how often they connect, join, skip and report, nor how many are
        /// connected or wait: for load tests, never for the networks of callers.
        exempt: Vec<IpNet> as "CIDR,...",
    }
}
