//! What comes out of the lobby.

use crate::{country::Country, headcount::rounded, ids::CallerId, lobby::input::Ways};

/// Something for the owner to carry out. The order of effects is the order in which they must reach the callers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// The answer to a `Join` or `Next`.
    Replied {
        /// Who asked.
        caller: CallerId,
        /// What became of it.
        reply: Result<JoinState, JoinError>,
    },
    /// The caller waits: said when the wait begins, and again when what it says changes.
    Waiting {
        /// Who waits.
        caller: CallerId,
        /// What there is to hope for.
        outlook: Outlook,
    },
    /// The caller waits no longer: another of its session has begun to, and a session waits once. It is idle now.
    Displaced {
        /// Who waited.
        caller: CallerId,
    },
    /// Two callers are to talk.
    Matched {
        /// Who was there first.
        waiter: Side,
        /// Who came.
        newcomer: Side,
    },
}

/// One of two who are matched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Side {
    /// Who.
    pub caller: CallerId,
    /// From where, for the partner to see; none if unknown or withheld.
    pub country: Option<Country>,
    /// Over which ways the caller can be met.
    pub ways: Ways,
}

/// What became of a `Join` or `Next`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JoinState {
    /// Nobody fits yet.
    Waiting,
    /// A partner was found.
    Matched,
}

/// Why a `Join` or `Next` was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JoinError {
    /// `Join` during a call.
    #[error("the caller is in a call; hang up first, or go on with next")]
    InCall,
    /// As many wait from the caller's site as may ([`Settings::waiting_per_site`](crate::lobby::Settings::waiting_per_site)).
    /// What `Next` asked to end has ended.
    #[error("as many callers of your network wait as may at the same time; try again in a moment")]
    Crowded,
    /// `Next` before any `Join`.
    #[error("there was no join yet whose wish next could go by")]
    NotJoined,
}

/// What a waiting caller may hope for. The counts are exact: round them before anybody sees them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Outlook {
    /// Other callers, waiting or in a call, whose country and wish fit. Who waits and may not be met for another reason
    /// (the same session, kept apart, no common way) isn't counted; a recent partner is.
    pub supply: usize,
    /// How many more these would be if the caller wished for anyone.
    pub widened: usize,
    /// How long it may take. None when too little is known, and when it may be very long.
    pub estimate: Option<Estimate>,
}

/// A rounded range for the time until a match, in seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Estimate {
    /// One wait in four is shorter.
    pub from: u32,
    /// Nine waits in ten are shorter.
    pub to: u32,
}

impl Outlook {
    /// Whether the two are the same to those who see rounded counts only.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        rounded(self.supply) == rounded(other.supply)
            && rounded(self.widened) == rounded(other.widened)
            && self.estimate == other.estimate
    }
}
