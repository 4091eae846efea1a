//! The memory referee: after an attack the server has taken no more than its budgets allow, and a constant.

use crate::server::Server;

/// What the process may grow by whoever comes, in KiB: the allocator's slack, threads' stacks, what first connections
/// take for good.
const CONSTANT_KIB: u64 = 24 * 1024;
/// What each connection may take of its own, in KiB: HTTP's buffers while it speaks HTTP, a task (large where nothing is
/// optimised), and 8 KiB of either budget that it may always have.
const CONNECTION_KIB: u64 = 64;

/// Watches a server from before an attack.
pub(crate) struct Referee {
    before: u64,
}

impl Referee {
    pub(crate) fn new(server: &Server) -> Self {
        Self { before: server.resident_kib() }
    }

    /// What the server has grown by at its peak, in KiB. Panics if that is more than the budgets together, in KiB, and
    /// what so many connections at a time may have.
    pub(crate) fn judge(&self, server: &Server, budgets: u64, connections: usize) -> u64 {
        self.judge_within(server, budgets + CONSTANT_KIB + connections as u64 * CONNECTION_KIB)
    }

    /// The same where `allowed` KiB are all that the server may grow by.
    pub(crate) fn judge_within(&self, server: &Server, allowed: u64) -> u64 {
        let grown = server.peak_kib().saturating_sub(self.before);
        assert!(grown <= allowed, "grew by {grown} KiB, where {allowed} KiB are allowed");
        assert_eq!(server.get("/readyz").0, 200);
        grown
    }
}
