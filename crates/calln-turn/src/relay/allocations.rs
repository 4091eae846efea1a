//! Who has which relayed address.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::bucket::Bucket;
use super::members::PartyId;
use super::networks::Networks;
use crate::Client;
use crate::credentials::is_trial;
use crate::stun::TransactionId;

/// Virtual ports. None is ever opened, so there can be more than RFC 8656, section 7.2, recommends to open.
const PORTS: std::ops::RangeInclusive<u16> = 24_576..=65_535;
/// Most channels of one allocation. A partner has a handful of relay candidates.
const MAX_CHANNELS: usize = 32;
/// How long a permission lasts (RFC 8656, section 9).
const PERMISSION: Duration = Duration::from_secs(300);
/// How long a channel stays bound (RFC 8656, section 12).
const CHANNEL: Duration = Duration::from_secs(600);

/// A client's relayed address and what may pass through it.
pub(super) struct Allocation {
    pub(super) client: Client,
    pub(super) user: Box<str>,
    /// The Allocate request that made it; the same request again is a retransmission.
    pub(super) transaction: TransactionId,
    pub(super) expires: Instant,
    pub(super) sent: Bucket,
    /// The party of its user. Without one, nothing passes.
    party: Option<PartyId>,
    /// When it was made, in a count of all.
    made: u64,
    /// The key of its network's share.
    network: usize,
    /// RFC 8656 grants permissions per IP, and all peers here have one and the same.
    permitted_until: Option<Instant>,
    channels: Vec<Channel>,
}

struct Channel {
    number: u16,
    /// Virtual port of the peer.
    peer: u16,
    until: Instant,
}

/// Why a channel can't be bound.
pub(super) enum BindError {
    /// The number has another peer, or the peer another number.
    Taken,
    /// There are too many channels.
    Full,
}

impl Allocation {
    pub(super) fn new(
        client: Client,
        user: &str,
        party: Option<PartyId>,
        transaction: TransactionId,
        expires: Instant,
        sent: Bucket,
    ) -> Self {
        Self {
            client,
            user: user.into(),
            transaction,
            expires,
            sent,
            party,
            made: 0,
            network: 0,
            permitted_until: None,
            channels: Vec::new(),
        }
    }

    pub(super) fn is_trial(&self) -> bool {
        is_trial(&self.user)
    }

    /// Whether it carries nothing, and gives way where room is short: in no party and no trial.
    pub(super) fn is_idle(&self) -> bool {
        self.party.is_none() && !self.is_trial()
    }

    /// Whether both belong together: to one party, or one trial.
    pub(super) fn belongs_with(&self, other: &Self) -> bool {
        match (self.party, other.party) {
            (Some(own), Some(others)) => own == others,
            _ => self.is_trial() && self.user == other.user,
        }
    }

    /// The network's share that its bytes count for.
    pub(super) fn network(&self) -> usize {
        self.network
    }

    /// Lets peers at the relay's address reach the client.
    pub(super) fn permit(&mut self, now: Instant) {
        self.permitted_until = Some(now + PERMISSION);
    }

    pub(super) fn is_permitted(&self, now: Instant) -> bool {
        self.permitted_until.is_some_and(|until| now < until)
    }

    /// Binds `number` to the peer at port `peer`, or keeps it bound, and permits the peer.
    pub(super) fn bind(&mut self, now: Instant, number: u16, peer: u16) -> Result<(), BindError> {
        self.channels.retain(|channel| now < channel.until);
        let until = now + CHANNEL;
        let is_full = self.channels.len() == MAX_CHANNELS;
        match self.channels.iter_mut().find(|channel| channel.number == number || channel.peer == peer) {
            Some(channel) if channel.number == number && channel.peer == peer => channel.until = until,
            Some(_) => return Err(BindError::Taken),
            None if is_full => return Err(BindError::Full),
            None => self.channels.push(Channel { number, peer, until }),
        }
        self.permit(now);
        Ok(())
    }

    /// The port of the peer that `number` is bound to.
    pub(super) fn peer_of(&self, now: Instant, number: u16) -> Option<u16> {
        self.channels.iter().find(|channel| channel.number == number && now < channel.until).map(|c| c.peer)
    }

    /// The number of the channel to the peer at port `peer`.
    pub(super) fn channel_to(&self, now: Instant, peer: u16) -> Option<u16> {
        self.channels.iter().find(|channel| channel.peer == peer && now < channel.until).map(|c| c.number)
    }
}

/// All allocations, found by what packets name.
pub(super) struct Allocations {
    by_port: HashMap<u16, Allocation>,
    ports: HashMap<Client, u16>,
    users: HashMap<Box<str>, Vec<u16>>,
    pub(super) networks: Networks,
    trials: usize,
    made: u64,
    /// In the order in which they expire.
    expiry: BTreeSet<(Instant, u16)>,
}

impl Allocations {
    /// How many ports there are to give.
    const CAPACITY: usize = *PORTS.end() as usize - *PORTS.start() as usize + 1;

    /// None yet; at most `total`, and of one network `per_network`.
    pub(super) fn new(total: usize, per_network: usize) -> Self {
        Self {
            by_port: HashMap::new(),
            ports: HashMap::new(),
            users: HashMap::new(),
            networks: Networks::new(total.min(Self::CAPACITY), per_network),
            trials: 0,
            made: 0,
            expiry: BTreeSet::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.by_port.len()
    }

    /// How many are trials.
    pub(super) fn trials(&self) -> usize {
        self.trials
    }

    /// How many belong to `user`.
    pub(super) fn count_of(&self, user: &str) -> usize {
        self.users.get(user).map_or(0, Vec::len)
    }

    /// A free port, from where `random` points to on; `None` where all that would do are taken.
    pub(super) fn free_port(&self, random: u16, must_be_even: bool) -> Option<u16> {
        let offset = usize::from(random) % Self::CAPACITY;
        PORTS
            .skip(offset)
            .chain(PORTS.take(offset))
            .filter(|port| !must_be_even || port.is_multiple_of(2))
            .find(|port| !self.by_port.contains_key(port))
    }

    /// Adds an allocation for a client that has none, at a free port. `full` is what its network may send, if it has
    /// sent nothing yet.
    pub(super) fn insert(&mut self, port: u16, mut allocation: Allocation, full: Bucket) {
        self.made += 1;
        allocation.made = self.made;
        allocation.network = self.networks.insert(allocation.client.address().ip(), full);
        self.networks.set_idle(allocation.network, allocation.made, port, allocation.is_idle());
        self.ports.insert(allocation.client, port);
        self.users.entry(allocation.user.clone()).or_default().push(port);
        self.expiry.insert((allocation.expires, port));
        self.trials += usize::from(allocation.is_trial());
        self.by_port.insert(port, allocation);
    }

    /// The client's port.
    pub(super) fn port_of(&self, client: Client) -> Option<u16> {
        self.ports.get(&client).copied()
    }

    pub(super) fn at(&self, port: u16) -> Option<&Allocation> {
        self.by_port.get(&port)
    }

    pub(super) fn of_mut(&mut self, client: Client) -> Option<(u16, &mut Allocation)> {
        let port = self.port_of(client)?;
        Some((port, self.by_port.get_mut(&port)?))
    }

    pub(super) fn set_expiry(&mut self, port: u16, expires: Instant) {
        if let Some(allocation) = self.by_port.get_mut(&port) {
            self.expiry.remove(&(allocation.expires, port));
            self.expiry.insert((expires, port));
            allocation.expires = expires;
        }
    }

    /// Removes an allocation, and says whose it was.
    pub(super) fn remove(&mut self, port: u16) -> Option<Client> {
        let allocation = self.by_port.remove(&port)?;
        self.ports.remove(&allocation.client);
        self.expiry.remove(&(allocation.expires, port));
        self.networks.remove(allocation.network, allocation.made, port);
        self.trials -= usize::from(allocation.is_trial());
        if let Some(ports) = self.users.get_mut(&allocation.user) {
            ports.retain(|other| *other != port);
            if ports.is_empty() {
                self.users.remove(&allocation.user);
            }
        }
        Some(allocation.client)
    }

    /// Those of `user`.
    pub(super) fn ports_of(&self, user: &str) -> Vec<u16> {
        self.users.get(user).cloned().unwrap_or_default()
    }

    /// The user has joined this party, or is in none any more: then whom its allocations let through is forgotten.
    pub(super) fn set_party(&mut self, user: &str, party: Option<PartyId>) {
        for port in self.users.get(user).into_iter().flatten() {
            if let Some(allocation) = self.by_port.get_mut(port) {
                allocation.party = party;
                self.networks.set_idle(allocation.network, allocation.made, *port, allocation.is_idle());
                if party.is_none() {
                    allocation.permitted_until = None;
                    allocation.channels = Vec::new();
                }
            }
        }
    }

    /// When the next one expires.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.expiry.first().map(|(expires, _)| *expires)
    }

    /// One whose time is over.
    pub(super) fn expired(&self, now: Instant) -> Option<u16> {
        self.expiry.first().filter(|(expires, _)| *expires <= now).map(|(_, port)| *port)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn every_port_can_be_had_once_and_then_none() {
        let now = Instant::now();
        let mut allocations = Allocations::new(usize::MAX, usize::MAX);
        for n in 0..Allocations::CAPACITY as u32 {
            let client = Client::Udp((Ipv4Addr::from_bits(0x0B00_0000 + n), 4000).into());
            let port = allocations.free_port(n as u16, false).unwrap();
            let full = Bucket::full(1, now);
            let allocation = Allocation::new(client, "user", None, TransactionId([0; 12]), now, full);
            assert!(allocations.at(port).is_none());
            allocations.insert(port, allocation, full);
        }
        assert_eq!(allocations.free_port(7, false), None);
        allocations.remove(50_000);
        assert_eq!(allocations.free_port(7, true), Some(50_000));
    }
}
