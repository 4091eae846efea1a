//! Places for connections or allocations: how many each network and each provider has, so that none has all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use crate::client::{Network, Provider};

/// How many times as many places as are free a provider may have. One provider gets three quarters of all at the most, two
/// get three sevenths each, and however many there are, a part is left to others.
const TIMES_FREE: usize = 3;

/// Counts the places that are taken.
#[derive(Debug)]
pub struct Places {
    total: usize,
    per_network: usize,
    taken: usize,
    by_network: HashMap<Network, usize>,
    by_provider: HashMap<Provider, usize>,
}

/// Those who have as many places as they may have together. One of them must give way before another gets a place.
#[derive(Clone, Copy, Debug)]
pub struct Crowd(pub(crate) Scope);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    Network(Network),
    Provider(Provider),
    /// All who have a place: every one is taken, by others.
    Everybody,
}

impl Places {
    /// `total` places for everybody, of which a network (an IPv4 address, an IPv6 /48) may have `per_network`.
    pub fn new(total: usize, per_network: usize) -> Self {
        Self { total, per_network, taken: 0, by_network: HashMap::new(), by_provider: HashMap::new() }
    }

    /// Who must give way before `ip` gets a place: its network, or its provider (an IPv4 /16, an IPv6 /32), or anybody where
    /// all places are taken and its provider has none. `None` where there is a place for it.
    pub fn crowd(&self, ip: IpAddr) -> Option<Crowd> {
        let (network, provider) = (Network::of(ip), Provider::of(ip));
        if self.by_network.get(&network).is_some_and(|count| *count >= self.per_network) {
            return Some(Crowd(Scope::Network(network)));
        }
        let free = self.total.saturating_sub(self.taken);
        let of_provider = self.by_provider.get(&provider).copied().unwrap_or_default();
        match of_provider {
            0 if free == 0 => Some(Crowd(Scope::Everybody)),
            _ if of_provider >= free.saturating_mul(TIMES_FREE) => Some(Crowd(Scope::Provider(provider))),
            _ => None,
        }
    }

    /// How many the network of `ip` has.
    pub(crate) fn of_network(&self, ip: IpAddr) -> usize {
        self.by_network.get(&Network::of(ip)).copied().unwrap_or_default()
    }

    /// Counts a place as taken by `ip`.
    pub fn take(&mut self, ip: IpAddr) {
        self.taken += 1;
        *self.by_network.entry(Network::of(ip)).or_default() += 1;
        *self.by_provider.entry(Provider::of(ip)).or_default() += 1;
    }

    /// Counts a place that `ip` took as free again.
    pub fn give_back(&mut self, ip: IpAddr) {
        self.taken = self.taken.saturating_sub(1);
        one_less(&mut self.by_network, Network::of(ip));
        one_less(&mut self.by_provider, Provider::of(ip));
    }
}

impl Crowd {
    /// Whether `ip` is one of them.
    pub fn includes(self, ip: IpAddr) -> bool {
        match self.0 {
            Scope::Network(network) => network == Network::of(ip),
            Scope::Provider(provider) => provider == Provider::of(ip),
            Scope::Everybody => true,
        }
    }
}

/// Nothing is kept of who has no place any more.
fn one_less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    /// Takes places for one address after the other until one must give way; how many there were, and who must.
    fn fill(places: &mut Places, address: impl Fn(usize) -> String) -> (usize, Crowd) {
        for n in 0.. {
            let ip = ip(&address(n));
            if let Some(crowd) = places.crowd(ip) {
                return (n, crowd);
            }
            places.take(ip);
        }
        unreachable!("there is a bound")
    }

    #[test]
    fn a_network_has_its_number_and_its_own_give_way() {
        let mut places = Places::new(1_000, 8);
        let (site, crowd) = fill(&mut places, |n| format!("2001:db8:0:{n:x}::1"));
        assert_eq!(site, 8);
        assert!(crowd.includes(ip("2001:db8::1")) && !crowd.includes(ip("2001:db8:1::1")));
        assert_eq!(fill(&mut places, |_| "192.0.2.1".into()).0, 8);
        assert!(places.crowd(ip("192.0.2.2")).is_none());
        places.give_back(ip("::ffff:192.0.2.1"));
        assert!(places.crowd(ip("192.0.2.1")).is_none());
    }

    #[test]
    fn providers_leave_a_part_of_all_to_others() {
        let mut places = Places::new(400, 8);
        let (one, crowd) = fill(&mut places, |n| format!("2001:db8:{n:x}::1"));
        assert_eq!(one, 300);
        assert!(crowd.includes(ip("2001:db8:ffff::1")) && !crowd.includes(ip("2001:db9::1")));
        assert_eq!(fill(&mut places, |n| format!("10.0.{n}.1")).0, 75);
        assert!(places.crowd(ip("192.0.2.1")).is_none());
    }

    #[test]
    fn where_all_are_taken_a_provider_without_a_place_gets_one_of_anybodys() {
        let mut places = Places::new(2, 2);
        places.take(ip("192.0.2.1"));
        places.take(ip("198.51.100.1"));
        assert!(places.crowd(ip("203.0.113.1")).unwrap().includes(ip("192.0.2.1")));
        assert!(!places.crowd(ip("198.51.100.2")).unwrap().includes(ip("192.0.2.1")));
    }

    #[test]
    fn nothing_is_kept_of_who_has_gone() {
        let mut places = Places::new(2, 2);
        places.take(ip("192.0.2.1"));
        places.take(ip("2001:db8::1"));
        places.give_back(ip("192.0.2.1"));
        places.give_back(ip("2001:db8::1"));
        assert!(places.taken == 0 && places.by_network.is_empty() && places.by_provider.is_empty());
    }
}
