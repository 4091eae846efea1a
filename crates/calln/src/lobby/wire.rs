//! The lobby's words in those of the wire.

use crate::defaults::CROWDED_FOR;
use calln_core::attendance;
use calln_core::{Country, JoinError, JoinState, Outlook, Why};
use calln_wire::server::{self, Failed, FailureCode, Headcount, JoinReply, Matched, Partner, Role, Waiting};

pub(super) fn reply(reply: Result<JoinState, JoinError>) -> JoinReply {
    match reply {
        Ok(JoinState::Waiting) => JoinReply::ok(server::JoinState::Waiting),
        Ok(JoinState::Matched) => JoinReply::ok(server::JoinState::Matched),
        Err(error) => JoinReply::refused(refused(&error)),
    }
}

pub(super) fn refused(error: &JoinError) -> Failed {
    let code = match error {
        JoinError::InCall => FailureCode::InCall,
        JoinError::NotJoined => FailureCode::NotJoined,
        JoinError::Crowded => return Failed::slow_down(error.to_string(), CROWDED_FOR),
    };
    Failed::new(code, error.to_string())
}

/// What a caller is told whose place in the queue another of its session has taken.
pub(super) fn displaced() -> Failed {
    let message = "you look for somebody in another tab of this browser now, so no longer in this one";
    Failed::new(FailureCode::Elsewhere, message)
}

pub(super) fn waiting(outlook: Outlook) -> Waiting {
    Waiting {
        supply: Headcount::of(outlook.supply),
        widened: Headcount::of(outlook.widened),
        estimate: outlook.estimate.map(|range| server::Estimate { from: range.from, to: range.to }),
    }
}

/// What both sides are told of a match; token and offer are each side's own.
pub(super) fn matched(call: &str, own: attendance::Role, partner: Option<Country>) -> Matched {
    Matched {
        call: call.to_owned(),
        role: role(own),
        partner: Partner { country: partner.map(|country| country.code().to_owned()) },
        token: String::new(),
        offer: None,
        offered: None,
        relay: None,
    }
}

pub(super) fn role(role: attendance::Role) -> Role {
    match role {
        attendance::Role::Waiter => Role::Waiter,
        attendance::Role::Newcomer => Role::Newcomer,
    }
}

/// `disconnected` says what the disconnection was: a goodbye, or an absence that lasted too long.
pub(super) fn why(why: Why, disconnected: server::Why) -> server::Why {
    match why {
        Why::HungUp => server::Why::HungUp,
        Why::Next => server::Why::Next,
        Why::Disconnected => disconnected,
    }
}
