//! What the policy goes by.

use std::time::Duration;

use super::defaults;

/// What the policy goes by. The [`defaults`] say why each number is what it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a report and a call count.
    pub window: Duration,
    /// Distinct reporter networks that ban somebody.
    pub networks: usize,
    /// Shortest talk that can be reported or counts as a call.
    pub talk: Duration,
    /// How long after its end a call can be reported.
    pub after_call: Duration,
    /// Reports that one address or /64 may file within the window.
    pub quota: u32,
    /// First-report blocks that one line (IPv4 /24, IPv6 /32) may cause within the window; 0 turns them off.
    pub first_report_quota: u32,
    /// Least share of a subject's calls that must have been reported, in percent.
    pub share_percent: u32,
    /// Least number of a subject's calls in which reports of calls that it cut short weigh.
    pub cut_short_sample: u32,
    /// Calls within the window from which an address is taken to be shared.
    pub shared_calls: u32,
    /// How long a first under-18 report blocks.
    pub first_report_block: Duration,
    /// How long the bans are, rung by rung. Without rungs nobody is banned.
    pub ladder: Vec<Duration>,
    /// How long a ban moves the next one up, from its beginning.
    pub strike_lives: Duration,
    /// Distinct /64 among the reports that ban a /56.
    pub block_hosts: usize,
    /// Whether a report counts that comes from the very address it is about. False, since such a report would
    /// ban its own author; and behind a proxy that isn't configured as trusted, everybody.
    pub own_address_counts: bool,
    /// Reports remembered for one subject.
    pub reports_kept: usize,
    /// Subjects whose calls are counted.
    pub subjects: usize,
    /// Subjects with reports or strikes that are remembered.
    pub offenders: usize,
    /// Reporters whose quota is kept.
    pub reporters: usize,
    /// Ended calls that can still be reported.
    pub ended_calls: usize,
    /// Calls that one caller may skip at once, and one more each [`defaults::SKIP_EVERY`].
    pub skips: u32,
    /// Distinct reporter networks that have an address asked for a proof of work.
    pub suspect_networks: usize,
    /// Searches of all callers together, in a second, from which on it is an attack.
    pub searches_per_second: u32,
    /// How long an attack lasts beyond its last moment.
    pub attack_lasts: Duration,
    /// Searches that one proof pays for.
    pub searches_per_proof: u32,
    /// Addresses whose skips are counted.
    pub skippers: usize,
    /// How often what no longer counts is removed.
    pub purge_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: defaults::WINDOW,
            networks: defaults::NETWORKS,
            talk: defaults::TALK,
            after_call: defaults::AFTER_CALL,
            quota: defaults::QUOTA,
            first_report_quota: defaults::FIRST_REPORT_QUOTA,
            share_percent: defaults::SHARE_PERCENT,
            cut_short_sample: defaults::CUT_SHORT_SAMPLE,
            shared_calls: defaults::SHARED_CALLS,
            first_report_block: defaults::FIRST_REPORT_BLOCK,
            ladder: defaults::LADDER.to_vec(),
            strike_lives: defaults::STRIKE_LIVES,
            block_hosts: defaults::BLOCK_HOSTS,
            own_address_counts: false,
            reports_kept: defaults::REPORTS_KEPT,
            subjects: defaults::SUBJECTS,
            offenders: defaults::OFFENDERS,
            reporters: defaults::REPORTERS,
            ended_calls: defaults::ENDED_CALLS,
            skips: defaults::SKIPS,
            suspect_networks: defaults::SUSPECT_NETWORKS,
            searches_per_second: defaults::SEARCHES_PER_SECOND,
            attack_lasts: defaults::ATTACK_LASTS,
            searches_per_proof: defaults::SEARCHES_PER_PROOF,
            skippers: defaults::SKIPPERS,
            purge_every: defaults::PURGE_EVERY,
        }
    }
}
