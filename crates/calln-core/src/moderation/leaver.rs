//! Who is to answer for a call that was no talk.

use super::defaults::SILENCE;
use crate::calls::{Call, Party, Role};
use crate::ids::CallerId;

/// Who left a call that was too short to be a talk.
#[derive(Clone, Copy)]
pub(super) struct Leaver {
    /// The one who left.
    pub(super) party: Party,
    /// Whether its connection is gone as well, so that nothing but its address is left to go by.
    pub(super) gone: bool,
}

impl Leaver {
    /// Who left the call, and the other side. That is the side that is away, and was first, else `by`; but where it was
    /// there for a while with a partner who was `silent`, it is the partner.
    pub(super) fn of(call: &Call, by: Option<CallerId>, silent: Option<CallerId>) -> Option<(Self, Party)> {
        let away = Role::BOTH.into_iter().filter_map(|role| Some((call.leg(role).away_since()?, role)));
        let away = away.min_by_key(|(since, _)| *since);
        let role = match away {
            Some((_, role)) => role,
            None => call.role_of(by?)?,
        };
        let (leaving, other) = (call.leg(role), call.leg(role.other()));
        let (party, left) = (leaving.party()?, other.party()?);
        if silent == Some(left.caller) && leaving.present_for() >= SILENCE {
            return Some((Self { party: left, gone: other.away_since().is_some() }, party));
        }
        Some((Self { party, gone: away.is_some() }, left))
    }
}
