//! Reports and bans.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use calln_core::moderation::{Settings, defaults};

use crate::config::Percent;
use crate::config::declaration::settings;
use crate::config::value::{count, percent, small};

settings! {
    /// `bans.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct BansConfig at (bans) {
        /// Where bans are kept; by default bans.db in state.directory. Leave it out of backups that live longer than
        /// 30 days.
        file: Option<PathBuf> as "FILE",
    }

    /// `moderation.*`: the numbers that an operator may have reason to change. The rest is in [`Settings`]. The defaults
    /// are the policy's own, which say why.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct ModerationConfig at (moderation) {
        /// Distinct networks of one family (IPv4 /24, or IPv6 /32) whose callers must report somebody within 24 hours for
        /// a ban.
        networks: NonZeroU32 as "COUNT" = const { count(small(defaults::NETWORKS)) },

        /// Shortest time in a call after which it can be reported, and shortest talk that is no skip.
        talk: Duration as "SECONDS" = defaults::TALK,

        /// Reports that one address (in IPv6 one /64) may file in 24 hours.
        quota: NonZeroU32 as "COUNT" = const { count(defaults::QUOTA) },

        /// Least share of an address's calls that must have been reported for a ban, so that a carrier's gateway isn't
        /// banned for one of its customers.
        share_percent: Percent as "PERCENT" = const { percent(defaults::SHARE_PERCENT) },

        /// How long the first report of somebody under 18 keeps an address out at once; 0 turns that off.
        first_report_block: Duration as "SECONDS" = defaults::FIRST_REPORT_BLOCK,

        /// Calls that a caller may end within moments, one after the other, before it has to prove some work.
        skips: NonZeroU32 as "COUNT" = const { count(defaults::SKIPS) },

        /// Searches for partners, of all callers together, from which on it is taken for an attack, and everybody has to
        /// prove some work.
        searches_per_second: NonZeroU32 as "COUNT" = const { count(defaults::SEARCHES_PER_SECOND) },
    }
}

impl ModerationConfig {
    /// What the policy goes by.
    pub(crate) fn settings(&self) -> Settings {
        let defaults = Settings::default();
        let blocks = !self.first_report_block.is_zero();
        Settings {
            networks: self.networks.get() as usize,
            talk: self.talk,
            quota: self.quota.get(),
            share_percent: self.share_percent.get(),
            first_report_block: self.first_report_block,
            skips: self.skips.get(),
            searches_per_second: self.searches_per_second.get(),
            first_report_quota: if blocks { defaults.first_report_quota } else { 0 },
            ..defaults
        }
    }
}
