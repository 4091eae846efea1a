//! What is remembered against one subject, and what follows from it.

use std::time::{Duration, Instant};

use super::{Digest, Network, Reason, Settings, Tally};

/// Reports on one subject and the bans that it had, as long as either counts.
#[derive(Default)]
pub(super) struct ReportHistory {
    reports: Vec<Filed>,
    /// Beginnings of the last bans from the ladder, oldest first; no more than the ladder has rungs.
    strikes: Vec<Instant>,
    banned_until: Option<Instant>,
    /// Calls that the subject has ended before they were talks, while reports stand against it.
    pub(super) left: Tally,
    /// Calls that the other side has ended so.
    pub(super) fled: Tally,
}

/// A report that counts: the last one of its network about its host.
#[derive(Clone, Copy)]
struct Filed {
    at: Instant,
    network: Network,
    host: Digest,
    talk: Talk,
    reason: Reason,
}

/// What kind of call a report is about; the one that weighs most is the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Talk {
    /// The reporter has ended it before it was a talk, or ends it with the report.
    Fled,
    /// The reported side has ended it before.
    CutShort,
    /// It was a talk.
    Real,
}

/// What reports are a share of.
pub(super) struct Sample {
    /// Calls of the subject that were talks.
    pub(super) talks: u32,
    /// Calls that the subject has ended before, since the first report.
    pub(super) left: u32,
    /// Calls that the other side has ended before, since then.
    pub(super) fled: u32,
}

/// A ban from the ladder.
#[derive(Clone, Copy)]
pub(super) struct Sentence {
    pub(super) lasts: Duration,
    pub(super) rung: u8,
    pub(super) reason: Reason,
}

impl ReportHistory {
    /// Whether a ban from the ladder is running. What comes in meanwhile is about calls that it has answered.
    pub(super) fn is_banned(&self, now: Instant) -> bool {
        self.banned_until.is_some_and(|until| now < until)
    }

    /// Files a report about `host`. False: its line had one there already, which it replaces unless that one weighs more.
    pub(super) fn file(
        &mut self,
        now: Instant,
        network: Network,
        host: Digest,
        talk: Talk,
        reason: Reason,
        settings: &Settings,
    ) -> bool {
        self.expire(now, settings);
        let of_line = |filed: &Filed| filed.network.line() == network.line();
        let same = |filed: &Filed| of_line(filed) && filed.host == host;
        let before = self.reports.iter().find(|filed| same(filed)).copied();
        // One of a talk stays as it is, whatever the same line says of shorter calls after it.
        if before.is_some_and(|before| before.talk > talk) {
            return false;
        }
        self.reports.retain(|filed| !same(filed));
        let is_new = before.is_none();
        // No line needs to have reported more hosts than ban a block. So none can push those of others out.
        if self.reports.iter().filter(|filed| of_line(filed)).count() >= settings.block_hosts.max(1)
            && let Some(oldest) = self.reports.iter().position(of_line)
        {
            self.reports.remove(oldest);
        }
        if self.reports.len() >= settings.reports_kept.max(1) {
            self.reports.remove(0);
        }
        self.reports.push(Filed { at: now, network, host, talk, reason });
        is_new
    }

    /// Whether there are reports on `hosts` distinct hosts, over enough distinct lines, in a large enough share of the calls.
    pub(super) fn convicts(&self, calls: &Sample, hosts: usize, settings: &Settings) -> bool {
        distinct(self.reports.iter().map(|filed| filed.host)) >= hosts
            && self.weighs(settings.networks, calls, settings)
    }

    /// Whether there is enough against the subject to ask it for a proof of work.
    pub(super) fn is_suspect(&self, calls: &Sample, settings: &Settings) -> bool {
        self.weighs(settings.suspect_networks, calls, settings)
    }

    /// Whether the reports weigh as much as those of so many lines, and are a large enough share of the calls: those of talks
    /// alone; with those of calls that the subject cut short, which count half; or with those of calls that were fled, too,
    /// which count a quarter. The latter are no part of the calls that the share is taken of.
    fn weighs(&self, networks: usize, calls: &Sample, settings: &Settings) -> bool {
        let [all, not_fled, talks] =
            [Talk::Fled, Talk::CutShort, Talk::Real].map(|least| self.lines(|filed| filed.talk >= least));
        let [of_talks, left, fled] = [calls.talks, calls.left, calls.fled].map(u64::from);
        let is_enough = |quarters: usize, of: u64| {
            quarters >= 4 * networks && 100 * quarters as u64 >= 4 * u64::from(settings.share_percent) * of
        };
        let is_sample = |calls: u64| calls >= u64::from(settings.cut_short_sample);
        is_enough(4 * talks, of_talks)
            || is_sample(of_talks + left) && is_enough(2 * talks + 2 * not_fled, of_talks + left)
            || is_sample(of_talks + left + fled) && is_enough(2 * talks + not_fled + all, of_talks + left)
    }

    /// How many lines to the Internet these reports have come over, at the least. One line often has an IPv4 and an IPv6
    /// network, so that one person at home with a phone beside has three or four; and one provider's customer may have
    /// several IPv6 networks. So the two families aren't added up, and an IPv6 /32 is one.
    fn lines(&self, count: impl Fn(&Filed) -> bool) -> usize {
        let reports = || self.reports.iter().filter(|filed| count(filed));
        let v4 = reports().filter(|filed| filed.network.provider.is_none());
        let v6 = reports().filter_map(|filed| filed.network.provider);
        distinct(v4.map(|filed| filed.network.site)).max(distinct(v6))
    }

    /// Bans: takes the next rung and begins anew with the reports. Nothing where the ladder has no rungs.
    pub(super) fn sentence(&mut self, now: Instant, settings: &Settings) -> Option<Sentence> {
        let reason = self.main_reason()?;
        let rungs = settings.ladder.len();
        let rung = (self.strikes.len() + 1).min(rungs);
        let lasts = *settings.ladder.get(rung.checked_sub(1)?)?;
        if self.strikes.len() >= rungs {
            self.strikes.remove(0);
        }
        self.strikes.push(now);
        self.reports.clear();
        self.left = Tally::default();
        self.fled = Tally::default();
        self.banned_until = Some(now + lasts);
        Some(Sentence { lasts, rung: u8::try_from(rung).unwrap_or(u8::MAX), reason })
    }

    /// Forgets what no longer counts. False: there is nothing left.
    pub(super) fn expire(&mut self, now: Instant, settings: &Settings) -> bool {
        let counts = |at: &Instant, lives| now.saturating_duration_since(*at) < lives;
        self.reports.retain(|filed| counts(&filed.at, settings.window));
        if self.reports.is_empty() {
            self.left = Tally::default();
            self.fled = Tally::default();
        }
        self.strikes.retain(|strike| counts(strike, settings.strike_lives));
        self.banned_until = self.banned_until.filter(|until| now < *until);
        !self.reports.is_empty() || !self.strikes.is_empty() || self.banned_until.is_some()
    }

    /// Distinct networks that have reported.
    pub(super) fn networks(&self) -> usize {
        distinct(self.reports.iter().map(|filed| filed.network.site))
    }

    /// Bans that count.
    pub(super) fn strikes(&self) -> usize {
        self.strikes.len()
    }

    /// When the last of what counts now will count no more.
    pub(super) fn forgotten_at(&self, settings: &Settings) -> Option<Instant> {
        let reports = self.reports.iter().map(|filed| filed.at + settings.window);
        let strikes = self.strikes.iter().map(|strike| *strike + settings.strike_lives);
        reports.chain(strikes).chain(self.banned_until).max()
    }

    /// The reason given most often; among equals the gravest.
    fn main_reason(&self) -> Option<Reason> {
        let given = |reason| self.reports.iter().filter(|filed| filed.reason == reason).count();
        // `max_by_key` returns the last of equals, so the gravest comes last.
        Reason::ALL.into_iter().rev().max_by_key(|reason| given(*reason)).filter(|_| !self.reports.is_empty())
    }
}

/// How many different digests there are among a few.
fn distinct(digests: impl Iterator<Item = Digest>) -> usize {
    let mut seen = Vec::new();
    for digest in digests {
        if !seen.contains(&digest) {
            seen.push(digest);
        }
    }
    seen.len()
}
