//! What an operator chooses, and the defaults.

use std::net::IpAddr;
use std::time::Duration;

use crate::Secret;

/// Longest realm, in bytes. RFC 8489 allows 763; a short one keeps unauthenticated answers short.
pub const MAX_REALM_BYTES: usize = 64;

/// What the relay is and how much it gives.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The IP of relayed addresses, which clients see in relay candidates. Normally the one that clients reach
    /// the server at, but nothing is ever received at it: it only has to be an address that both partners'
    /// clients take for a usable one. [`Relay::new`](crate::Relay::new) unwraps a mapped address.
    pub advertised_ip: IpAddr,
    /// The realm in challenges: 1 to [`MAX_REALM_BYTES`] printable ASCII characters without quote or backslash.
    pub realm: String,
    /// What credentials are made from.
    pub secret: Secret,
    /// How much the relay gives.
    pub limits: Limits,
}

/// Bounds on what clients can take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Allocations in all; 40,960 at most, which is how many ports there are for them. Those of one provider (an IPv4 /16, an
    /// IPv6 /32) may be three times as many as are free; one more takes the place of its oldest which is in no party.
    pub allocations: usize,
    /// Allocations of clients in one network (an IPv4 address, an IPv6 /48). One more takes the place of the oldest of
    /// that network which is in no party.
    pub allocations_per_network: usize,
    /// Allocations of one user (one id in the credentials).
    pub allocations_per_user: usize,
    /// Allocations of all [trials](crate::Credentials::trial) together, which count among [`allocations`](Self::allocations).
    pub trial_allocations: usize,
    /// Allocations of one trial.
    pub trial_allocations_per_user: usize,
    /// Bytes a second that one allocation of a trial may send, headers counted; bursts of two seconds' worth are let
    /// through.
    pub trial_bytes_per_second: u32,
    /// Bytes a second that one allocation may send, headers counted; bursts of two seconds' worth are let
    /// through.
    pub allocation_bytes_per_second: u32,
    /// Bytes a second that may be relayed in all, headers counted; bursts of two seconds' worth are let through.
    pub total_bytes_per_second: u32,
    /// Bytes a second that the allocations of one network may send together, headers counted; bursts of two seconds'
    /// worth are let through.
    pub network_bytes_per_second: u32,
    /// Answers a second to clients in one network (an IPv4 address, an IPv6 /48) that have not shown, by
    /// returning a nonce over UDP, that they are where they claim to be; bursts of two seconds' worth are let
    /// through. Bounds what the server can be made to send to somebody who asked for nothing.
    pub unproven_answers_per_second: u32,
    /// TCP connections in all, of which those from one provider (an IPv4 /16, an IPv6 /32) may be three times as many as are
    /// free.
    pub connections: usize,
    /// TCP connections from one network (an IPv4 address, an IPv6 /48).
    pub connections_per_network: usize,
    /// How long a TCP connection may go without an allocation.
    pub connection_setup: Duration,
    /// Bytes that may wait to be written to one TCP connection; a client that reads more slowly is cut off.
    pub connection_queue_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // A caller's client makes one allocation for each of its networks and each transport on offer. One that
            // carries nothing takes about 950 bytes.
            allocations: 32_768,
            // An eighth of all: a carrier's gateway with a thousand callers has room, and seven more like it.
            allocations_per_network: 4_096,
            allocations_per_user: 16,
            // A sixteenth of all: trials leave the calls their room.
            trial_allocations: 512,
            // Two clients with two networks over two transports.
            trial_allocations_per_user: 8,
            // Setting a connection up takes about 6 kB each way, certificates included.
            trial_bytes_per_second: 8 * 1024,
            // Speech with all its headers is about 12 kB/s; this leaves room for the best codec setting.
            allocation_bytes_per_second: 64 * 1024,
            total_bytes_per_second: 32 * 1024 * 1024,
            // A quarter of all: some 700 callers speaking at once.
            network_bytes_per_second: 8 * 1024 * 1024,
            // A carrier's NAT puts thousands of callers behind one address; each asks for a few answers a call.
            unproven_answers_per_second: 200,
            // Those who wait have one open as well, where UDP doesn't pass.
            connections: 4_096,
            connections_per_network: 512,
            connection_setup: Duration::from_secs(10),
            // About eight seconds of speech: voice that late is of no use.
            connection_queue_bytes: 64 * 1024,
        }
    }
}

/// Settings that can't work.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SettingsError {
    /// The advertised address belongs to no single host.
    #[error("the public address must be one host's address, not unspecified, multicast or broadcast")]
    AdvertisedIp,
    /// The realm is empty, too long, or has characters that a quoted string can't have.
    #[error("the realm must be 1 to {MAX_REALM_BYTES} printable ASCII characters without quote or backslash")]
    Realm,
}

impl Settings {
    /// The settings as the relay uses them.
    pub(crate) fn checked(mut self) -> Result<Self, SettingsError> {
        self.advertised_ip = self.advertised_ip.to_canonical();
        let is_broadcast = matches!(self.advertised_ip, IpAddr::V4(ip) if ip.is_broadcast());
        if self.advertised_ip.is_unspecified() || self.advertised_ip.is_multicast() || is_broadcast {
            return Err(SettingsError::AdvertisedIp);
        }
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if !(1..=MAX_REALM_BYTES).contains(&self.realm.len()) || !self.realm.bytes().all(is_plain) {
            return Err(SettingsError::Realm);
        }
        Ok(self)
    }
}
