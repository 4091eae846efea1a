//! The lobby's words in those of the wire.

use crate::defaults::{CROWDED_FOR, MOVE_WITHIN};
use calln_core::calls::{self, ResumeClaim, ResumeError};
use calln_core::engine::{self, SearchError};
use calln_core::moderation::Refusal;
use calln_core::{Country, JoinError, JoinState, Outlook};
use calln_wire::proof::Challenge;
use calln_wire::server::{
    self, Acknowledgement, Failed, FailureCode, Headcount, JoinReply, Matched, Moving, Partner, ResumeReply,
    Role, Waiting,
};

/// `challenge` makes a puzzle, where one is to be solved.
pub(super) fn reply(
    reply: Result<JoinState, SearchError>,
    challenge: impl FnOnce() -> Challenge,
) -> JoinReply {
    match reply {
        Ok(JoinState::Waiting) => JoinReply::ok(server::JoinState::Waiting),
        Ok(JoinState::Matched) => JoinReply::ok(server::JoinState::Matched),
        Err(error) => JoinReply::refused(refused(&error, challenge)),
    }
}

fn refused(error: &SearchError, challenge: impl FnOnce() -> Challenge) -> Failed {
    let code = match error {
        SearchError::Join(JoinError::InCall) => FailureCode::InCall,
        SearchError::Join(JoinError::NotJoined) => FailureCode::NotJoined,
        SearchError::Join(JoinError::Crowded) => return Failed::slow_down(error.to_string(), CROWDED_FOR),
        SearchError::Draining => FailureCode::Moving,
        SearchError::ProofDue(_) => return Failed::prove_work(error.to_string(), challenge()),
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
pub(super) fn matched(call: &str, own: ResumeClaim, partner: Option<Country>) -> Matched {
    Matched {
        call: call.to_owned(),
        role: role(own.role),
        partner: Partner { country: partner.map(|country| country.code().to_owned()) },
        token: String::new(),
        offer: None,
        offered: None,
        relay: None,
        direct_only: direct_only(own),
        relay_full: None,
    }
}

/// Whether no relay may carry the call, as the wire has it: unsaid where one may.
pub(super) fn direct_only(claim: ResumeClaim) -> Option<bool> {
    claim.direct_only.then_some(true)
}

pub(super) fn role(role: calls::Role) -> Role {
    match role {
        calls::Role::Waiter => Role::Waiter,
        calls::Role::Newcomer => Role::Newcomer,
    }
}

pub(super) fn why(why: engine::Why) -> server::Why {
    match why {
        engine::Why::HungUp => server::Why::HungUp,
        engine::Why::Next => server::Why::Next,
        engine::Why::Disconnected => server::Why::Disconnected,
        engine::Why::Lost => server::Why::Lost,
    }
}

pub(super) fn resume_refused(error: ResumeError) -> ResumeReply {
    let code = match error {
        ResumeError::InCall => FailureCode::InCall,
        ResumeError::Over => FailureCode::Over,
        ResumeError::Used => FailureCode::BadToken,
    };
    ResumeReply::Refused { ok: false, error: Failed::new(code, error.to_string()) }
}

pub(super) fn report_reply(reply: Result<(), Refusal>) -> Acknowledgement {
    let (code, message) = match reply {
        Ok(()) => return Acknowledgement::ok(),
        Err(Refusal::NoSuchCall) => {
            (FailureCode::Over, "there is no such call of yours, or it ended too long ago to be reported")
        }
        Err(Refusal::AlreadyReported) => {
            (FailureCode::AlreadyReported, "you have reported this call already")
        }
        Err(Refusal::TalkTooShort) => {
            (FailureCode::TalkTooShort, "you talked too shortly for a report to count")
        }
        Err(Refusal::QuotaSpent) => {
            (FailureCode::QuotaSpent, "your address has filed as many reports as count in a day")
        }
    };
    Acknowledgement::refused(Failed::new(code, message))
}

/// `kept`: the two of the call are kept apart.
pub(super) fn block_reply(kept: bool) -> Acknowledgement {
    if kept {
        return Acknowledgement::ok();
    }
    let message = "there is no such call of yours, or it ended too long ago to know who was in it";
    Acknowledgement::refused(Failed::new(FailureCode::Over, message))
}

pub(super) fn moving() -> Moving {
    Moving { jitter: u32::try_from(MOVE_WITHIN.as_millis()).unwrap_or(u32::MAX) }
}
