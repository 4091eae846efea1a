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
    ports: BTreeSet<u16>,
    /// What its allocations have sent together.
    sent: Bucket,
}

impl Networks {
    /// How many allocations a network has.
    pub(super) fn count_of(&self, network: Network) -> usize {
        self.keys.get(&network).map_or(0, |key| self.shares[*key].ports.len())
    }

    /// Adds an allocation; the key by which its network is found while it has it.
    pub(super) fn insert(&mut self, network: Network, port: u16, full: Bucket) -> usize {
        let shares = &mut self.shares;
        let key = *self
            .keys
            .entry(network)
            .or_insert_with(|| shares.insert(Share { network, ports: BTreeSet::new(), sent: full }));
        self.shares[key].ports.insert(port);
        key
    }

    /// Removes an allocation, and with the last one the network.
    pub(super) fn remove(&mut self, key: usize, port: u16) {
        let share = &mut self.shares[key];
        share.ports.remove(&port);
        if share.ports.is_empty() {
            let share = self.shares.remove(key);
            self.keys.remove(&share.network);
        }
    }

    /// Takes what a packet costs from a network's rate; false, with nothing taken, where it is spent.
    pub(super) fn take(&mut self, key: usize, per_second: u32, now: Instant, bytes: usize) -> bool {
        self.shares[key].sent.take(per_second, now, bytes)
    }

    /// The allocations of a network.
    pub(super) fn ports_of(&self, network: Network) -> impl Iterator<Item = u16> {
        let share = self.keys.get(&network).map(|key| &self.shares[*key]);
        share.into_iter().flat_map(|share| share.ports.iter().copied())
    }

    /// The network that has the most allocations.
    pub(super) fn largest(&self) -> Option<Network> {
        let largest = self.shares.iter().max_by_key(|(_, share)| share.ports.len());
        largest.map(|(_, share)| share.network)
    }
}
