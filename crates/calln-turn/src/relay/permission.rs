//! CreatePermission and ChannelBind: who may reach a client (RFC 8656, sections 9, 10, 11 and 12).

use std::net::SocketAddr;

use super::allocations::BindError;
use super::{Relay, Request, Success};
use crate::channel_data::CHANNEL_NUMBERS;
use crate::stun::{Attribute, ErrorCode, decode_xor_address};

impl Relay {
    pub(super) fn create_permission(&mut self, request: &Request<'_>) -> Result<Success, ErrorCode> {
        self.allocation_of(request)?;
        let mut peers = 0;
        for (kind, value) in request.message.attributes() {
            if kind == Attribute::XOR_PEER_ADDRESS {
                self.check_peer(peer_address(value, request)?)?;
                peers += 1;
            }
        }
        if peers == 0 {
            return Err(ErrorCode::BAD_REQUEST);
        }
        let (_, allocation) = self.allocation_of(request)?;
        allocation.permit(request.now.instant);
        Ok(Success::Permitted)
    }

    pub(super) fn channel_bind(&mut self, request: &Request<'_>) -> Result<Success, ErrorCode> {
        self.allocation_of(request)?;
        let value = |kind| request.message.attribute(kind).ok_or(ErrorCode::BAD_REQUEST);
        let [high, low, _, _] = value(Attribute::CHANNEL_NUMBER)? else { return Err(ErrorCode::BAD_REQUEST) };
        let number = u16::from_be_bytes([*high, *low]);
        if !CHANNEL_NUMBERS.contains(&number) {
            return Err(ErrorCode::BAD_REQUEST);
        }
        let peer = peer_address(value(Attribute::XOR_PEER_ADDRESS)?, request)?;
        self.check_peer(peer)?;
        let (_, allocation) = self.allocation_of(request)?;
        match allocation.bind(request.now.instant, number, peer.port()) {
            Ok(()) => Ok(Success::Bound),
            Err(BindError::Taken) => Err(ErrorCode::BAD_REQUEST),
            Err(BindError::Full) => Err(ErrorCode::INSUFFICIENT_CAPACITY),
        }
    }

    /// Refuses every peer that isn't at this relay's address. This is the courtesy of saying so early: even a
    /// peer that passed here could be reached only by its port, among the relay's own allocations.
    ///
    /// Another address family is forbidden too, rather than a mismatch (443): Firefox gives up the whole
    /// allocation at any answer to CreatePermission but 403.
    fn check_peer(&self, peer: SocketAddr) -> Result<(), ErrorCode> {
        if peer.ip() == self.settings.advertised_ip { Ok(()) } else { Err(ErrorCode::FORBIDDEN) }
    }
}

fn peer_address(value: &[u8], request: &Request<'_>) -> Result<SocketAddr, ErrorCode> {
    decode_xor_address(value, request.message.transaction()).ok_or(ErrorCode::BAD_REQUEST)
}
