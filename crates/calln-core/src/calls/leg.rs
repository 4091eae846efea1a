//! One side of a call.

use std::time::{Duration, Instant};

use crate::ids::{CallerId, Tag};
use crate::keyed::{Network, Sealed, Subject};
use crate::pseudonyms::Pseudonyms;

/// The two sides of a call.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Role {
    /// Was there first.
    Waiter,
    /// Came and was matched.
    Newcomer,
}

impl Role {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Waiter, Self::Newcomer];

    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Waiter => Self::Newcomer,
            Self::Newcomer => Self::Waiter,
        }
    }
}

/// Who takes part in a call, as far as a report may need it.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// The caller.
    pub caller: CallerId,
    /// The caller's subject under the policy's key.
    pub subject: Subject,
    /// The caller's network under the policy's key.
    pub network: Network,
    /// The caller's subject under the ban store's key, handed back in a ban.
    pub sealed: Sealed,
    /// What the caller is recognised by, for keeping the two apart.
    pub pseudonyms: Pseudonyms,
}

/// One side of a call (telephony's word), and what has become of it.
#[derive(Clone, Copy, Debug)]
pub struct Leg {
    /// None in a restored call while nobody has come back to this side.
    pub(super) party: Option<Party>,
    pub(super) presence: Presence,
    /// Time that this side was there while the call lasted.
    pub(super) present_for: Duration,
    /// This side has said something to the other since the call began, if only to set the connection up.
    pub(super) spoken: bool,
    /// The highest serial of a claim that was used.
    pub(super) used: u64,
    /// What that claim was used with, and until when the same is answered again.
    pub(super) repeatable: Option<(Tag, Instant)>,
    /// This side has reported the other.
    pub(crate) reported: bool,
    /// This side would like to talk to the other again.
    pub(super) again: bool,
    /// The call stands in the count of this side's calls.
    pub(crate) counted: bool,
    /// This side ended the call before it was a talk.
    pub(crate) left: bool,
}

/// Whether a side's connection is there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Presence {
    Present,
    Away {
        since: Instant,
        /// Until when the call waits for this side.
        until: Instant,
    },
}

impl Leg {
    /// A side of a call that begins.
    pub(super) fn present(party: Party) -> Self {
        Self {
            party: Some(party),
            presence: Presence::Present,
            present_for: Duration::ZERO,
            spoken: false,
            used: 0,
            repeatable: None,
            reported: false,
            again: false,
            counted: false,
            left: false,
        }
    }

    /// A side of a restored call, to which nobody has come back. Whoever does has said what there was to say long before.
    pub(super) fn vacant(since: Instant, until: Instant, used: u64) -> Self {
        Self {
            party: None,
            presence: Presence::Away { since, until },
            present_for: Duration::ZERO,
            spoken: true,
            used,
            repeatable: None,
            reported: false,
            again: false,
            counted: false,
            left: false,
        }
    }

    /// The caller of this side; none while nobody has come back to it.
    pub fn caller(&self) -> Option<CallerId> {
        self.party.map(|party| party.caller)
    }

    /// The caller of this side, if it is connected.
    pub fn connected(&self) -> Option<CallerId> {
        self.caller().filter(|_| self.is_present())
    }

    /// How long this side was there while the call lasted: its part of a talk that the other can't make shorter by
    /// staying away for a while.
    pub fn present_for(&self) -> Duration {
        self.present_for
    }

    pub(crate) fn party(&self) -> Option<Party> {
        self.party
    }

    pub(super) fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Present)
    }

    /// Since when this side is away, if it is.
    pub(crate) fn away_since(&self) -> Option<Instant> {
        match self.presence {
            Presence::Present => None,
            Presence::Away { since, .. } => Some(since),
        }
    }

    /// Whether this very claim was let in a moment ago, and is made again because the answer was lost.
    pub(super) fn is_repeated(&self, now: Instant, serial: u64, op: Option<Tag>) -> bool {
        self.used == serial && self.repeatable.is_some_and(|(with, until)| Some(with) == op && now < until)
    }
}
