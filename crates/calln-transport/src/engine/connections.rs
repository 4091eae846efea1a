//! How many TCP connections are open: of each address, of the networks around it, and of all together.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Config;

/// How many times as many as are free a provider may have open. One provider gets three quarters of all at the most, two
/// get three sevenths each, and however many there are, a part is left to others.
const TIMES_FREE: usize = 3;
/// The part of all connections that may be HTTP. Each takes three times what a WebSocket takes; most callers have one of those.
const HTTP_PART: usize = 4;

/// Counts connections by address and network. Only hashes under a key of this process are kept, each for as long as one of
/// its connections is open.
pub(crate) struct Connections {
    /// Most of all together.
    limit: Counts,
    /// Most of one address, and most HTTP connections of a network of four quarters.
    per_address: usize,
    /// Most HTTP connections of a network of four quarters that are kept for another request.
    kept: usize,
    hasher: RandomState,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: Counts,
    by_network: HashMap<u64, Counts>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    all: usize,
    /// Those that haven't become WebSockets. WebSockets are sessions, which the application limits.
    http: usize,
}

impl Counts {
    /// Whether a provider that has these may have one more, where so many are open of so many.
    fn leave_room(self, open: Self, limit: Self) -> bool {
        let fits =
            |own: usize, open, limit: usize| own < limit.saturating_sub(open).saturating_mul(TIMES_FREE);
        fits(self.all, open.all, limit.all) && fits(self.http, open.http, limit.http)
    }
}

impl Open {
    fn counts(&self, key: u64) -> Counts {
        self.by_network.get(&key).copied().unwrap_or_default()
    }
}

impl Connections {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            limit: Counts { all: config.connections, http: config.connections.div_ceil(HTTP_PART) },
            per_address: config.connections_per_address,
            kept: config.kept_per_address,
            hasher: RandomState::new(),
            open: Mutex::default(),
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection in; nothing if its address, a network around it or all together have as many as they may.
    pub(crate) fn enter(self: &Arc<Self>, peer: SocketAddr) -> Option<Place> {
        let networks = Networks::of(peer.ip());
        let counted = networks
            .0
            .map(|network| Counted { key: self.hasher.hash_one(network.prefix), quarters: network.quarters });
        let mut open = self.open();
        let [host, _, provider] = counted.map(|counted| open.counts(counted.key));
        let has_room = |counted: &Counted| open.counts(counted.key).http < counted.part_of(self.per_address);
        if host.all >= self.per_address
            || !counted.iter().all(has_room)
            || !provider.leave_room(open.total, self.limit)
        {
            return None;
        }
        open.total.all += 1;
        open.total.http += 1;
        for Counted { key, .. } in counted {
            let counts = open.by_network.entry(key).or_default();
            counts.all += 1;
            counts.http += 1;
        }
        Some(Place { connections: Arc::clone(self), counted, is_http: true })
    }

    #[cfg(test)]
    fn is_empty(&self) -> bool {
        let open = self.open();
        open.total.all == 0 && open.by_network.is_empty()
    }
}

/// What an address is in, from the narrowest to the widest: host, network, provider.
struct Networks([Network; 3]);

struct Network {
    prefix: (u8, u128),
    /// How much of a limit it may have. None for a provider: the others' limits don't tell what that needs.
    quarters: Option<usize>,
}

impl Networks {
    /// An IPv4 address may be a carrier's gateway; an IPv6 /64 is one household, and an IPv6 /48 a site or 256 customers.
    fn of(address: IpAddr) -> Self {
        let (bits, lengths, quarters) = match address.to_canonical() {
            IpAddr::V4(v4) => (v4.to_ipv6_mapped().to_bits(), [128, 120, 112], [4, 8]),
            IpAddr::V6(v6) => (v6.to_bits(), [64, 48, 32], [1, 4]),
        };
        let [host, network, provider] = lengths.map(|length: u8| (length, bits >> (128 - length)));
        let [of_host, of_network] = quarters.map(Some);
        Self([
            Network { prefix: host, quarters: of_host },
            Network { prefix: network, quarters: of_network },
            Network { prefix: provider, quarters: None },
        ])
    }
}

/// A network that a connection is counted in.
#[derive(Clone, Copy)]
struct Counted {
    key: u64,
    quarters: Option<usize>,
}

impl Counted {
    /// Its part of a limit, one at least.
    fn part_of(&self, limit: usize) -> usize {
        self.quarters.map_or(usize::MAX, |quarters| limit.saturating_mul(quarters).div_ceil(4))
    }
}

/// One connection, as long as it is open.
pub(crate) struct Place {
    connections: Arc<Connections>,
    counted: [Counted; 3],
    is_http: bool,
}

impl Place {
    /// Whether the connection may be kept for another request. None is once half of all that may be HTTP are open: those
    /// that wait for nothing make room.
    pub(crate) fn may_be_kept(&self) -> bool {
        let Connections { limit, kept, .. } = *self.connections;
        let open = self.connections.open();
        let fits = |counted: &Counted| open.counts(counted.key).http <= counted.part_of(kept);
        open.total.http <= limit.http / 2 && self.counted.iter().all(fits)
    }

    /// The connection has become a WebSocket.
    pub(crate) fn upgraded(&mut self) {
        if std::mem::replace(&mut self.is_http, false) {
            let mut open = self.connections.open();
            open.total.http -= 1;
            for Counted { key, .. } in self.counted {
                if let Some(counts) = open.by_network.get_mut(&key) {
                    counts.http -= 1;
                }
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.total.all -= 1;
        open.total.http -= usize::from(self.is_http);
        for Counted { key, .. } in self.counted {
            if let Some(counts) = open.by_network.get_mut(&key) {
                counts.all -= 1;
                counts.http -= usize::from(self.is_http);
                if counts.all == 0 {
                    open.by_network.remove(&key);
                }
            }
        }
        // What a crowd took is given back once it has gone.
        if open.total.all == 0 {
            open.by_network = HashMap::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(limit: usize, per_address: usize, kept: usize) -> Arc<Connections> {
        let config = Config {
            connections: limit,
            connections_per_address: per_address,
            kept_per_address: kept,
            ..Config::default()
        };
        Arc::new(Connections::new(&config))
    }

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 4711)
    }

    /// Comes from one address after the other until one is refused; who came in.
    fn fill(connections: &Arc<Connections>, address: impl Fn(usize) -> String) -> Vec<Place> {
        (1..1_000).map_while(|n| connections.enter(peer(&address(n)))).collect()
    }

    #[test]
    fn an_address_has_its_number_and_others_have_theirs() {
        let connections = connections(1_000, 2, 1);
        let one = connections.enter(peer("192.0.2.1")).unwrap();
        assert!(one.may_be_kept());
        let mut two = connections.enter(peer("::ffff:192.0.2.1")).unwrap();
        assert!(!one.may_be_kept());
        assert!(connections.enter(peer("192.0.2.1")).is_none());
        let _other = connections.enter(peer("192.0.2.2")).unwrap();
        two.upgraded();
        assert!(one.may_be_kept(), "a WebSocket isn't kept for requests");
        assert!(connections.enter(peer("192.0.2.1")).is_none());
        drop(one);
        assert!(connections.enter(peer("192.0.2.1")).is_some());
    }

    #[test]
    fn a_household_is_one_address_and_nothing_is_kept_of_who_has_gone() {
        let connections = connections(1_000, 4, 4);
        let held = connections.enter(peer("2001:db8::1")).unwrap();
        assert!(connections.enter(peer("2001:db8::ffff:1")).is_none());
        assert!(connections.enter(peer("2001:db8:0:1::1")).is_some());
        drop(held);
        assert!(connections.is_empty());
    }

    #[test]
    fn a_network_has_its_number_however_many_addresses_it_has() {
        let connections = connections(1_000, 8, 4);
        let mut site = fill(&connections, |n| format!("2001:db8:0:{n:x}::1"));
        assert_eq!(site.len(), 8);
        assert!(!site[0].may_be_kept());
        let neighbours = fill(&connections, |n| format!("192.0.2.{n}"));
        assert_eq!(neighbours.len(), 16);
        // WebSockets aren't counted here.
        site[0].upgraded();
        assert!(connections.enter(peer("2001:db8:0:ffff::1")).is_some());
        drop((site, neighbours));
        assert!(connections.is_empty());
    }

    #[test]
    fn providers_leave_a_part_of_all_to_others() {
        let connections = connections(1_600, 100, 100);
        let one = fill(&connections, |n| format!("2001:db8:{n:x}::1"));
        assert_eq!(one.len(), 300);
        assert!(one.iter().all(|place| !place.may_be_kept()), "more than half are open");
        let two = fill(&connections, |n| format!("2001:db9:{n:x}::1"));
        assert_eq!(two.len(), 75);
        let three = fill(&connections, |n| format!("10.0.{n}.1"));
        assert_eq!(three.len(), 19);
        assert!(connections.enter(peer("192.0.2.1")).is_some());
    }

    #[test]
    fn providers_leave_a_part_of_all_to_others_as_websockets_too() {
        let connections = connections(400, 100, 100);
        let come = |n| {
            let mut place = connections.enter(peer(&format!("2001:db8:{n:x}::1")))?;
            place.upgraded();
            Some(place)
        };
        let one: Vec<_> = (1..1_000).map_while(come).collect();
        assert_eq!(one.len(), 300);
        assert!(connections.enter(peer("192.0.2.1")).is_some());
    }
}
