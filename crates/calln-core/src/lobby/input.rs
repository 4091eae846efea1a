//! What goes into the lobby.

use std::time::Duration;

use crate::{
    country::Country,
    defaults,
    ids::{CallerId, Tag},
    pseudonyms::{ApartPair, Pseudonyms},
    wish::Wish,
};

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A caller looks for a partner. While waiting, this is a new wish and a new place at the end of the queue.
    /// Refused during a call.
    Join {
        /// Who.
        caller: CallerId,
        /// From where, and whom they would like to meet.
        profile: Profile,
        /// Names the request. One with the same name as the caller's last is answered again, with what became of
        /// it, and not carried out again.
        op: Option<Tag>,
    },
    /// A caller looks for a partner as in their last `Join`. While waiting or in a call, this is answered and changes
    /// nothing: a call that is to end has ended before.
    Next {
        /// Who.
        caller: CallerId,
        /// As in `Join`.
        op: Option<Tag>,
    },
    /// Two callers who have just talked want to talk again. Changes nothing unless both are idle, and where they are kept
    /// apart.
    Meet {
        /// Who asked first.
        first: CallerId,
        /// Who asked then.
        second: CallerId,
    },
    /// A caller stops looking. Changes nothing when they aren't.
    Leave {
        /// Who.
        caller: CallerId,
    },
    /// The call that a caller is in has ended; both are free again. Changes nothing when they are in none.
    Part {
        /// One of the two.
        caller: CallerId,
        /// Whether the two count as recent partners. Not where one of them is gone, and comes back under another id, if
        /// at all.
        remember: bool,
    },
    /// Two callers are not to meet again: one of the two has said so. A call that they are in goes on.
    KeepApart {
        /// The two.
        pair: ApartPair,
        /// For how long from now on.
        lasts: Duration,
    },
    /// A caller's connection is gone, and with it all that is known of them. Their partner is free again.
    Disconnect {
        /// Who.
        caller: CallerId,
    },
    /// The time that [`Lobby::next_wake`](super::Lobby::next_wake) named has come.
    Wake,
}

/// What the lobby goes by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile {
    /// From where; none if unknown or withheld.
    pub country: Option<Country>,
    /// Whom the caller would like to meet.
    pub wish: Wish,
    /// The browser session. Two callers of one session never meet, and one of them at most waits: the younger.
    pub session: Option<Tag>,
    /// The network, for [`Settings::forbid_same_network`].
    pub network: Option<Tag>,
    /// Over which ways the caller can be met.
    pub ways: Ways,
    /// Where the caller is, for [`Settings::waiting_per_site`]; none where that doesn't limit it.
    pub site: Option<Tag>,
    /// What the caller is recognised by where somebody is not to meet it again.
    pub pseudonyms: Pseudonyms,
}

/// Over which ways a caller can be met. Whoever is met over a relay alone never meets one who refuses relays.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Ways {
    /// Any that can be found.
    #[default]
    Any,
    /// A relay alone: the caller hides its address.
    RelayOnly,
    /// Direct ones alone: the caller refuses relays.
    DirectOnly,
}

impl Ways {
    /// Whether there is a way that both allow.
    pub fn fit(self, other: Self) -> bool {
        !matches!((self, other), (Self::RelayOnly, Self::DirectOnly) | (Self::DirectOnly, Self::RelayOnly))
    }
}

/// What an operator may choose.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Keeps callers of one network apart. Off by default: a household or a whole carrier's customers may share one.
    pub forbid_same_network: bool,
    /// See [`defaults::WAITING_PER_SITE`].
    pub waiting_per_site: usize,
    /// See [`defaults::RECENT_WINDOW`]. More than four hours count as four.
    pub recent_window: Duration,
    /// See [`defaults::PATIENCE`].
    pub patience: Duration,
    /// See [`defaults::OUTLOOK_EVERY`].
    pub outlook_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            forbid_same_network: false,
            waiting_per_site: defaults::WAITING_PER_SITE,
            recent_window: defaults::RECENT_WINDOW,
            patience: defaults::PATIENCE,
            outlook_every: defaults::OUTLOOK_EVERY,
        }
    }
}
