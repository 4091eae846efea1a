//! What each network has of the relay, so that none has all of it.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use slab::Slab;

use super::bucket::Bucket;
use crate::client::Network;

/// The networks that have allocations.
#[derive(Default)]
pub(super) struct Networks {
    keys: HashMap<Network, usize>,
    shares: Slab<Share>,
}

/// What one network has.
struct Share {
    network: Network,
    /// How many allocations it has.
    allocations: usize,
    /// Those that carry nothing, the oldest first: when each was made, in a count of all, and its port.
    idle: BTreeSet<(u64, u16)>,
    /// What its allocations have sent together.
    sent: Bucket,
}

impl Networks {
    /// How many allocations a network has.
    pub(super) fn count_of(&self, network: Network) -> usize {
        self.keys.get(&network).map_or(0, |key| self.shares[*key].allocations)
    }

    /// Adds an allocation; the key by which its network is found while it has it.
    pub(super) fn insert(&mut self, network: Network, full: Bucket) -> usize {
        let shares = &mut self.shares;
        let key = *self.keys.entry(network).or_insert_with(|| {
            shares.insert(Share { network, allocations: 0, idle: BTreeSet::new(), sent: full })
        });
        self.shares[key].allocations += 1;
        key
    }

    /// Notes whether an allocation carries nothing.
    pub(super) fn set_idle(&mut self, key: usize, made: u64, port: u16, is_idle: bool) {
        let idle = &mut self.shares[key].idle;
        if is_idle {
            idle.insert((made, port));
        } else {
            idle.remove(&(made, port));
        }
    }

    /// Removes an allocation, and with the last one the network.
    pub(super) fn remove(&mut self, key: usize, made: u64, port: u16) {
        self.set_idle(key, made, port, false);
        let share = &mut self.shares[key];
        share.allocations -= 1;
        if share.allocations == 0 {
            let share = self.shares.remove(key);
            self.keys.remove(&share.network);
        }
    }

    /// Takes what a packet costs from a network's rate; false, with nothing taken, where it is spent.
    pub(super) fn take(&mut self, key: usize, per_second: u32, now: Instant, bytes: usize) -> bool {
        self.shares[key].sent.take(per_second, now, bytes)
    }

    /// The oldest allocation of a network that carries nothing.
    pub(super) fn oldest_idle(&self, network: Network) -> Option<u16> {
        let share = &self.shares[*self.keys.get(&network)?];
        share.idle.first().map(|(_, port)| *port)
    }

    /// The network that has the most allocations.
    pub(super) fn largest(&self) -> Option<Network> {
        let largest = self.shares.iter().max_by_key(|(_, share)| share.allocations);
        largest.map(|(_, share)| share.network)
    }
}
