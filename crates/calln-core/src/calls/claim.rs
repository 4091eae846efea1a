//! The right to come back to a call.

use super::Role;
use crate::ids::{CallId, CallerId};

/// What a caller shows to come back to its call. Genuine and fresh: the owner has seen to that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ResumeClaim {
    /// The call.
    pub call: CallId,
    /// The side of it.
    pub role: Role,
    /// Rises with each claim that is handed out for this leg; using one makes all older ones worthless.
    pub serial: u64,
    /// Not used by this module. Carried in the claim so that it survives a restart of the server.
    pub hiding: Hiding,
    /// Likewise: one of the two refused the relay.
    pub direct_only: bool,
}

impl ResumeClaim {
    /// The claim that is handed out once this one has been used.
    pub fn successor(self) -> Self {
        Self { serial: self.serial.saturating_add(1), ..self }
    }
}

/// Whose address is kept from the other side, as seen from one leg.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Hiding {
    /// That of the leg's own caller.
    pub own: bool,
    /// The partner's.
    pub partner: bool,
}

impl Hiding {
    /// The same, seen from the other leg.
    pub fn mirrored(self) -> Self {
        Self { own: self.partner, partner: self.own }
    }

    /// Whether the call needs a relay.
    pub fn of_either(self) -> bool {
        self.own || self.partner
    }
}

/// What a claim has led to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Resumed {
    /// Under which id the caller takes part from now on: its former one, or, where the server didn't know the
    /// call, the one that it claimed with.
    pub caller: CallerId,
    /// The partner, if it is connected.
    pub partner: Option<CallerId>,
    /// Whether the call was restored after a restart.
    pub restored: bool,
}

/// Why a claim leads to nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ResumeError {
    /// The caller is in another call, or on its other side. One connection is in one call.
    #[error("this connection is in a call; come back on another")]
    InCall,
    /// The call has ended.
    #[error("that call is over")]
    Over,
    /// The claim, or a newer one for the leg, has been used.
    #[error("this token was used before")]
    Used,
}
