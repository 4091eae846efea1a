//! The relay itself: no socket, no clock, no task.

mod allocate;
mod allocations;
mod authentication;
mod bucket;
mod keyed;
mod members;
mod networks;
mod nonce;
mod permission;
mod reflection;
mod response;
mod stats;
mod switch;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

pub use stats::Stats;

use self::allocations::{Allocation, Allocations};
use self::authentication::Caller;
use self::bucket::Bucket;
use self::keyed::Keyed;
use self::members::Members;
use self::nonce::Nonces;
use self::reflection::Reflection;
use self::response::unknown_attributes;
use crate::client::Network;
use crate::settings::{Settings, SettingsError};
use crate::stun::{Attribute, Class, ErrorCode, Message, Method};
use crate::{Client, MAX_PACKET_BYTES};

/// How long the relay counts as spent after it dropped a packet for that.
const SPENT_FOR: Duration = Duration::from_secs(10);

/// The time, as the rules need it: one clock that never jumps for lifetimes, and the calendar for credentials.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// A clock that only goes forward.
    pub instant: Instant,
    /// Seconds since 1970.
    pub unix: u64,
}

/// A packet to be sent.
#[derive(Debug)]
pub struct Transmission<'a> {
    /// To whom.
    pub to: Client,
    /// What. For a stream it is padded already.
    pub bytes: &'a [u8],
}

/// A STUN and TURN server without its sockets.
///
/// Every packet that comes in leads to one that goes out, or to none:
///
/// 1. give each received packet (from a stream: each message that [`framing`](crate::framing) finds) to
///    [`handle`](Self::handle), and send what it returns;
/// 2. call [`closed`](Self::closed) when a stream ends;
/// 3. call [`expire`](Self::expire) at [`deadline`](Self::deadline);
/// 4. [`admit`](Self::admit) a user before it learns its credentials, let two who are to talk [`join`](Self::join) a party,
///    [`dissolve`](Self::dissolve) the party when they part, and let each [`leave`](Self::leave) when it goes.
///
/// An allocation's relayed address is the advertised IP with a port that is never opened. What one allocation
/// sends to another's relayed address is handed over in memory, if both belong to one party. There is no other
/// destination: a peer is found by its port among the relay's allocations or not at all. A user in no party can allocate,
/// and carry nothing.
pub struct Relay {
    settings: Settings,
    allocations: Allocations,
    members: Members,
    /// Streams whose clients have lost their allocation, for [`take_freed`](Self::take_freed).
    freed: Vec<Client>,
    keyed: Keyed,
    nonces: Nonces,
    reflection: Reflection,
    /// Bounds what is relayed in all.
    sent: Bucket,
    /// When a packet was last dropped for that.
    spent_at: Option<Instant>,
    stats: Stats,
    /// The packet to be sent, kept so that its memory is used again.
    out: Vec<u8>,
}

/// A request that has shown whom it comes from.
struct Request<'a> {
    now: Now,
    from: Client,
    message: Message<'a>,
    caller: Caller,
}

/// A request that was carried out, and what its response says.
enum Success {
    Allocated { relayed: SocketAddr, lifetime: Duration },
    Refreshed { lifetime: Duration },
    Permitted,
    Bound,
}

impl Relay {
    /// A relay without allocations. `seed` must be random and used for nothing else: relayed ports and nonces
    /// come from it.
    ///
    /// # Errors
    /// Where the settings can't work.
    pub fn new(settings: Settings, seed: [u8; 32], now: Instant) -> Result<Self, SettingsError> {
        let settings = settings.checked()?;
        let limits = settings.limits;
        Ok(Self {
            allocations: Allocations::new(limits.allocations, limits.allocations_per_network),
            members: Members::default(),
            freed: Vec::new(),
            keyed: Keyed::new(seed),
            nonces: Nonces::new(now),
            reflection: Reflection::new(limits.unproven_answers_per_second, now),
            sent: Bucket::full(limits.total_bytes_per_second, now),
            spent_at: None,
            stats: Stats::default(),
            out: Vec::new(),
            settings,
        })
    }

    /// Takes a packet; returns the one to send for it. Never fails: a packet that makes no sense is counted and
    /// dropped, and a request that is refused gets an error response.
    pub fn handle(&mut self, now: Now, from: Client, packet: &[u8]) -> Option<Transmission<'_>> {
        self.expire(now.instant);
        if packet.len() > MAX_PACKET_BYTES {
            self.stats.malformed_packets += 1;
            return None;
        }
        // RFC 7983: the first two bits tell STUN from ChannelData.
        if packet.first().is_some_and(|first| first >> 6 == 1) {
            return self.channel_data(now, from, packet);
        }
        let Ok(message) = Message::parse(packet) else {
            self.stats.malformed_packets += 1;
            return None;
        };
        match (message.class(), message.method()) {
            (Class::Indication, Method::SEND) => self.send(now, from, &message),
            (
                Class::Request,
                Method::BINDING
                | Method::ALLOCATE
                | Method::REFRESH
                | Method::CREATE_PERMISSION
                | Method::CHANNEL_BIND,
            ) => self.request(now, from, message),
            // Keep-alive indications and stray responses ask for nothing; other methods are not ours.
            _ => None,
        }
    }

    /// Forgets a client whose connection has ended.
    pub fn closed(&mut self, client: Client) {
        if let Some(port) = self.allocations.port_of(client) {
            self.allocations.remove(port);
        }
    }

    /// Serves credentials of this id from now on. What is allocated with them reaches nobody while the user is in no
    /// party.
    pub fn admit(&mut self, user: &str) {
        self.members.admit(user);
    }

    /// Puts a user into a party, out of any other: its allocations, those of now and those to come, reach the others' of
    /// that party, and are reached by them. A user who isn't admitted, or has left, is passed over.
    pub fn join(&mut self, user: &str, party: &str) {
        if let Some(id) = self.members.join(user, party) {
            self.allocations.set_party(user, Some(id));
        }
        while let Some(surplus) = self.members.surplus(party) {
            self.remove_user(&surplus);
        }
    }

    /// Ends a party: its users reach each other no longer. Who was to [`leave`](Self::leave) goes with it. Says how many
    /// allocations ended by that.
    pub fn dissolve(&mut self, party: &str) -> usize {
        let mut ended = 0;
        for (user, leaves) in self.members.dissolve(party) {
            if leaves {
                ended += self.remove_user(&user);
            } else {
                self.allocations.set_party(&user, None);
            }
        }
        ended
    }

    /// Refuses a user's credentials from now on and ends its allocations, and says how many there were. A user in a party
    /// stays until that is dissolved.
    pub fn leave(&mut self, user: &str) -> usize {
        if self.members.leave(user) { self.remove_user(user) } else { 0 }
    }

    /// Whether packets were dropped lately because all that may be relayed was spent.
    pub fn is_spent(&self, now: Instant) -> bool {
        self.spent_at.is_some_and(|at| now.saturating_duration_since(at) < SPENT_FOR)
    }

    /// Takes the streams whose clients have lost their allocation since this was called last.
    pub fn take_freed(&mut self) -> Vec<Client> {
        std::mem::take(&mut self.freed)
    }

    /// When [`expire`](Self::expire) has something to do next, if anything.
    pub fn deadline(&self) -> Option<Instant> {
        self.allocations.deadline()
    }

    /// Ends the allocations whose lifetime is over.
    pub fn expire(&mut self, now: Instant) {
        while let Some(port) = self.allocations.expired(now) {
            self.remove(port);
        }
    }

    fn remove_user(&mut self, user: &str) -> usize {
        let ports = self.allocations.ports_of(user);
        ports.iter().for_each(|port| self.remove(*port));
        ports.len()
    }

    fn remove(&mut self, port: u16) {
        if let Some(client) = self.allocations.remove(port)
            && client.is_stream()
        {
            self.freed.push(client);
        }
    }

    /// Whether the client has nothing here that carries anything: no allocation, or one that is in no party.
    pub fn is_idle(&self, client: Client) -> bool {
        let allocation = self.allocations.port_of(client).and_then(|port| self.allocations.at(port));
        allocation.is_none_or(|allocation| allocation.is_idle())
    }

    /// True where the client has an allocation.
    pub fn has_allocation(&self, client: Client) -> bool {
        self.allocations.port_of(client).is_some()
    }

    /// What the relay has done so far.
    pub fn stats(&self) -> Stats {
        Stats { allocations: self.allocations.len(), ..self.stats }
    }

    fn request(&mut self, now: Now, from: Client, message: Message<'_>) -> Option<Transmission<'_>> {
        if !self.may_answer(now.instant, from, &message) {
            self.stats.unanswered_requests += 1;
            return None;
        }
        if message.method() == Method::BINDING {
            return self.binding(from, &message);
        }
        let caller = match self.authenticate(now, from, &message) {
            Ok(caller) => caller,
            Err(code) => return self.challenge(now, from, &message, code),
        };
        let unknown = unknown_attributes(&message);
        let request = Request { now, from, message, caller };
        if !unknown.is_empty() {
            return self.unknown(from, &request.message, &unknown, Some(&request.caller));
        }
        let outcome = match message.method() {
            Method::ALLOCATE => self.allocate(&request),
            Method::REFRESH => self.refresh(&request),
            Method::CREATE_PERMISSION => self.create_permission(&request),
            _ => self.channel_bind(&request),
        };
        self.respond(&request, outcome)
    }

    /// False where the sender may be somebody else than the address says, and that address has had its share.
    fn may_answer(&mut self, now: Instant, from: Client, message: &Message<'_>) -> bool {
        let is_proven = from.is_stream()
            || message
                .attribute(Attribute::NONCE)
                .is_some_and(|nonce| self.nonces.is_valid(&self.keyed, now, from, nonce));
        is_proven || self.reflection.admit(&self.keyed, now, Network::of(from.address().ip()))
    }

    /// The allocation that an authenticated request is about.
    fn allocation_of(&mut self, request: &Request<'_>) -> Result<(u16, &mut Allocation), ErrorCode> {
        let (port, allocation) =
            self.allocations.of_mut(request.from).ok_or(ErrorCode::ALLOCATION_MISMATCH)?;
        if allocation.user != request.caller.user {
            return Err(ErrorCode::WRONG_CREDENTIALS);
        }
        Ok((port, allocation))
    }
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
