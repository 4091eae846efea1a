//! What comes out of the engine.

use std::time::Duration;

use crate::calls::{ResumeClaim, ResumeError};
use crate::country::Country;
use crate::ids::{CallId, CallerId};
use crate::lobby::{JoinError, JoinState, Outlook};
use crate::moderation::{Ban, Due, Reason, Refusal};
use crate::pseudonyms::ApartPair;

/// Something for the owner to carry out. The order of effects is the order in which they must reach the callers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// The answer to a `Join` or `Next`.
    Replied {
        /// Who asked.
        caller: CallerId,
        /// What became of it.
        reply: Result<JoinState, SearchError>,
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
    /// A call begins.
    Matched {
        /// The call.
        call: CallId,
        /// Who was there first.
        waiter: Side,
        /// Who came.
        newcomer: Side,
    },
    /// A caller's connection broke, and its call goes on.
    Away {
        /// The call.
        call: CallId,
        /// Who is away.
        caller: CallerId,
        /// The partner, if it is connected.
        partner: Option<CallerId>,
    },
    /// The answer to a `Resume`: the caller is back in its call.
    Resumed {
        /// Under which id the caller takes part from now on. Its former connection, if there is one, is worth nothing now.
        caller: CallerId,
        /// Under which id it came. Where that is another, nobody has it any more.
        came_as: CallerId,
        /// What was shown, and is used up.
        claim: ResumeClaim,
        /// The partner, if it is connected.
        partner: Option<CallerId>,
    },
    /// The answer to a `Resume`: the claim leads to nothing.
    ResumeRefused {
        /// Who asked.
        caller: CallerId,
        /// Why.
        error: ResumeError,
    },
    /// A call is over, for both.
    Ended {
        /// The call.
        call: CallId,
        /// Who ended it; none where nobody has come back to that side.
        by: Option<CallerId>,
        /// The partner, who is to be told why; none where nobody has come back to that side.
        other: Option<CallerId>,
        /// How it ended.
        why: Why,
        /// How long it was; none of a call that was restored.
        lasted: Option<Duration>,
    },
    /// The answer to a `Report`.
    Reported {
        /// Who reported.
        caller: CallerId,
        /// Why.
        reason: Reason,
        /// Whether the report counts.
        reply: Result<(), Refusal>,
    },
    /// The answer to a `Block`.
    Blocked {
        /// Who asked.
        caller: CallerId,
        /// Whether it is known whom to keep them apart from: not in a call of others, nor in one that is forgotten.
        kept: bool,
    },
    /// Two callers are kept apart from now on, which is to hold after a restart too. One for each day's key that both have.
    KeptApart(ApartPair),
    /// A ban is to be made.
    Ban(Ban),
    /// From now on so many look for partners that all have to prove some work.
    AttackBegan,
    /// Nothing of the caller is left, and its id is nobody's.
    Forgotten {
        /// Who.
        caller: CallerId,
    },
}

/// One side of a call that begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Side {
    /// Who.
    pub caller: CallerId,
    /// From where, for the partner to see; none if unknown or withheld.
    pub country: Option<Country>,
    /// Whether this caller refuses relays; whether either of the two does is in the claim.
    pub refuses_relays: bool,
    /// What the caller may show to come back.
    pub claim: ResumeClaim,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// One side hung up.
    HungUp,
    /// One side went on to the next caller.
    Next,
    /// One side said goodbye.
    Disconnected,
    /// One side stayed away for too long.
    Lost,
}

/// Why a `Join` or `Next` was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SearchError {
    /// The lobby doesn't take the caller.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// `Join` while the server is about to stop.
    #[error("the server is about to stop; connect again in a moment")]
    Draining,
    /// The caller has to prove some work first. What `Next` asked to end has ended. Why isn't to be told: it could be that
    /// somebody has reported this very caller.
    #[error("solve the puzzle, then join with its solution")]
    ProofDue(Due),
}
