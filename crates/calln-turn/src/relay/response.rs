//! What a request is answered with.

use std::time::Duration;

use super::authentication::Caller;
use super::{Now, Relay, Request, Success, Transmission};
use crate::Client;
use crate::stun::{Attribute, Class, ErrorCode, Message, Method, Writer};

/// Most types that an UNKNOWN-ATTRIBUTES value lists.
const MAX_UNKNOWN: usize = 8;

impl Relay {
    /// Binding: the client's own address (RFC 8489, section 2). Needs no credentials.
    pub(super) fn binding(&mut self, from: Client, message: &Message<'_>) -> Option<Transmission<'_>> {
        let unknown = unknown_attributes(message);
        if !unknown.is_empty() {
            return self.unknown(from, message, &unknown, None);
        }
        let response = Writer::new(&mut self.out, Class::Success, message.method(), message.transaction())
            .xor_address(Attribute::XOR_MAPPED_ADDRESS, from.address());
        response.finish().ok()?;
        Some(Transmission { to: from, bytes: &self.out })
    }

    pub(super) fn respond(
        &mut self,
        request: &Request<'_>,
        outcome: Result<Success, ErrorCode>,
    ) -> Option<Transmission<'_>> {
        let Request { from, message, caller, .. } = request;
        let class = if outcome.is_ok() { Class::Success } else { Class::Error };
        let response = Writer::new(&mut self.out, class, message.method(), message.transaction());
        let response = match outcome {
            Ok(Success::Allocated { relayed, lifetime }) => response
                .xor_address(Attribute::XOR_RELAYED_ADDRESS, relayed)
                .xor_address(Attribute::XOR_MAPPED_ADDRESS, from.address())
                .attribute(Attribute::LIFETIME, &seconds(lifetime)),
            Ok(Success::Refreshed { lifetime }) => {
                response.attribute(Attribute::LIFETIME, &seconds(lifetime))
            }
            Ok(Success::Permitted | Success::Bound) => response,
            Err(code) => {
                self.stats.refused_requests += 1;
                response.error_code(code)
            }
        };
        response.integrity(&caller.key).finish().ok()?;
        Some(Transmission { to: *from, bytes: &self.out })
    }

    /// Refuses a request that hasn't shown whom it comes from.
    pub(super) fn challenge(
        &mut self,
        now: Now,
        from: Client,
        message: &Message<'_>,
        code: ErrorCode,
    ) -> Option<Transmission<'_>> {
        if message.is_signed() {
            self.stats.refused_requests += 1;
        }
        let nonce = self.nonces.issue(&self.keyed, now.instant, from);
        let response = Writer::new(&mut self.out, Class::Error, message.method(), message.transaction())
            .error_code(code);
        let response = match code {
            ErrorCode::BAD_REQUEST => response,
            _ => response
                .attribute(Attribute::REALM, self.settings.realm.as_bytes())
                .attribute(Attribute::NONCE, nonce.as_bytes()),
        };
        response.finish().ok()?;
        Some(Transmission { to: from, bytes: &self.out })
    }

    /// 420, naming what wasn't understood (RFC 8489, section 6.3.1).
    pub(super) fn unknown(
        &mut self,
        from: Client,
        message: &Message<'_>,
        unknown: &[u8],
        caller: Option<&Caller>,
    ) -> Option<Transmission<'_>> {
        self.stats.refused_requests += 1;
        let response = Writer::new(&mut self.out, Class::Error, message.method(), message.transaction())
            .error_code(ErrorCode::UNKNOWN_ATTRIBUTE)
            .attribute(Attribute::UNKNOWN_ATTRIBUTES, unknown);
        let response = match caller {
            Some(caller) => response.integrity(&caller.key),
            None => response,
        };
        response.finish().ok()?;
        Some(Transmission { to: from, bytes: &self.out })
    }
}

fn seconds(lifetime: Duration) -> [u8; 4] {
    u32::try_from(lifetime.as_secs()).unwrap_or(u32::MAX).to_be_bytes()
}

/// The value of UNKNOWN-ATTRIBUTES for a request; empty where all is understood.
pub(super) fn unknown_attributes(message: &Message<'_>) -> Vec<u8> {
    const AUTHENTICATION: [Attribute; 3] = [Attribute::USERNAME, Attribute::REALM, Attribute::NONCE];
    let known: &[Attribute] = match message.method() {
        Method::ALLOCATE => &[
            Attribute::REQUESTED_TRANSPORT,
            Attribute::LIFETIME,
            // Nothing is fragmented between two allocations, so it's granted.
            Attribute::DONT_FRAGMENT,
            Attribute::EVEN_PORT,
            Attribute::RESERVATION_TOKEN,
            Attribute::REQUESTED_ADDRESS_FAMILY,
        ],
        Method::REFRESH => &[Attribute::LIFETIME, Attribute::REQUESTED_ADDRESS_FAMILY],
        Method::CREATE_PERMISSION => &[Attribute::XOR_PEER_ADDRESS],
        Method::CHANNEL_BIND => &[Attribute::XOR_PEER_ADDRESS, Attribute::CHANNEL_NUMBER],
        _ => &[],
    };
    message
        .attributes()
        .map(|(kind, _)| kind)
        .filter(|kind| kind.is_comprehension_required())
        .filter(|kind| !known.contains(kind) && !AUTHENTICATION.contains(kind))
        .take(MAX_UNKNOWN)
        .flat_map(|kind| kind.0.to_be_bytes())
        .collect()
}
