//! Who has to prove some work before they may look for a partner.
//!
//! A second of a processor's time is nothing to somebody who calls, and much to a machine that means to meet everybody.
//! So it is asked only where there is reason: in an attack of everybody, else of those who skip or are reported a lot.

use std::time::Instant;

use rustc_hash::FxHashMap;

use super::leaver::Leaver;
use super::recency::Recency;
use super::{Digest, Settings, Subject, defaults};
use crate::calls::Party;
use crate::{CallerId, Pace, Rate};

/// Why a proof of work is due.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Due {
    /// More are looking for partners than a crowd does.
    Attack,
    /// The caller, or its address, has ended too many calls before there was a talk.
    Skips,
    /// Several networks have reported the caller's address.
    Reports,
}

/// Skips and searches, and what has been paid for.
pub(super) struct ProofPolicy {
    rates: Rates,
    searches: Pace,
    /// Until when everybody is asked.
    attack: Option<Instant>,
    /// Callers who have skipped or paid; each is forgotten with its connection.
    accounts: FxHashMap<CallerId, Account>,
    /// Skips by host.
    hosts: Recency<Pace>,
}

#[derive(Default)]
struct Account {
    skips: Pace,
    /// Searches that are paid for.
    credit: u32,
    /// Sites whose callers have left this one without a talk since its last one; [`defaults::SHUNNED_BY`] at the most.
    left_by: Vec<Digest>,
}

struct Rates {
    searches: Rate,
    own: Rate,
    v4: Rate,
    v6: Rate,
}

impl Rates {
    /// How much an address may skip, and for how many callers that is meant.
    fn of_host(&self, subject: &Subject) -> (Rate, u32) {
        if subject.block.is_none() {
            (self.v4, defaults::SKIPPERS_V4)
        } else {
            (self.v6, defaults::SKIPPERS_V6)
        }
    }
}

impl ProofPolicy {
    pub(super) fn new(settings: &Settings) -> Self {
        let skips = |callers| defaults::skips(settings.skips, callers);
        Self {
            rates: Rates {
                searches: defaults::searches(settings.searches_per_second),
                own: skips(1),
                v4: skips(defaults::SKIPPERS_V4),
                v6: skips(defaults::SKIPPERS_V6),
            },
            searches: Pace::default(),
            attack: None,
            accounts: FxHashMap::default(),
            hosts: Recency::new(settings.skippers),
        }
    }

    /// A caller has left a call before there was a talk, and `left` behind.
    ///
    /// Whoever leaves by cutting its connection comes back as somebody new. The address is all that is left to charge
    /// then, and is charged for it as for all the callers that it may have: so that dropped lines are worth no more than
    /// skips.
    pub(super) fn skip(&mut self, now: Instant, Leaver { party, gone }: &Leaver, left: &Party) {
        if self.left_by_many(left, party) {
            return;
        }
        let (rate, callers) = self.rates.of_host(&party.subject);
        let host = self.hosts.touch(party.subject.host);
        if *gone {
            host.take_up_to(now, rate, callers);
        } else {
            host.take_up_to(now, rate, 1);
            self.accounts.entry(party.caller).or_default().skips.take_up_to(now, self.rates.own, 1);
        }
    }

    /// Notes that `by` has left a caller, and says whether callers of so many other sites have that it isn't `by`'s doing.
    /// Only sites count that are neither's own, so that nobody makes a caller one who may be skipped for nothing.
    fn left_by_many(&mut self, left: &Party, by: &Party) -> bool {
        let site = by.network.site;
        let left_by = &mut self.accounts.entry(left.caller).or_default().left_by;
        let others = left_by.iter().filter(|other| **other != site).count();
        if left_by.len() < defaults::SHUNNED_BY && !left_by.contains(&site) {
            left_by.push(site);
        }
        others >= defaults::SHUNNED_BY
    }

    /// A caller had a talk: nobody avoids it.
    pub(super) fn talked(&mut self, caller: CallerId) {
        if let Some(account) = self.accounts.get_mut(&caller) {
            account.left_by = Vec::new();
        }
    }

    /// A caller looks for a partner. `suspect`: it is reported a lot.
    pub(super) fn charge(
        &mut self,
        now: Instant,
        caller: CallerId,
        subject: &Subject,
        suspect: bool,
        settings: &Settings,
    ) -> Result<(), Due> {
        if self.searches.take(now, self.rates.searches, 1).is_err() {
            self.attack = Some(now + settings.attack_lasts);
        }
        let Some(due) = self.due(now, caller, subject, suspect) else { return Ok(()) };
        let account = self.accounts.get_mut(&caller).filter(|account| account.credit > 0).ok_or(due)?;
        account.credit -= 1;
        Ok(())
    }

    fn due(&self, now: Instant, caller: CallerId, subject: &Subject, suspect: bool) -> Option<Due> {
        let spent = |pace: Option<&Pace>, rate| pace.is_some_and(|pace| pace.is_spent(now, rate));
        let own = self.accounts.get(&caller).map(|account| &account.skips);
        let host = self.hosts.get(&subject.host);
        if self.is_attack(now) {
            Some(Due::Attack)
        } else if spent(own, self.rates.own) || spent(host, self.rates.of_host(subject).0) {
            Some(Due::Skips)
        } else {
            suspect.then_some(Due::Reports)
        }
    }

    /// A caller has proved some work.
    pub(super) fn pay(&mut self, caller: CallerId, settings: &Settings) {
        self.accounts.entry(caller).or_default().credit = settings.searches_per_proof;
    }

    /// A caller's connection is gone.
    pub(super) fn forget(&mut self, caller: CallerId) {
        self.accounts.remove(&caller);
    }

    /// Whether everybody is asked.
    pub(super) fn is_attack(&self, now: Instant) -> bool {
        self.attack.is_some_and(|until| now < until)
    }

    /// Forgets the hosts that have skipped no more than they may.
    pub(super) fn purge(&mut self, now: Instant) {
        self.hosts.retain(|pace| !pace.is_at_rest(now));
    }

    /// How many hosts are remembered.
    pub(super) fn hosts(&self) -> usize {
        self.hosts.len()
    }
}
