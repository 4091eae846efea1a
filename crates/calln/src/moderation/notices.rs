//! What banned callers are told.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use calln_core::moderation::{self, Sealed};
use calln_wire::safety::{Banned, Reason};

use crate::bans::{Ban, Bans};
use crate::client_ip::ClientIp;

/// Looks bans up and puts them in the wire's words.
#[derive(Clone)]
pub(crate) struct Notices {
    bans: Bans,
    contact: Option<Arc<str>>,
}

impl Notices {
    /// `contact` is where to appeal.
    pub(crate) fn new(bans: Bans, contact: Option<&str>) -> Self {
        Self { bans, contact: contact.map(Arc::from) }
    }

    /// For an address that is banned.
    pub(crate) fn of_address(&self, ip: ClientIp) -> Option<Banned> {
        Some(self.of(&self.bans.lookup(ip.address())?))
    }

    /// All bans that hold for an address.
    pub(crate) fn all_of_address(&self, ip: ClientIp) -> Vec<Banned> {
        self.bans.held(ip.address()).iter().map(|ban| self.of(ban)).collect()
    }

    /// Where to appeal.
    pub(crate) fn contact(&self) -> Option<String> {
        self.contact.as_deref().map(str::to_owned)
    }

    /// For a connection that is there already, by what it keeps of its address. Finds the bans of the day on which the
    /// connection was made, which those that fall while it lasts nearly always are.
    pub(crate) fn of_sealed(&self, sealed: &Sealed) -> Option<Banned> {
        Some(self.of(&self.bans.lookup_sealed(sealed)?))
    }

    pub(crate) fn of(&self, ban: &Ban) -> Banned {
        Banned {
            until: ban.until.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
            reason: told(ban.reason),
            reference: ban.reference.to_string(),
            contact: self.contact(),
        }
    }
}

fn told(reason: moderation::Reason) -> Reason {
    match reason {
        moderation::Reason::Under18 => Reason::Under18,
        moderation::Reason::Sexual => Reason::Sexual,
        moderation::Reason::Harassment => Reason::Harassment,
        moderation::Reason::Hate => Reason::Hate,
        moderation::Reason::Scam => Reason::Scam,
        moderation::Reason::Spam => Reason::Spam,
        moderation::Reason::Other => Reason::Other,
    }
}

/// The inverse of [`told`].
pub(crate) fn meant(reason: Reason) -> moderation::Reason {
    match reason {
        Reason::Under18 => moderation::Reason::Under18,
        Reason::Sexual => moderation::Reason::Sexual,
        Reason::Harassment => moderation::Reason::Harassment,
        Reason::Hate => moderation::Reason::Hate,
        Reason::Scam => moderation::Reason::Scam,
        Reason::Spam => moderation::Reason::Spam,
        Reason::Other => moderation::Reason::Other,
    }
}
