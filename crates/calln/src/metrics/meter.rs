//! Counts what the lobby decides.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calln_core::moderation::Due;
use calln_core::{CallerId, Census, Country, Effect, JoinState};

use super::Metrics;

/// Sees the engine's effects go by. Forgets with the lobby: nothing is kept of who doesn't wait.
pub(crate) struct Meter {
    metrics: Arc<Metrics>,
    waiting: HashMap<CallerId, Instant>,
}

impl Meter {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, waiting: HashMap::new() }
    }

    /// An effect is about to be carried out.
    pub(crate) fn see(&mut self, now: Instant, effect: &Effect) {
        match *effect {
            Effect::Replied { caller, reply: Ok(JoinState::Waiting) } => {
                self.waiting.entry(caller).or_insert(now);
            }
            // Goes on waiting, in another tab.
            Effect::Displaced { caller } => drop(self.waiting.remove(&caller)),
            Effect::Forgotten { caller } => self.waits_no_more(caller),
            Effect::Reported { reason, reply, .. } => self.metrics.reported(reason, reply),
            Effect::Ban(ban) => self.metrics.ban_ordered(ban.rung),
            Effect::Matched { waiter, newcomer, .. } => {
                let mut waited = |caller| match self.waiting.remove(&caller) {
                    Some(since) => now.saturating_duration_since(since),
                    None => Duration::ZERO,
                };
                self.metrics.matched([waited(waiter.caller), waited(newcomer.caller)]);
            }
            Effect::Ended { lasted: Some(lasted), .. } => self.metrics.ended(lasted),
            _ => {}
        }
    }

    /// A caller tells its partners another country than before, or one or none at all.
    pub(crate) fn country_told(&self, before: Option<Country>, now: Option<Country>) {
        self.metrics.country_told(before, now);
    }

    /// A caller doesn't wait any more, if it did.
    pub(crate) fn waits_no_more(&mut self, caller: CallerId) {
        if self.waiting.remove(&caller).is_some() {
            self.metrics.gave_up();
        }
    }

    /// A caller has to prove some work.
    pub(crate) fn proof_due(&self, due: Due) {
        self.metrics.asked(due);
    }

    /// A call begins without a relay to fall back on.
    pub(crate) fn relay_declined(&self) {
        self.metrics.relay_declined();
    }

    /// How many there are, after a decision.
    pub(crate) fn census(&self, census: Census) {
        self.metrics.census(census);
    }
}
