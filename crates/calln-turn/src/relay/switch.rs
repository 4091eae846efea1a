//! The data: from one allocation to another, in memory (RFC 8656, sections 11.2, 11.5, 12.6 and 12.7).

use std::net::SocketAddr;

use super::allocations::Allocation;
use super::{Now, Relay, Transmission};
use crate::Client;
use crate::channel_data::ChannelData;
use crate::stun::{Attribute, Class, Message, Method, TransactionId, Writer, decode_xor_address};

/// What a packet counts for in rates on top of its payload: about what IP, UDP and TURN add. Without it empty
/// packets would be free.
const OVERHEAD_BYTES: usize = 40;

impl Relay {
    /// ChannelData from a client.
    pub(super) fn channel_data(&mut self, now: Now, from: Client, packet: &[u8]) -> Option<Transmission<'_>> {
        let Some(data) = ChannelData::parse(packet) else {
            self.stats.malformed_packets += 1;
            return None;
        };
        let peer =
            self.allocations.of_mut(from).and_then(|(_, sender)| sender.peer_of(now.instant, data.number));
        self.switch(now, from, peer, data.payload)
    }

    /// A Send indication from a client. What can't be relayed is dropped, as the RFC has it.
    pub(super) fn send(&mut self, now: Now, from: Client, message: &Message<'_>) -> Option<Transmission<'_>> {
        let known = [Attribute::XOR_PEER_ADDRESS, Attribute::DATA, Attribute::DONT_FRAGMENT];
        let payload = message.attribute(Attribute::DATA);
        let peer = message
            .attribute(Attribute::XOR_PEER_ADDRESS)
            .and_then(|value| decode_xor_address(value, message.transaction()));
        let (Some(payload), Some(peer)) = (payload, peer) else {
            self.stats.malformed_packets += 1;
            return None;
        };
        let is_understood =
            message.attributes().all(|(kind, _)| !kind.is_comprehension_required() || known.contains(&kind));
        let is_permitted =
            self.allocations.of_mut(from).is_some_and(|(_, sender)| sender.is_permitted(now.instant));
        let may_go = is_understood && is_permitted && peer.ip() == self.settings.advertised_ip;
        self.switch(now, from, may_go.then_some(peer.port()), payload)
    }

    /// Relays from the client `from` to the allocation at port `to`.
    fn switch(
        &mut self,
        now: Now,
        from: Client,
        to: Option<u16>,
        payload: &[u8],
    ) -> Option<Transmission<'_>> {
        let limits = self.settings.limits;
        let (from, sender) = self.allocations.of_mut(from).filter(|_| to.is_some()).or_else(|| {
            self.stats.undeliverable_packets += 1;
            None
        })?;
        let cost = payload.len() + OVERHEAD_BYTES;
        let bytes_per_second = match sender.is_trial() {
            true => limits.trial_bytes_per_second,
            false => limits.allocation_bytes_per_second,
        };
        let network = sender.network();
        if !sender.sent.take(bytes_per_second, now.instant, cost) {
            self.stats.over_rate_packets += 1;
            return None;
        }
        let sender = self.allocations.at(from);
        let may_reach = |receiver: &&Allocation| {
            receiver.is_permitted(now.instant) && sender.is_some_and(|sender| sender.belongs_with(receiver))
        };
        let Some(to) = to.filter(|port| self.allocations.at(*port).filter(may_reach).is_some()) else {
            self.stats.undeliverable_packets += 1;
            return None;
        };
        // What reaches nobody takes nothing from the calls of others.
        if !self.allocations.networks.take(network, limits.network_bytes_per_second, now.instant, cost) {
            self.stats.over_rate_packets += 1;
            return None;
        }
        if !self.sent.take(limits.total_bytes_per_second, now.instant, cost) {
            self.stats.over_rate_packets += 1;
            self.spent_at = Some(now.instant);
            return None;
        }
        let receiver = self.allocations.at(to)?;
        let client = receiver.client;
        let is_written = match receiver.channel_to(now.instant, from) {
            Some(number) => ChannelData { number, payload }.write(&mut self.out, client.is_stream()),
            None => {
                let mut id = [0; 12];
                id.copy_from_slice(&self.keyed.random()[..12]);
                let from = SocketAddr::new(self.settings.advertised_ip, from);
                Writer::new(&mut self.out, Class::Indication, Method::DATA, TransactionId(id))
                    .xor_address(Attribute::XOR_PEER_ADDRESS, from)
                    .attribute(Attribute::DATA, payload)
                    .finish()
                    .is_ok()
            }
        };
        if !is_written {
            self.stats.malformed_packets += 1;
            return None;
        }
        self.stats.relayed_packets += 1;
        self.stats.relayed_bytes += payload.len() as u64;
        Some(Transmission { to: client, bytes: &self.out })
    }
}
