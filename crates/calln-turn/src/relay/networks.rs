//! What each network and each provider has of the relay, so that none has all of it.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::time::Instant;

use slab::Slab;

use super::bucket::Bucket;
use crate::client::{Network, Provider};
use crate::places::{Crowd, Places, Scope};

/// Allocations that carry nothing, the oldest first: when each was made, in a count of all, and its port.
type Idle = BTreeSet<(u64, u16)>;

/// The networks that have allocations.
pub(super) struct Networks {
    places: Places,
    keys: HashMap<Network, usize>,
    shares: Slab<Share>,
    /// Those of each provider that has any.
    idle: HashMap<Provider, Idle>,
}

/// What one network has.
struct Share {
    /// An address of it.
    ip: IpAddr,
    /// How many allocations it has.
    allocations: usize,
    idle: Idle,
    /// What its allocations have sent together.
    sent: Bucket,
}

impl Networks {
    /// For `total` allocations, of which a network may have `per_network`.
    pub(super) fn new(total: usize, per_network: usize) -> Self {
        Self {
            places: Places::new(total, per_network),
            keys: HashMap::new(),
            shares: Slab::new(),
            idle: HashMap::new(),
        }
    }

    /// Who must give way before `ip` gets an allocation.
    pub(super) fn crowd(&self, ip: IpAddr) -> Option<Crowd> {
        self.places.crowd(ip)
    }

    /// Adds an allocation; the key by which its network is found while it has it.
    pub(super) fn insert(&mut self, ip: IpAddr, full: Bucket) -> usize {
        let shares = &mut self.shares;
        let key = *self
            .keys
            .entry(Network::of(ip))
            .or_insert_with(|| shares.insert(Share { ip, allocations: 0, idle: Idle::new(), sent: full }));
        self.shares[key].allocations += 1;
        self.places.take(ip);
        key
    }

    /// Notes whether an allocation carries nothing.
    pub(super) fn set_idle(&mut self, key: usize, made: u64, port: u16, is_idle: bool) {
        let share = &mut self.shares[key];
        let provider = Provider::of(share.ip);
        if is_idle {
            share.idle.insert((made, port));
            self.idle.entry(provider).or_default().insert((made, port));
        } else if share.idle.remove(&(made, port))
            && let Some(idle) = self.idle.get_mut(&provider)
        {
            idle.remove(&(made, port));
            if idle.is_empty() {
                self.idle.remove(&provider);
            }
        }
    }

    /// Removes an allocation, and with the last one the network.
    pub(super) fn remove(&mut self, key: usize, made: u64, port: u16) {
        self.set_idle(key, made, port, false);
        let share = &mut self.shares[key];
        share.allocations -= 1;
        self.places.give_back(share.ip);
        if share.allocations == 0 {
            let share = self.shares.remove(key);
            self.keys.remove(&Network::of(share.ip));
        }
    }

    /// Takes what a packet costs from a network's rate; false, with nothing taken, where it is spent.
    pub(super) fn take(&mut self, key: usize, per_second: u32, now: Instant, bytes: usize) -> bool {
        self.shares[key].sent.take(per_second, now, bytes)
    }

    /// The oldest allocation of a crowd that carries nothing; of everybody, that of the network with the most allocations.
    pub(super) fn oldest_idle(&self, crowd: Crowd) -> Option<u16> {
        let idle = match crowd.0 {
            Scope::Network(network) => &self.shares[*self.keys.get(&network)?].idle,
            Scope::Provider(provider) => self.idle.get(&provider)?,
            Scope::Everybody => {
                &self.shares.iter().max_by_key(|(_, share)| share.allocations).map(|(_, share)| share)?.idle
            }
        };
        idle.first().map(|(_, port)| *port)
    }
}
