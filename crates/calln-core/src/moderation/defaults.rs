//! Every number that reports are judged by, and why it is that number.

use std::time::Duration;

use crate::Rate;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a report and a call count. A day holds the evening of an offender and the daily swing of a shared
/// address, and lets an address that has moved on to somebody else start clean.
pub const WINDOW: Duration = DAY;

/// Distinct reporter networks of one family that ban somebody. One may bear a grudge and two may be friends; three strangers who
/// were matched by chance and live in three networks rarely agree without cause.
pub const NETWORKS: usize = 3;

/// Shortest talk that can be reported, and shortest that counts as a call. In less, nobody has said much, and
/// whoever reports everybody on sight would need no time for it.
pub const TALK: Duration = Duration::from_secs(10);

/// How long after a call's end it can still be reported: time to find the button once a shock has passed. After
/// that nothing is left to tell who was in the call.
pub const AFTER_CALL: Duration = MINUTE;

/// Reports that one address (in IPv6: one /64) may file within [`WINDOW`]. More than a person with a bad day
/// needs, too few to clear a country of callers.
pub const QUOTA: u32 = 10;

/// First-report blocks that one line (IPv4 /24, IPv6 /32) may cause within [`WINDOW`]. They act on one voice alone, so
/// they are the tool of choice for abuse; further under-18 reports still count as ordinary ones.
pub const FIRST_REPORT_QUOTA: u32 = 2;

/// Least share of a subject's calls that must have been reported, in percent. Behind a carrier's NAT hundreds talk
/// through one address: a handful of reports a day is then no sign of anything, but one call in ten is.
pub const SHARE_PERCENT: u32 = 10;

/// Calls within [`WINDOW`] from which an address is taken to be shared, so that no single report blocks it: one
/// person who talks a minute with each stranger needs more than three hours for as many.
pub const SHARED_CALLS: u32 = 200;

/// How long the first under-18 report keeps somebody out. It acts on one voice, so it is short: long enough that
/// the same two don't meet again tonight by chance, short enough to be borne by somebody it hits wrongly.
pub const FIRST_REPORT_BLOCK: Duration = Duration::from_secs(30 * 60);

/// How long the bans are, rung by rung. The first cools a temper; the last is the longest that a record may live.
pub const LADDER: [Duration; 4] =
    [HOUR, DAY, Duration::from_secs(7 * 24 * 60 * 60), Duration::from_secs(30 * 24 * 60 * 60)];

/// How long the reporter of a call must have been there at the least, if it was no talk and the reporter ended it: until the
/// voices meet and something is said. Programs that report at once have heard nothing.
pub const HEARD: Duration = Duration::from_secs(2);

/// Least number of calls, talks and those that ended before, in which reports of the latter weigh. By halves six
/// lines make the share of as many. A few accomplices who are left at once, as people like them are, can't: they would have to
/// be every fifth whom their victim meets.
pub const CUT_SHORT_SAMPLE: u32 = 30;

/// How long a ban moves the next one up the ladder, from its beginning: as long as a ban record may live, since
/// this too is knowledge about a caller.
pub const STRIKE_LIVES: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Distinct /64 of one /56 that must be among the reports that ban the whole /56. Two may be neighbours; three are
/// somebody who moves from one to the next.
pub const BLOCK_HOSTS: usize = 3;

/// Reports remembered for one subject. With [`SHARE_PERCENT`] it means that an address with more than 640 calls a
/// day is never banned by reports, and shouldn't be: it is hundreds of people.
pub const REPORTS_KEPT: usize = 64;

/// Subjects whose calls are counted; about 100 bytes each. Above it those without a call for the longest time
/// go. A busy shared address is never among them, so nobody's share of reported calls looks larger than it is
/// for whom that would matter.
pub const SUBJECTS: usize = 100_000;

/// Subjects with reports or strikes that are remembered; 4 KiB each at the most, usually a tenth of that. Above it
/// those without a new report for the longest time go. That lets an offender off a rung; it harms nobody.
pub const OFFENDERS: usize = 20_000;

/// Reporters whose quota is kept; about 100 bytes each. Above it those without a report for the longest time go,
/// and get a fresh quota: a report still needs a call, and other networks to agree.
pub const REPORTERS: usize = 20_000;

/// Calls that ended within [`AFTER_CALL`] and can still be reported; about 300 bytes each. Above it the oldest
/// can't be reported any more, and whoever tries is told.
pub const ENDED_CALLS: usize = 65_536;

/// How often what no longer counts is removed from memory. With [`WINDOW`] it bounds how long a digest is held.
pub const PURGE_EVERY: Duration = Duration::from_secs(15 * 60);

/// Calls that one caller may end before there was a talk ([`TALK`]) and not be asked for a proof of work: thirty at
/// once. Who listens to each stranger for three seconds has skipped thirty in two minutes; it takes somebody who looks
/// for one particular voice, or for nobody.
pub const SKIPS: u32 = 30;

/// One more of them each ten seconds. Who gives every stranger as long as [`TALK`] doesn't skip at all.
pub const SKIP_EVERY: Duration = Duration::from_secs(10);

/// How long somebody waits for a partner who says nothing at all, not even to set the connection up, before leaving is the
/// partner's doing and not a skip. Pages begin within a second of the match.
pub const SILENCE: Duration = Duration::from_secs(3);

/// Callers of how many other sites must have left somebody without a talk, one after the other, before leaving it isn't a
/// skip. Somebody whom five strangers in a row don't want to talk to is no partner to be tried by everybody at a cost.
pub const SHUNNED_BY: usize = 5;

/// Callers for whom an IPv4 address may skip before all behind it are asked: a carrier's gateway has as many at a busy
/// hour, of whom few skip as much as one may.
pub const SKIPPERS_V4: u32 = 20;

/// Callers for whom an IPv6 /64 may skip: two of one household.
pub const SKIPPERS_V6: u32 = 2;

/// Distinct networks whose reports within [`WINDOW`] have an address asked, where they are also as large a share of its
/// calls as for a ban. One fewer than [`NETWORKS`]: what isn't enough for a ban is enough for a moment of work.
pub const SUSPECT_NETWORKS: usize = 2;

/// Searches of all callers together that are still a crowd: a second's worth of them in the long run. 500 are 30,000
/// callers who look for somebody once a minute.
pub const SEARCHES_PER_SECOND: u32 = 500;

/// Seconds' worth of searches that may come at once: after a restart everybody comes back within a few seconds.
pub const SEARCHES_AT_ONCE: u32 = 40;

/// How long everybody is asked after the last moment that was too much. Attacks come in waves, and to ask for a while
/// longer costs an honest caller a second.
pub const ATTACK_LASTS: Duration = Duration::from_secs(5 * 60);

/// Searches that one proof pays for. Whoever talks at all isn't asked twice in an evening; whoever skips each stranger
/// after three seconds works for a moment in each half minute.
pub const SEARCHES_PER_PROOF: u32 = 10;

/// Addresses whose skips are counted; about 50 bytes each. Above it those that haven't skipped for the longest time go,
/// and aren't asked on their address's account.
pub const SKIPPERS: usize = 50_000;

/// How often one caller may skip.
pub(super) fn skips(at_once: u32, callers: u32) -> Rate {
    Rate::every(SKIP_EVERY / callers, at_once.saturating_mul(callers))
}

/// How many searches are a crowd and not an attack.
pub(super) fn searches(per_second: u32) -> Rate {
    Rate::every(SECOND / per_second.max(1), per_second.saturating_mul(SEARCHES_AT_ONCE))
}
