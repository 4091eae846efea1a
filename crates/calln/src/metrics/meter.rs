//! Counts what the lobby decides.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use calln_core::{CallId, CallerId, Census, Country, Effect, JoinState};

use super::Metrics;

/// Sees the lobby's effects go by. Forgets with the lobby: nothing is kept of who is in neither queue nor call.
pub(crate) struct Meter {
    metrics: Arc<Metrics>,
    waiting: HashMap<CallerId, Instant>,
    calls: HashMap<CallId, Instant>,
    /// The countries that callers tell their partners.
    countries: HashMap<CallerId, Country>,
}

impl Meter {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, waiting: HashMap::new(), calls: HashMap::new(), countries: HashMap::new() }
    }

    /// An effect is about to be carried out.
    pub(crate) fn see(&mut self, now: Instant, effect: &Effect) {
        match *effect {
            Effect::Replied { caller, reply: Ok(JoinState::Waiting) } => {
                self.waiting.entry(caller).or_insert(now);
            }
            Effect::Displaced { caller } => self.forget(caller),
            Effect::Matched { call, waiter, newcomer } => {
                let mut waited = |caller| match self.waiting.remove(&caller) {
                    Some(since) => now.saturating_duration_since(since),
                    None => Duration::ZERO,
                };
                self.metrics.matched([waited(waiter.caller), waited(newcomer.caller)]);
                self.calls.insert(call, now);
            }
            Effect::Ended { call, .. } => {
                if let Some(since) = self.calls.remove(&call) {
                    self.metrics.ended(now.saturating_duration_since(since));
                }
            }
            _ => {}
        }
    }

    /// A caller says which country its partners are told, or none.
    pub(crate) fn tells(&mut self, caller: CallerId, country: Option<Country>) {
        let before = match country {
            Some(country) => self.countries.insert(caller, country),
            None => self.countries.remove(&caller),
        };
        self.metrics.country_told(before, country);
    }

    /// A caller doesn't wait any more.
    pub(crate) fn forget(&mut self, caller: CallerId) {
        self.waiting.remove(&caller);
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
