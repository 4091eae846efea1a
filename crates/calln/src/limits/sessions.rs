//! How many sessions are open at a time, over whatever transport, for each address and for the network around it.
//!
//! A WebSocket holds a TCP connection, of which an address has so many. A session that is polled holds none between two
//! requests, so sessions are counted by themselves.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use calln_core::moderation::Digest;
use parking_lot::Mutex;

use super::defaults::{CROWDED_FOR, SESSIONS_PER_NETWORK};
use crate::moderation::Standing;

/// The open sessions by keyed hashes of hosts (an IPv4 address, an IPv6 /64) and networks (/24, /48). A hash is kept for as
/// long as one of its sessions is open.
pub(super) struct Sessions {
    /// Most of one host.
    per_host: usize,
    open: Mutex<HashMap<Digest, usize>>,
}

/// Which part of the sessions is kept for callers who come back to a call.
const FOR_RETURN: usize = 8;

/// An address, or the network around it, has as many sessions as it may.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crowded;

impl Sessions {
    pub(super) fn new(per_host: usize) -> Self {
        Self { per_host, open: Mutex::default() }
    }

    /// Counts a session in.
    ///
    /// # Errors
    /// It would be one too many. Nothing is counted then.
    pub(super) fn enter(self: &Arc<Self>, standing: &Standing) -> Result<OpenSession, Crowded> {
        let counted = [standing.subject.host, standing.network.site];
        let most = [self.per_host, self.per_host.saturating_mul(SESSIONS_PER_NETWORK)];
        let mut open = self.open.lock();
        let has_room = |(digest, most)| open.get(digest).is_none_or(|count| *count < most);
        if !counted.iter().zip(most).all(has_room) {
            return Err(Crowded);
        }
        let mut only_back = false;
        for (digest, most) in counted.into_iter().zip(most) {
            let count = open.entry(digest).or_default();
            *count += 1;
            only_back |= *count > most - most / FOR_RETURN;
        }
        Ok(OpenSession { sessions: Arc::clone(self), counted, only_back })
    }
}

/// One session, for as long as it is open.
pub(crate) struct OpenSession {
    sessions: Arc<Sessions>,
    /// The hashes that it is counted under.
    counted: [Digest; 2],
    only_back: bool,
}

impl OpenSession {
    /// Where it is one of the last, which are kept for callers who come back to a call: after how long others may try again.
    pub(crate) fn only_back(&self) -> Option<Duration> {
        self.only_back.then_some(CROWDED_FOR)
    }
}

impl Drop for OpenSession {
    fn drop(&mut self) {
        let mut open = self.sessions.open.lock();
        for digest in self.counted {
            if let Some(count) = open.get_mut(&digest) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&digest);
                }
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
    use calln_core::moderation::{Day, Key, Sealed};

    use super::*;

    fn standing(address: &str) -> Standing {
        let key = Key::new([1; 32]);
        let address = address.parse().unwrap();
        let subject = key.subject(address);
        Standing { subject, network: key.network(address), sealed: Sealed { day: Day(0), subject } }
    }

    #[test]
    fn a_household_has_its_number_whichever_of_its_addresses_it_uses() {
        let sessions = Arc::new(Sessions::new(2));
        let one = sessions.enter(&standing("2001:db8::1")).ok().unwrap();
        let _two = sessions.enter(&standing("2001:db8::2")).ok().unwrap();
        assert!(sessions.enter(&standing("2001:db8::3")).is_err());
        let _other = sessions.enter(&standing("2001:db8:0:1::1")).ok().unwrap();
        drop(one);
        assert!(sessions.enter(&standing("2001:db8::3")).is_ok());
    }

    #[test]
    fn the_last_of_an_address_are_for_who_comes_back() {
        let sessions = Arc::new(Sessions::new(16));
        let open: Vec<_> = (0..16).map(|_| sessions.enter(&standing("192.0.2.1")).ok().unwrap()).collect();
        assert!(open.iter().map(|session| session.only_back().is_some()).eq((0..16).map(|n| n >= 14)));
    }

    #[test]
    fn a_network_has_its_number_however_many_addresses_it_has_and_nothing_is_kept_of_who_has_gone() {
        let sessions = Arc::new(Sessions::new(1));
        let in_network = |n: usize| standing(&format!("192.0.2.{n}"));
        let open: Vec<_> = (0..SESSIONS_PER_NETWORK).map(|n| sessions.enter(&in_network(n)).ok()).collect();
        assert!(open.iter().all(Option::is_some));
        assert_eq!(sessions.enter(&in_network(SESSIONS_PER_NETWORK)).err(), Some(Crowded));
        assert!(sessions.enter(&standing("198.51.100.1")).is_ok());
        drop(open);
        assert!(sessions.open.lock().is_empty());
    }
}
