//! What a connection keeps of its address for the sake of reports and bans: keyed hashes.

use std::sync::Arc;

use calln_core::moderation::{Key, Network, Sealed, Subject};

use crate::bans::Bans;
use crate::client_ip::ClientIp;
use crate::random;

/// An address, as reports and bans need it.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    /// Whom a report is about, under a key that lives and dies with the process.
    pub(crate) subject: Subject,
    /// Where a report comes from, under the same key.
    pub(crate) network: Network,
    /// Whom a ban is about, under the ban store's key of the day.
    pub(crate) sealed: Sealed,
}

/// Makes them.
#[derive(Clone)]
pub(crate) struct Standings {
    key: Arc<Key>,
    bans: Bans,
}

impl Standings {
    pub(crate) fn new(bans: Bans) -> Self {
        Self { key: Arc::new(Key::new(random::bytes())), bans }
    }

    pub(crate) fn of(&self, ip: ClientIp) -> Standing {
        let address = ip.address();
        Standing {
            subject: self.key.subject(address),
            network: self.key.network(address),
            sealed: self.bans.seal(address),
        }
    }
}
