//! Reports, and what follows from them.
//!
//! The [`Policy`] is sans-IO like the rest of this crate: it is told the time, looks at the [`Calls`] and says what
//! follows. It never sees an address. Whoever runs it makes a [`Key`] at start, turns each
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
//! 1. The first under-18 report over a line blocks for a short time, unless the address is shared by many.
//! 2. Reports over enough distinct lines, in a large enough share of the subject's calls, ban it. Lines are IPv4 /24 or
//!    IPv6 /32, whichever are more; one person's line often has both. How long the ban is depends on how many of the
//!    last 30 days are still remembered.
//! 3. A /56 in IPv6 is judged in the same way by the reports on all of its /64, and banned as a whole if these
//!    are about several of them.
//!
//! What isn't enough for a ban can be enough to be asked for a proof of work before the next search: that is
//! [`Policy::charge`], with its reasons in [`Due`].
//!
//! A report of a call that was no talk counts for less, and only where its reason is grave: under 18, sexual, harassment, hate.
//! Where the *reported* side has ended the call it counts half: who is foul and gone within seconds isn't safe for being quick.
//! Where the reporter has, it counts a quarter, since to leave at once is the reporter's own doing. From the first report on
//! those calls are counted too that end before they are talks. Such reports weigh only in a sample of at least
//! [`Settings::cut_short_sample`] calls, so that a few who are left at once, and come for that, make no share of it. They never
//! block at once. A ban takes at least as many lines, and as large a share, as by rule 2; by reports of either kind alone twice
//! or four times as many.
//!
//! There is no input that carries text: nobody is banned for words. The numbers are in [`defaults`], the reasoning
//! for operators in `docs/moderation.md`.
//!
//! # The contract
//!
//! - Everything remembered is bounded in number and ages out; [`Policy::next_wake`] says when there is something
//!   to forget, and [`Policy::wake`] forgets it.
//! - Nothing here blocks or panics. Time that runs backwards counts as standing still.

pub mod defaults;
mod leaver;
mod proof_policy;
mod reason;
mod recency;
mod report_history;
mod settings;
mod tally;

use std::time::{Duration, Instant};

use leaver::Leaver;
pub use proof_policy::Due;
use proof_policy::ProofPolicy;
pub use reason::{Reason, UnknownReason};
use recency::Recency;
use report_history::{ReportHistory, Sample, Talk};
pub use settings::Settings;
use tally::{Slicing, Tally};

use crate::calls::{Call, Calls, Party, Role};
use crate::ids::{CallId, CallerId};
pub use crate::keyed::{Day, Digest, Key, Network, Sealed, Subject, Target};

/// A ban that follows from a report: of a caller and whoever shares the address or block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ban {
    /// The caller. May be gone by now.
    pub caller: CallerId,
    /// What to ban in the store.
    pub target: Target,
    /// The same under the policy's key: whoever is connected and has it as host or block is meant.
    pub subject: Digest,
    /// From now on for so long.
    pub lasts: Duration,
    /// The reason given most often.
    pub reason: Reason,
    /// Which rung of the ladder, from 1; 0 for the short block on a first under-18 report.
    pub rung: u8,
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
    proofs: ProofPolicy,
    /// Calls of hosts and blocks, which the share of reported ones is taken of.
    calls: Recency<Tally>,
    histories: Recency<ReportHistory>,
    /// Reports filed, by reporter host.
    filed: Recency<Tally>,
    /// First-report blocks caused, by the reporter's line ([`Network::line`]).
    first_reports: Recency<Tally>,
}

impl Policy {
    /// A policy that has seen nothing yet.
    pub fn new(settings: Settings, now: Instant) -> Self {
        Self {
            slicing: Slicing::new(now, settings.window),
            now,
            purged: now,
            proofs: ProofPolicy::new(&settings),
            calls: Recency::new(settings.subjects),
            histories: Recency::new(settings.offenders),
            filed: Recency::new(settings.reporters),
            first_reports: Recency::new(settings.reporters),
            settings,
        }
    }

    /// A call has ended, by `by`'s doing if anybody's; `silent` is the side that has said nothing to the other since the
    /// call began, not even to set the connection up; none where that is neither or both. To be said once of each call.
    pub fn ended(&mut self, now: Instant, call: &mut Call, by: Option<CallerId>, silent: Option<CallerId>) {
        self.advance(now);
        if !call.has_met() {
            return;
        }
        if call.talk() < self.settings.talk {
            if let Some((leaver, left)) = Leaver::of(call, by, silent) {
                self.proofs.skip(self.now, &leaver, &left);
            }
            // Who said nothing has nothing to answer for but that.
            if let Some((leaver, left)) = Leaver::of(call, by, None) {
                self.count_left(call, &leaver.party, &left);
            }
            return;
        }
        let [Some(waiter), Some(newcomer)] = Role::BOTH.map(|role| call.leg(role).party()) else { return };
        for party in [&waiter, &newcomer] {
            self.proofs.talked(party.caller);
        }
        if share_line(&waiter, &newcomer) {
            return;
        }
        for (role, party) in Role::BOTH.into_iter().zip([&waiter, &newcomer]) {
            self.count(call, role, &party.subject);
        }
    }

    /// A caller reports the other side of a call, which it names; believed only if the caller is in it. Appends the bans
    /// that follow.
    ///
    /// # Errors
    /// The report doesn't count.
    pub fn report(
        &mut self,
        now: Instant,
        calls: &mut Calls,
        call: CallId,
        by: CallerId,
        reason: Reason,
        bans: &mut Vec<Ban>,
    ) -> Result<(), Refusal> {
        self.advance(now);
        let ([reporter, reported], talk) = self.admit(calls, call, by, reason)?;
        self.weigh(&reporter, &reported, talk, reason, bans);
        Ok(())
    }

    /// Forgets what no longer counts.
    pub fn wake(&mut self, now: Instant) {
        self.advance(now);
    }

    /// When there is something to forget; `None` while nothing is remembered.
    pub fn next_wake(&self) -> Option<Instant> {
        let census = self.census();
        (census.subjects + census.offenders + census.reporters + census.skippers > 0)
            .then(|| self.purged + self.settings.purge_every)
    }

    /// What is held about a subject at `now`.
    pub fn held(&self, subject: &Subject, now: Instant) -> Held {
        let now = self.now.max(now);
        let total = |tally: Option<&Tally>| tally.map_or(0, |tally| tally.total(&self.slicing, now));
        let histories = digests(subject).filter_map(|digest| self.histories.get(&digest)).collect::<Vec<_>>();
        let history = self.histories.get(&subject.host);
        let mut held = Held {
            calls: total(self.calls.get(&subject.host))
                + total(history.map(|history| &history.left))
                + total(history.map(|history| &history.fled)),
            filed: total(self.filed.get(&subject.host)),
            reports: histories.iter().map(|history| history.networks()).max().unwrap_or_default(),
            strikes: histories.iter().map(|history| history.strikes()).sum(),
            forgotten_in: Duration::ZERO,
        };
        let tallies = (held.calls > 0 || held.filed > 0).then(|| now + self.settings.window);
        let at =
            histories.iter().filter_map(|history| history.forgotten_at(&self.settings)).chain(tallies).max();
        if let Some(at) = at {
            held.forgotten_in = (at + self.settings.purge_every).saturating_duration_since(now);
        }
        held
    }

    /// Forgets how many calls a subject had, unless somebody could be harmed by that: while reports stand against it, and
    /// in IPv4, where an address may be shared and its calls are what keeps a few reports from banning everybody
    /// behind it. Whether it was forgotten.
    pub fn forget_calls(&mut self, subject: &Subject) -> bool {
        let reported = digests(subject).any(|digest| self.histories.get(&digest).is_some());
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
            let history = self.histories.get(&digest);
            history.is_some_and(|history| history.is_suspect(&self.calls_of(&digest), &self.settings))
        });
        self.proofs.charge(self.now, caller, subject, suspect, &self.settings)
    }

    /// A caller has proved some work: it may search [`Settings::searches_per_proof`] times, whatever it did.
    pub fn pay(&mut self, caller: CallerId) {
        self.proofs.pay(caller, &self.settings);
    }

    /// A caller's connection is gone, and with it what the caller has skipped and paid for. What its address has
    /// skipped stays.
    pub fn forget_caller(&mut self, caller: CallerId) {
        self.proofs.forget(caller);
    }

    /// Whether so many look for partners at `now` that everybody has to prove some work.
    pub fn is_attack(&self, now: Instant) -> bool {
        self.proofs.is_attack(self.now.max(now))
    }

    /// Forgets reports and strikes of a subject and its block: an appeal was right, the next ban is a first one.
    pub fn pardon(&mut self, subject: &Subject) {
        for digest in digests(subject) {
            self.histories.remove(&digest);
        }
    }

    /// How much is remembered.
    pub fn census(&self) -> Census {
        Census {
            subjects: self.calls.len(),
            offenders: self.histories.len(),
            reporters: self.filed.len() + self.first_reports.len(),
            skippers: self.proofs.hosts(),
        }
    }

    /// Time goes on, and what no longer counts is forgotten.
    fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
        if self.now >= self.purged + self.settings.purge_every {
            self.purge();
        }
    }

    /// Counts a call among those of one of its sides; once, however often it is said.
    fn count(&mut self, call: &mut Call, role: Role, subject: &Subject) {
        if std::mem::replace(&mut call.leg_mut(role).counted, true) {
            return;
        }
        for digest in digests(subject) {
            self.calls.touch(digest).add(&self.slicing, self.now);
        }
    }

    /// Counts a call that was no talk among those that one side has ended so, and the other was left in. Of a subject that
    /// nobody has reported nothing is remembered.
    fn count_left(&mut self, call: &mut Call, leaver: &Party, left: &Party) {
        let Some(role) = call.role_of(leaver.caller) else { return };
        if std::mem::replace(&mut call.leg_mut(role).left, true) || share_line(leaver, left) {
            return;
        }
        self.tally(&leaver.subject, |history| &mut history.left);
        self.tally(&left.subject, |history| &mut history.fled);
    }

    /// Counts one more in a tally of a subject, if it has been reported.
    fn tally(&mut self, subject: &Subject, of: impl Fn(&mut ReportHistory) -> &mut Tally) {
        for digest in digests(subject) {
            if self.histories.get(&digest).is_some() {
                of(self.histories.touch(digest)).add(&self.slicing, self.now);
            }
        }
    }

    /// Whether a report may be filed; if so the reporter and the one reported, with the quota charged and the
    /// call counted, and whether it was a talk.
    fn admit(
        &mut self,
        calls: &mut Calls,
        call: CallId,
        by: CallerId,
        reason: Reason,
    ) -> Result<([Party; 2], Talk), Refusal> {
        let (call, own) = calls.reported_by(call, by).ok_or(Refusal::NoSuchCall)?;
        call.count_to(self.now);
        let (reporter, reported) = (call.leg(own), call.leg(own.other()));
        let parties = [reporter.party(), reported.party()];
        if reporter.reported {
            return Err(Refusal::AlreadyReported);
        }
        let is_grave = matches!(reason, Reason::Under18 | Reason::Sexual | Reason::Harassment | Reason::Hate);
        let talk = if reporter.present_for() >= self.settings.talk {
            Talk::Real
        } else if is_grave && reported.left {
            Talk::CutShort
        } else if is_grave && reporter.present_for() >= defaults::HEARD {
            Talk::Fled
        } else {
            return Err(Refusal::TalkTooShort);
        };
        let [Some(reporter), Some(reported)] = parties else { return Err(Refusal::NoSuchCall) };
        let host = reporter.subject.host;
        let filed = self.filed.get(&host).map_or(0, |tally| tally.total(&self.slicing, self.now));
        if filed >= self.settings.quota {
            return Err(Refusal::QuotaSpent);
        }
        self.filed.touch(host).add(&self.slicing, self.now);
        call.leg_mut(own).reported = true;
        // A call that is reported while it lasts is one of the calls that the share is taken of.
        if talk == Talk::Real {
            self.count(call, own.other(), &reported.subject);
        }
        Ok(([reporter, reported], talk))
    }

    fn weigh(&mut self, reporter: &Party, reported: &Party, talk: Talk, reason: Reason, bans: &mut Vec<Ban>) {
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
            let history = self.histories.touch(digest);
            if history.is_banned(self.now) {
                continue;
            }
            let is_new = history.file(self.now, reporter.network, host, talk, reason, &self.settings);
            let ban = |lasts, reason, rung| Ban {
                caller: reported.caller,
                target,
                subject: digest,
                lasts,
                reason,
                rung,
            };
            if history.convicts(&calls, hosts, &self.settings) {
                if let Some(sentence) = history.sentence(self.now, &self.settings) {
                    // The calls so far have been weighed; those to come are a new sample.
                    self.calls.remove(&digest);
                    bans.push(ban(sentence.lasts, sentence.reason, sentence.rung));
                }
            } else if is_new
                && digest == host
                && reason == Reason::Under18
                && talk == Talk::Real
                && self.first_report(reporter, calls.talks)
            {
                bans.push(ban(self.settings.first_report_block, reason, 0));
            }
        }
    }

    /// Whether one under-18 report by `reporter` may block somebody with `calls` calls; if so it is charged.
    fn first_report(&mut self, reporter: &Party, calls: u32) -> bool {
        let line = reporter.network.line();
        let caused = self.first_reports.get(&line);
        let caused = caused.map_or(0, |tally| tally.total(&self.slicing, self.now));
        if calls >= self.settings.shared_calls || caused >= self.settings.first_report_quota {
            return false;
        }
        self.first_reports.touch(line).add(&self.slicing, self.now);
        true
    }

    fn calls_of(&self, digest: &Digest) -> Sample {
        let total = |tally: Option<&Tally>| tally.map_or(0, |tally| tally.total(&self.slicing, self.now));
        let history = self.histories.get(digest);
        Sample {
            talks: total(self.calls.get(digest)),
            left: total(history.map(|history| &history.left)),
            fled: total(history.map(|history| &history.fled)),
        }
    }

    fn purge(&mut self) {
        let Self { settings, slicing, now, .. } = self;
        self.histories.retain(|history| history.expire(*now, settings));
        for tallies in [&mut self.calls, &mut self.filed, &mut self.first_reports] {
            tallies.retain(|tally| tally.total(slicing, *now) > 0);
        }
        self.proofs.purge(*now);
        self.purged = *now;
    }
}

/// Whether both come over one line. Calls within one don't count: somebody with two devices could thin their share out.
fn share_line(one: &Party, other: &Party) -> bool {
    one.network.line() == other.network.line()
}

/// The host and, in IPv6, the block.
fn digests(subject: &Subject) -> impl Iterator<Item = Digest> + use<> {
    [Some(subject.host), subject.block].into_iter().flatten()
}
