//! How many TCP connections each address has open.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Connections by address: an IPv4 address, or an IPv6 /64, which is one household. Only a hash under a key of this
/// process is kept, for as long as one of them is open.
pub(crate) struct Connections {
    /// Most of one address.
    limit: usize,
    /// Most of one address that are kept for another HTTP request.
    kept: usize,
    hasher: RandomState,
    open: Mutex<HashMap<u64, Counts>>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    all: usize,
    /// Those that haven't become WebSockets.
    http: usize,
}

impl Connections {
    pub(crate) fn new(limit: usize, kept: usize) -> Self {
        Self { limit, kept, hasher: RandomState::new(), open: Mutex::default() }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Counts>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection in; nothing if its address has as many as it may.
    pub(crate) fn enter(self: &Arc<Self>, peer: SocketAddr) -> Option<Place> {
        let key = self.hasher.hash_one(network(peer.ip()));
        let mut open = self.open();
        let counts = open.entry(key).or_default();
        if counts.all >= self.limit {
            return None;
        }
        counts.all += 1;
        counts.http += 1;
        Some(Place { connections: Arc::clone(self), key, is_http: true })
    }

    #[cfg(test)]
    fn is_empty(&self) -> bool {
        self.open().is_empty()
    }
}

/// The part of an address that is one host's.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits() >> 64 << 64,
    }
}

/// One connection, as long as it is open.
pub(crate) struct Place {
    connections: Arc<Connections>,
    key: u64,
    is_http: bool,
}

impl Place {
    /// Whether the connection may be kept for another request.
    pub(crate) fn may_be_kept(&self) -> bool {
        let connections = &self.connections;
        connections.open().get(&self.key).is_none_or(|counts| counts.http <= connections.kept)
    }

    /// The connection has become a WebSocket.
    pub(crate) fn upgraded(&mut self) {
        if std::mem::replace(&mut self.is_http, false)
            && let Some(counts) = self.connections.open().get_mut(&self.key)
        {
            counts.http -= 1;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        if let Some(counts) = open.get_mut(&self.key) {
            counts.all -= 1;
            counts.http -= usize::from(self.is_http);
            if counts.all == 0 {
                open.remove(&self.key);
            }
        }
        // What a crowd took is given back once it has gone.
        if open.is_empty() {
            *open = HashMap::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 4711)
    }

    #[test]
    fn an_address_has_its_number_and_others_have_theirs() {
        let connections = Arc::new(Connections::new(2, 1));
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
        let connections = Arc::new(Connections::new(1, 1));
        let held = connections.enter(peer("2001:db8::1")).unwrap();
        assert!(connections.enter(peer("2001:db8::ffff:1")).is_none());
        assert!(connections.enter(peer("2001:db8:0:1::1")).is_some());
        drop(held);
        assert!(connections.is_empty());
    }
}
