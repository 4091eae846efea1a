//! What the relay has done, in numbers that single nobody out.

/// Counters since the start, and one gauge.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stats {
    /// Allocations now.
    pub allocations: usize,
    /// Allocations that carried nothing and gave way to others.
    pub evicted_allocations: u64,
    /// Packets relayed.
    pub relayed_packets: u64,
    /// Bytes of application data relayed.
    pub relayed_bytes: u64,
    /// Packets that had no way to go: no permission, no channel, nobody at the peer's address.
    pub undeliverable_packets: u64,
    /// Packets dropped because an allocation or the whole relay was over its rate.
    pub over_rate_packets: u64,
    /// Packets that are neither STUN nor ChannelData, or longer than what is relayed.
    pub malformed_packets: u64,
    /// Requests answered with an error, first challenges aside.
    pub refused_requests: u64,
    /// Requests that got no answer because their network had had too many.
    pub unanswered_requests: u64,
    /// Packets that the sockets could not take: a full send buffer, a client that reads too slowly. Counted by
    /// [`Server`](crate::Server).
    pub unsent_packets: u64,
}
