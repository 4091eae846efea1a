//! Allocate and Refresh: a relayed address, for a time (RFC 8656, sections 7 and 8).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::allocations::Allocation;
use super::authentication::Caller;
use super::bucket::Bucket;
use super::{Relay, Request, Success};
use crate::stun::{Attribute, ErrorCode};

/// What a client gets that doesn't ask for more (RFC 8656, section 3.2).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(600);
/// What a client gets at the most (RFC 8656, section 7.2, recommends it).
const MAX_LIFETIME: Duration = Duration::from_secs(3600);
const UDP: u8 = 17;

impl Relay {
    pub(super) fn allocate(&mut self, request: &Request<'_>) -> Result<Success, ErrorCode> {
        let Request { now, from, message, caller } = request;
        if let Some(port) = self.allocations.port_of(*from) {
            return self.repeated(port, request);
        }
        match message.attribute(Attribute::REQUESTED_TRANSPORT).ok_or(ErrorCode::BAD_REQUEST)? {
            [UDP, _, _, _] => {}
            [_, _, _, _] => return Err(ErrorCode::UNSUPPORTED_TRANSPORT),
            _ => return Err(ErrorCode::BAD_REQUEST),
        }
        let asks_for = |kind| message.attribute(kind).is_some();
        let wants_reserved = asks_for(Attribute::RESERVATION_TOKEN);
        if wants_reserved && (asks_for(Attribute::EVEN_PORT) || asks_for(Attribute::REQUESTED_ADDRESS_FAMILY))
        {
            return Err(ErrorCode::BAD_REQUEST);
        }
        if !self.has_family(request)? {
            return Err(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED);
        }
        let wants_even = match message.attribute(Attribute::EVEN_PORT) {
            None => false,
            Some([0..=0x7F]) => true,
            // The next port as well, for RTCP, which WebRTC doesn't send on a port of its own.
            Some([_]) => return Err(ErrorCode::INSUFFICIENT_CAPACITY),
            Some(_) => return Err(ErrorCode::BAD_REQUEST),
        };
        if wants_reserved {
            return Err(ErrorCode::INSUFFICIENT_CAPACITY);
        }
        let limits = self.settings.limits;
        let is_trial = caller.trial.is_some();
        let (quota, bytes_per_second) = match is_trial {
            true => (limits.trial_allocations_per_user, limits.trial_bytes_per_second),
            false => (limits.allocations_per_user, limits.allocation_bytes_per_second),
        };
        if self.allocations.count_of(&caller.user) >= quota {
            return Err(ErrorCode::ALLOCATION_QUOTA_REACHED);
        }
        if is_trial && self.allocations.trials() >= limits.trial_allocations {
            return Err(ErrorCode::INSUFFICIENT_CAPACITY);
        }
        self.make_room(from.address().ip())?;
        let [high, low, ..] = self.keyed.random();
        let port = self
            .allocations
            .free_port(u16::from_be_bytes([high, low]), wants_even)
            .ok_or(ErrorCode::INSUFFICIENT_CAPACITY)?;
        let lifetime = granted(wanted_lifetime(request)?, caller);
        let expires = now.instant + lifetime;
        let sent = Bucket::full(bytes_per_second, now.instant);
        let party = self.members.party_of(&caller.user);
        let allocation = Allocation::new(*from, &caller.user, party, message.transaction(), expires, sent);
        let full = Bucket::full(limits.network_bytes_per_second, now.instant);
        self.allocations.insert(port, allocation, full);
        Ok(Success::Allocated { relayed: self.relayed(port), lifetime })
    }

    /// Sees that there is room for one more allocation from `ip`. Where the share of its network or of its provider is taken,
    /// the oldest one of those that carries nothing gives way; where all is taken, that of whichever network has the most.
    fn make_room(&mut self, ip: IpAddr) -> Result<(), ErrorCode> {
        let networks = &self.allocations.networks;
        let Some(crowd) = networks.crowd(ip) else { return Ok(()) };
        let idle = networks.oldest_idle(crowd).ok_or(ErrorCode::INSUFFICIENT_CAPACITY)?;
        self.remove(idle);
        self.stats.evicted_allocations += 1;
        Ok(())
    }

    /// An Allocate request from a client that has an allocation: the answer again where it is a retransmission.
    fn repeated(&self, port: u16, request: &Request<'_>) -> Result<Success, ErrorCode> {
        let allocation = self.allocations.at(port).ok_or(ErrorCode::ALLOCATION_MISMATCH)?;
        if allocation.transaction != request.message.transaction() || allocation.user != request.caller.user {
            return Err(ErrorCode::ALLOCATION_MISMATCH);
        }
        let lifetime = allocation.expires.saturating_duration_since(request.now.instant);
        Ok(Success::Allocated { relayed: self.relayed(port), lifetime })
    }

    pub(super) fn refresh(&mut self, request: &Request<'_>) -> Result<Success, ErrorCode> {
        let (port, _) = self.allocation_of(request)?;
        if !self.has_family(request)? {
            return Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH);
        }
        let lifetime = match wanted_lifetime(request)? {
            Duration::ZERO => {
                self.remove(port);
                Duration::ZERO
            }
            wanted => {
                let lifetime = granted(wanted, &request.caller);
                self.allocations.set_expiry(port, request.now.instant + lifetime);
                lifetime
            }
        };
        Ok(Success::Refreshed { lifetime })
    }

    /// True unless REQUESTED-ADDRESS-FAMILY names the family that relayed addresses don't have.
    fn has_family(&self, request: &Request<'_>) -> Result<bool, ErrorCode> {
        let ours = if self.settings.advertised_ip.is_ipv4() { 1 } else { 2 };
        match request.message.attribute(Attribute::REQUESTED_ADDRESS_FAMILY) {
            None => Ok(true),
            Some([family, _, _, _]) => Ok(*family == ours),
            Some(_) => Err(ErrorCode::BAD_REQUEST),
        }
    }

    fn relayed(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.settings.advertised_ip, port)
    }
}

/// What is given to who wants so much. A trial has what is left of its credentials, though the RFC would have ten minutes
/// at the least: clients go by what they are told.
fn granted(wanted: Duration, caller: &Caller) -> Duration {
    wanted.clamp(DEFAULT_LIFETIME, MAX_LIFETIME).min(caller.trial.unwrap_or(Duration::MAX))
}

/// LIFETIME, or what is given without it.
fn wanted_lifetime(request: &Request<'_>) -> Result<Duration, ErrorCode> {
    let Some(value) = request.message.attribute(Attribute::LIFETIME) else { return Ok(DEFAULT_LIFETIME) };
    let seconds = u32::from_be_bytes(value.try_into().map_err(|_| ErrorCode::BAD_REQUEST)?);
    Ok(Duration::from_secs(seconds.into()))
}
