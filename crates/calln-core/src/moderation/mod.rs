//! Reports, and what follows from them.
//!
//! The [`Policy`] is sans-IO like the rest of this crate: [`Policy::handle`] takes a time and an [`Input`] and
//! appends [`Effect`]s. It never sees an address. Whoever runs it makes a [`Key`] at start, turns each
//! connection's address into a [`Subject`] and a [`Network`] under it, and hands these in.
//!
//! # The rules
//!
//! A *talk* lasts while both sides of a call are connected to the server. What either side does with its connection alone
//! makes no call a longer talk: a side that is away adds nothing, and one that left early and didn't come back has skipped
//! the other. Nor does it keep a report from counting: for that, the time goes on while the reporter is there.
//!
//! A report counts when it is about a current or just-ended call of the reporter's own, filed once, after a real
//! talk, within the reporter's quota, and not from the address that it is about. Then, for the address (IPv4) or
//! the /64 (IPv6) of the one reported:
//!
//! 1. The first under-18 report of a network blocks for a short time, unless the address is shared by many.
//! 2. Reports over enough distinct lines, in a large enough share of the subject's calls, ban it. Lines are IPv4 /24 or
//!    IPv6 /32, whichever are more; one person's line often has both. How long the ban is depends on how many of the
//!    last 30 days are still remembered.
//! 3. A /56 in IPv6 is judged in the same way by the reports on all of its /64, and banned as a whole if these
//!    are about several of them.
//!
//! What isn't enough for a ban can be enough to be asked for a proof of work before the next search: that is
//! [`Policy::charge`], with its reasons in [`Due`].
//!
//! There is no input that carries text: nobody is banned for words. The numbers are in [`defaults`], the reasoning
//! for operators in `docs/moderation.md`.
//!
//! # The contract
//!
//! - Each `Report` gives exactly one [`Effect::Accepted`] or [`Effect::Refused`], before the bans it leads to.
//! - Everything remembered is bounded in number and ages out; [`Policy::next_wake`] says when there is something
//!   to forget, and [`Input::Wake`] forgets it.
//! - `handle` never blocks and doesn't panic. Time that runs backwards counts as standing still.

pub mod defaults;
mod dossier;
mod keyed;
mod ledger;
mod reason;
mod recency;
mod settings;
mod tally;
mod toll;

use std::time::{Duration, Instant};

use dossier::Dossier;
pub use keyed::{Day, Digest, Key, Network, Sealed, Subject, Target};
use ledger::Ledger;
pub use ledger::Party;
pub use reason::{Reason, UnknownReason};
use recency::Recency;
pub use settings::Settings;
use tally::{Slicing, Tally};
pub use toll::Due;
use toll::Toll;

use crate::{CallId, CallerId, Tag};

/// What happens.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::large_enum_variant, reason = "made and taken apart on the spot; a box would cost more")]
pub enum Input {
    /// Two callers have been matched.
    CallBegan {
        /// The call.
        call: CallId,
        /// The two, in either order.
        parties: [Party; 2],
    },
    /// The connection of a caller in a call is gone. The call may still wait for the caller to come back.
    LegLost {
        /// The call.
        call: CallId,
        /// Whose connection it was.
        caller: CallerId,
    },
    /// The caller is back in the call.
    LegBack {
        /// The call.
        call: CallId,
        /// Who is back.
        caller: CallerId,
    },
    /// A call is over. Said twice, the first counts.
    CallEnded {
        /// The call.
        call: CallId,
        /// Who ended it; none where nobody did.
        by: Option<CallerId>,
        /// The side that has said nothing to the other since the call began, not even to set the connection up; none
        /// where that is neither or both.
        silent: Option<CallerId>,
    },
    /// A caller reports the other side of a call.
    Report {
        /// The call, as the caller names it; believed only if the caller is in it.
        call: CallId,
        /// Who reports.
        by: CallerId,
        /// Why.
        reason: Reason,
    },
    /// The time of [`Policy::next_wake`] has come.
    Wake,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Answers a report: it counts.
    Accepted {
        /// Who reported.
        by: CallerId,
        /// Whether it led to a ban at once.
        acted: bool,
    },
    /// Answers a report: it doesn't count.
    Refused {
        /// Who reported.
        by: CallerId,
        /// Why it doesn't.
        why: Refusal,
    },
    /// Bans a caller and whoever shares the address or block.
    Ban {
        /// The caller. May be gone by now.
        caller: CallerId,
        /// What to ban in the store.
        target: Target,
        /// The same under the policy's key: whoever is connected and has it as host or block is meant.
        subject: Digest,
        /// From now on for so long.
        lasts: Duration,
        /// The reason given most often.
        reason: Reason,
        /// Which rung of the ladder, from 1; 0 for the short block on a first under-18 report.
        rung: u8,
    },
}

/// Why a report doesn't count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such call of this caller's, or it ended too long ago.
    NoSuchCall,
    /// This caller has reported this call before.
    AlreadyReported,
    /// The talk was too short.
    TalkTooShort,
    /// This address has filed as many reports as count in a day.
    QuotaSpent,
}

/// What is held about a subject and how long, to tell its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Calls counted.
    pub calls: u32,
    /// Reports that the subject has filed.
    pub filed: u32,
    /// Distinct networks that have reported the subject, or its block if that is more.
    pub reports: usize,
    /// Bans remembered, of the subject or of its block.
    pub strikes: usize,
    /// How long until all of it will have been forgotten, at the most, if nothing is added.
    pub forgotten_in: Duration,
}

/// How much is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Calls that can be reported.
    pub calls: usize,
    /// Hosts and blocks whose calls are counted.
    pub subjects: usize,
    /// Hosts and blocks with reports or strikes.
    pub offenders: usize,
    /// Reporters with a quota in use.
    pub reporters: usize,
    /// Hosts whose skips are counted.
    pub skippers: usize,
}

/// Weighs reports. See the [module](self) for the rules.
pub struct Policy {
    settings: Settings,
    slicing: Slicing,
    now: Instant,
    purged: Instant,
    ledger: Ledger,
    toll: Toll,
    /// Calls of hosts and blocks, which the share of reported ones is taken of.
    calls: Recency<Tally>,
    dossiers: Recency<Dossier>,
    /// Reports filed, by reporter host.
    filed: Recency<Tally>,
    /// First-report blocks caused, by reporter network.
    first_reports: Recency<Tally>,
}

impl Policy {
    /// A policy that has seen nothing yet.
    pub fn new(settings: Settings, now: Instant) -> Self {
        Self {
            slicing: Slicing::new(now, settings.window),
            now,
            purged: now,
            ledger: Ledger::default(),
            toll: Toll::new(&settings),
            calls: Recency::new(settings.subjects),
            dossiers: Recency::new(settings.offenders),
            filed: Recency::new(settings.reporters),
            first_reports: Recency::new(settings.reporters),
            settings,
        }
    }

    /// Takes what happened at `now` and appends what is to be done.
    pub fn handle(&mut self, now: Instant, input: Input, effects: &mut Vec<Effect>) {
        self.now = self.now.max(now);
        self.ledger.expire(self.now, self.settings.after_call);
        if self.now >= self.purged + self.settings.purge_every {
            self.purge();
        }
        match input {
            Input::CallBegan { call, parties } => self.ledger.begin(call, self.now, parties),
            Input::LegLost { call, caller } => self.ledger.set_away(call, caller, self.now, true),
            Input::LegBack { call, caller } => self.ledger.set_away(call, caller, self.now, false),
            Input::CallEnded { call, by, silent } => self.end(call, by, silent),
            Input::Report { call, by, reason } => match self.admit(call, by) {
                Ok([reporter, reported]) => self.weigh(&reporter, &reported, reason, effects),
                Err(why) => effects.push(Effect::Refused { by, why }),
            },
            Input::Wake => {}
        }
    }

    /// When there is something to forget; `None` while nothing is remembered.
    pub fn next_wake(&self) -> Option<Instant> {
        let census = self.census();
        let purge = (census.subjects + census.offenders + census.reporters + census.skippers > 0)
            .then(|| self.purged + self.settings.purge_every);
        // A call can still be reported at the very instant of its expiry, and is forgotten right after.
        let expiry = self.ledger.next_expiry(self.settings.after_call).map(|at| at + Duration::from_nanos(1));
        purge.into_iter().chain(expiry).min()
    }

    /// What is held about a subject at `now`.
    pub fn held(&self, subject: &Subject, now: Instant) -> Held {
        let now = self.now.max(now);
        let total = |tally: Option<&Tally>| tally.map_or(0, |tally| tally.total(&self.slicing, now));
        let dossiers = digests(subject).filter_map(|digest| self.dossiers.get(&digest)).collect::<Vec<_>>();
        let mut held = Held {
            calls: total(self.calls.get(&subject.host)),
            filed: total(self.filed.get(&subject.host)),
            reports: dossiers.iter().map(|dossier| dossier.networks()).max().unwrap_or_default(),
            strikes: dossiers.iter().map(|dossier| dossier.strikes()).sum(),
            forgotten_in: Duration::ZERO,
        };
        let tallies = (held.calls > 0 || held.filed > 0).then(|| now + self.settings.window);
        let at =
            dossiers.iter().filter_map(|dossier| dossier.forgotten_at(&self.settings)).chain(tallies).max();
        if let Some(at) = at {
            held.forgotten_in = (at + self.settings.purge_every).saturating_duration_since(now);
        }
        held
    }

    /// The browser sessions of the two in a call that `by` may report, to keep them apart. None: it may not. Whether the
    /// report would count doesn't matter.
    pub fn sessions(&self, call: CallId, by: CallerId) -> Option<[Tag; 2]> {
        let [a, b] = &self.ledger.get(call)?.sides;
        (a.party.caller == by || b.party.caller == by).then_some([a.party.session, b.party.session])
    }

    /// Forgets how many calls a subject had, unless somebody could be harmed by that: while reports stand against it, and
    /// in IPv4, where an address may be shared and its calls are what keeps a few reports from banning everybody
    /// behind it. Whether it was forgotten.
    pub fn forget_calls(&mut self, subject: &Subject) -> bool {
        let reported = digests(subject).any(|digest| self.dossiers.get(&digest).is_some());
        if reported || subject.block.is_none() {
            return false;
        }
        // The block's count stays: it is shared.
        self.calls.remove(&subject.host);
        true
    }

    /// Counts a search for a partner.
    ///
    /// # Errors
    /// The caller has to prove some work first ([`pay`](Self::pay)).
    pub fn charge(&mut self, now: Instant, caller: CallerId, subject: &Subject) -> Result<(), Due> {
        self.now = self.now.max(now);
        let suspect = digests(subject).any(|digest| {
            let dossier = self.dossiers.get(&digest);
            dossier.is_some_and(|dossier| dossier.is_suspect(self.calls_of(&digest), &self.settings))
        });
        self.toll.charge(self.now, caller, subject, suspect, &self.settings)
    }

    /// A caller has proved some work: it may search [`Settings::searches_per_proof`] times, whatever it did.
    pub fn pay(&mut self, caller: CallerId) {
        self.toll.pay(caller, &self.settings);
    }

    /// A caller's connection is gone, and with it what the caller has skipped and paid for. What its address has
    /// skipped stays.
    pub fn forget_caller(&mut self, caller: CallerId) {
        self.toll.forget(caller);
    }

    /// Whether so many look for partners at `now` that everybody has to prove some work.
    pub fn is_attack(&self, now: Instant) -> bool {
        self.toll.is_attack(self.now.max(now))
    }

    /// Forgets reports and strikes of a subject and its block: an appeal was right, the next ban is a first one.
    pub fn pardon(&mut self, subject: &Subject) {
        for digest in digests(subject) {
            self.dossiers.remove(&digest);
        }
    }

    /// How much is remembered.
    pub fn census(&self) -> Census {
        Census {
            calls: self.ledger.len(),
            subjects: self.calls.len(),
            offenders: self.dossiers.len(),
            reporters: self.filed.len() + self.first_reports.len(),
            skippers: self.toll.hosts(),
        }
    }

    fn end(&mut self, call: CallId, by: Option<CallerId>, silent: Option<CallerId>) {
        let Some(call) = self.ledger.end(call, self.now, self.settings.ended_calls) else { return };
        if call.talk() < self.settings.talk {
            if let Some((leaver, left)) = call.leaver(by, silent) {
                self.toll.skip(self.now, &leaver, &left);
            }
            return;
        }
        for side in &call.sides {
            self.toll.talked(side.party.caller);
        }
        // Calls within one network don't count: somebody with two devices could thin their share out.
        let [a, b] = &call.sides;
        if a.party.network.provider.is_some() && a.party.network.provider == b.party.network.provider
            || a.party.network.site == b.party.network.site
        {
            return;
        }
        for side in call.sides.iter_mut().filter(|side| !side.counted) {
            side.counted = true;
            for digest in digests(&side.party.subject) {
                self.calls.touch(digest).add(&self.slicing, self.now);
            }
        }
    }

    /// Whether a report may be filed; if so the reporter and the one reported, with the quota charged and the
    /// call counted.
    fn admit(&mut self, call: CallId, by: CallerId) -> Result<[Party; 2], Refusal> {
        let call = self.ledger.get_mut(call).ok_or(Refusal::NoSuchCall)?;
        call.count_to(self.now);
        let own = call.side_of(by).ok_or(Refusal::NoSuchCall)?;
        let talk = call.present(own);
        let [a, b] = &mut call.sides;
        let [reporter, reported] = if own == 0 { [a, b] } else { [b, a] };
        if reporter.reported {
            return Err(Refusal::AlreadyReported);
        }
        if talk < self.settings.talk {
            return Err(Refusal::TalkTooShort);
        }
        let host = reporter.party.subject.host;
        let filed = self.filed.get(&host).map_or(0, |tally| tally.total(&self.slicing, self.now));
        if filed >= self.settings.quota {
            return Err(Refusal::QuotaSpent);
        }
        self.filed.touch(host).add(&self.slicing, self.now);
        reporter.reported = true;
        // A call that is reported while it lasts is one of the calls that the share is taken of.
        if !std::mem::replace(&mut reported.counted, true) {
            for digest in digests(&reported.party.subject) {
                self.calls.touch(digest).add(&self.slicing, self.now);
            }
        }
        Ok([reporter.party, reported.party])
    }

    fn weigh(&mut self, reporter: &Party, reported: &Party, reason: Reason, effects: &mut Vec<Effect>) {
        let answer = effects.len();
        effects.push(Effect::Accepted { by: reporter.caller, acted: false });
        if reporter.subject.host == reported.subject.host && !self.settings.own_address_counts {
            return;
        }
        let host = reported.subject.host;
        let targets = [
            Some((host, reported.sealed.host(), 1)),
            reported
                .subject
                .block
                .zip(reported.sealed.block())
                .map(|(b, t)| (b, t, self.settings.block_hosts)),
        ];
        for (digest, target, hosts) in targets.into_iter().flatten() {
            let calls = self.calls_of(&digest);
            let dossier = self.dossiers.touch(digest);
            if dossier.is_banned(self.now) {
                continue;
            }
            let is_new = dossier.file(self.now, reporter.network, host, reason, &self.settings);
            let ban = |lasts, reason, rung| Effect::Ban {
                caller: reported.caller,
                target,
                subject: digest,
                lasts,
                reason,
                rung,
            };
            if dossier.convicts(calls, hosts, &self.settings) {
                if let Some(sentence) = dossier.sentence(self.now, &self.settings) {
                    // The calls so far have been weighed; those to come are a new sample.
                    self.calls.remove(&digest);
                    effects.push(ban(sentence.lasts, sentence.reason, sentence.rung));
                }
            } else if is_new
                && digest == host
                && reason == Reason::Under18
                && self.first_report(reporter, calls)
            {
                effects.push(ban(self.settings.first_report_block, reason, 0));
            }
        }
        effects[answer] = Effect::Accepted { by: reporter.caller, acted: effects.len() > answer + 1 };
    }

    /// Whether one under-18 report by `reporter` may block somebody with `calls` calls; if so it is charged.
    fn first_report(&mut self, reporter: &Party, calls: u32) -> bool {
        let caused = self.first_reports.get(&reporter.network.site);
        let caused = caused.map_or(0, |tally| tally.total(&self.slicing, self.now));
        if calls >= self.settings.shared_calls || caused >= self.settings.first_report_quota {
            return false;
        }
        self.first_reports.touch(reporter.network.site).add(&self.slicing, self.now);
        true
    }

    fn calls_of(&self, digest: &Digest) -> u32 {
        self.calls.get(digest).map_or(0, |tally| tally.total(&self.slicing, self.now))
    }

    fn purge(&mut self) {
        let Self { settings, slicing, now, .. } = self;
        self.dossiers.retain(|dossier| dossier.expire(*now, settings));
        for tallies in [&mut self.calls, &mut self.filed, &mut self.first_reports] {
            tallies.retain(|tally| tally.total(slicing, *now) > 0);
        }
        self.toll.purge(*now);
        self.purged = *now;
    }
}

/// The host and, in IPv6, the block.
fn digests(subject: &Subject) -> impl Iterator<Item = Digest> + use<> {
    [Some(subject.host), subject.block].into_iter().flatten()
}
