//! Where reports are taken: the policy, fed with what the lobby's owner sees.

use std::sync::Arc;
use std::time::Instant;

use calln_core::moderation::{
    Digest, Effect, Held, Input, Party, Policy, Refusal, Settings, Subject, Target,
};
use calln_core::{CallId, CallerId, Tag};
use calln_wire::safety::{Reason, ReportReply};
use calln_wire::server::{Failed, FailureCode};
use tokio::sync::mpsc::UnboundedSender;

use super::notices::meant;
use crate::bans::Sentence;
use crate::caller::Caller;
use crate::metrics::Metrics;

/// A ban that the policy has decided on and that is still to be made.
pub(crate) struct Warrant {
    /// Whom to ban in the store.
    pub(super) target: Target,
    /// Whom that means among those who are connected.
    pub(super) subject: Digest,
    pub(super) sentence: Sentence,
}

/// The policy, and the way to those who carry out what it decides.
pub(crate) struct Desk {
    policy: Policy,
    /// Not bounded in itself: the policy bans a subject once in a while, and a subject that is banned not again.
    warrants: UnboundedSender<Warrant>,
    metrics: Arc<Metrics>,
    effects: Vec<Effect>,
}

impl Desk {
    pub(crate) fn new(settings: Settings, warrants: UnboundedSender<Warrant>, metrics: Arc<Metrics>) -> Self {
        Self { policy: Policy::new(settings, Instant::now()), warrants, metrics, effects: Vec::new() }
    }

    /// A call has begun. Said again of a call that is on, it changes nothing.
    pub(crate) fn began(&mut self, call: CallId, sides: [&Caller; 2]) {
        let parties = sides.map(|caller| {
            let standing = caller.origin.standing;
            Party {
                caller: caller.id(),
                subject: standing.subject,
                network: standing.network,
                sealed: standing.sealed,
                session: caller.session(),
            }
        });
        self.policy.handle(Instant::now(), Input::CallBegan { call, parties }, &mut self.effects);
    }

    /// A caller's connection is gone while it is in a call.
    pub(crate) fn lost(&mut self, call: CallId, caller: CallerId) {
        self.policy.handle(Instant::now(), Input::LegLost { call, caller }, &mut self.effects);
    }

    /// A caller is back in its call.
    pub(crate) fn back(&mut self, call: CallId, caller: CallerId) {
        self.policy.handle(Instant::now(), Input::LegBack { call, caller }, &mut self.effects);
    }

    /// A call is over, who ended it, and who has said nothing in it.
    pub(crate) fn ended(&mut self, call: CallId, by: Option<CallerId>, silent: Option<CallerId>) {
        self.policy.handle(Instant::now(), Input::CallEnded { call, by, silent }, &mut self.effects);
    }

    /// Counts a caller's search for a partner.
    ///
    /// # Errors
    /// The caller has to prove some work first: what to tell it, with a puzzle.
    pub(crate) fn charge(&mut self, caller: &Caller) -> Result<(), Failed> {
        if caller.origin.exempt {
            return Ok(());
        }
        let (now, subject) = (Instant::now(), caller.origin.standing.subject);
        let was_attack = self.policy.is_attack(now);
        let charged = self.policy.charge(now, caller.id(), &subject);
        if !was_attack && self.policy.is_attack(now) {
            tracing::warn!(
                "so many look for partners that all have to prove some work first; if that is no attack, raise \
                 moderation.searches_per_second"
            );
        }
        charged.map_err(|due| {
            self.metrics.asked(due);
            // The reason isn't told: it could be that somebody has reported this very caller.
            let how = "solve the puzzle, then join with its solution";
            Failed::prove_work(how, caller.set_puzzle())
        })
    }

    /// A caller has proved some work.
    pub(crate) fn pay(&mut self, caller: CallerId) {
        self.policy.pay(caller);
    }

    /// A caller is forgotten.
    pub(crate) fn forget(&mut self, caller: CallerId) {
        self.policy.forget_caller(caller);
    }

    /// Takes a report; a ban that follows from it is on its way when this returns.
    pub(crate) fn report(&mut self, call: CallId, by: CallerId, reason: Reason) -> ReportReply {
        let report = Input::Report { call, by, reason: meant(reason) };
        self.policy.handle(Instant::now(), report, &mut self.effects);
        let mut reply = ReportReply::refused(refused(Refusal::NoSuchCall));
        for effect in self.effects.drain(..) {
            match effect {
                Effect::Accepted { .. } => reply = ReportReply::ok(),
                Effect::Refused { why, .. } => reply = ReportReply::refused(refused(why)),
                Effect::Ban { target, subject, lasts, reason, rung, .. } => {
                    let sentence = Sentence { lasts, reason, rung };
                    // Nobody is there to take it only where the server is going down.
                    let _stopping = self.warrants.send(Warrant { target, subject, sentence });
                }
            }
        }
        reply
    }

    /// Whose sessions to keep apart if `by` wants never to meet the other side of the call again.
    pub(crate) fn sessions(&self, call: CallId, by: CallerId) -> Option<[Tag; 2]> {
        self.policy.sessions(call, by)
    }

    /// What is remembered of a subject.
    pub(crate) fn held(&self, subject: &Subject) -> Held {
        self.policy.held(subject, Instant::now())
    }

    /// Forgets how many calls a subject had, where that can harm nobody; whether it did.
    pub(crate) fn forget_calls(&mut self, subject: &Subject) -> bool {
        self.policy.forget_calls(subject)
    }

    /// When there is something to forget.
    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.policy.next_wake()
    }

    /// Forgets what no longer counts.
    pub(crate) fn wake(&mut self) {
        self.policy.handle(Instant::now(), Input::Wake, &mut self.effects);
    }
}

fn refused(why: Refusal) -> Failed {
    let (code, message) = match why {
        Refusal::NoSuchCall => {
            (FailureCode::Over, "there is no such call of yours, or it ended too long ago to be reported")
        }
        Refusal::AlreadyReported => (FailureCode::AlreadyReported, "you have reported this call already"),
        Refusal::TalkTooShort => (FailureCode::TalkTooShort, "you talked too shortly for a report to count"),
        Refusal::QuotaSpent => {
            (FailureCode::QuotaSpent, "your address has filed as many reports as count in a day")
        }
    };
    Failed::new(code, message)
}
