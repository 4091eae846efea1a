//! Every number the lobby goes by, and why it is that number.

use std::time::Duration;

/// How many partners a caller remembers, so as not to meet them again. Eight cover a spell of quick "next"s in a
/// thin hour; more would leave small countries with nobody to meet.
pub const RECENT_PARTNERS: usize = 8;

/// How long a partner counts as recent. After ten minutes a second meeting is chance, not repetition.
pub const RECENT_WINDOW: Duration = Duration::from_secs(10 * 60);

/// How many callers of one site (an IPv4 address, an IPv6 /48) may wait at the same time. Behind a carrier's gateway
/// hundreds call, but each waits for seconds only, so that a few wait at any moment; and whoever fills the queue with
/// callers of their own, to be met by everybody, gets no more than these.
pub const WAITING_PER_SITE: usize = 32;

/// How long both callers must have waited before recent partners meet again for want of anybody else. Long enough
/// for a third caller to turn up, short enough that two lone callers aren't kept apart.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Shortest time between two outlooks for one waiting caller. A number that changes faster can't be read.
pub const OUTLOOK_EVERY: Duration = Duration::from_secs(5);

/// How often a caller's list of recent partners is cleared of those that no longer count. With
/// [`RECENT_WINDOW`] this bounds how long a caller's id outlives the caller: eleven minutes.
pub const FORGET_EVERY: Duration = Duration::from_secs(60);

/// The time in which an arrival loses half its weight in the estimate of a wait. Two minutes follow the swing of
/// an evening and still smooth out single callers.
pub const ARRIVALS_HALF_LIFE: Duration = Duration::from_secs(120);

/// Least weight of compatible arrivals that an estimate is made from: with fewer, the range would be guesswork.
pub const ENOUGH_ARRIVALS: f64 = 5.0;

/// Seconds that an estimate is rounded to, outwards. People read these as times; nobody reads "37 to 52".
pub const ESTIMATE_STEPS: [u32; 16] = [0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_800];

/// Most outlooks and most lists of recent partners that one [`Input::Wake`](crate::lobby::Input::Wake) goes through, so
/// that no join waits behind a crowd of them. What is left is due at once: the next wake is in the past.
pub const UPKEEP_AT_ONCE: usize = 256;

/// How long two callers of whom one has blocked or reported the other are kept apart. The page promises a day.
pub const APART_LIVES: Duration = Duration::from_secs(24 * 60 * 60);

/// Most pairs that are kept apart, under the key of each day that the two have in common; some 200 bytes each. Each takes
/// a call of its own to make, so that only a crowd of many thousands comes near it; then the oldest pair goes.
pub const APART_PAIRS: usize = 65_536;

/// How many of those who wait and fit a caller are looked at, to count those whom the caller may not meet all the
/// same. Waiting callers who fit and may meet don't stay there, so there are few.
pub const BARRED_LOOKS: usize = 32;

/// From more callers than these of one host at the same time, the host is taken to be a gateway that strangers share,
/// and doesn't count for keeping two apart: their sessions do. A household is below that. So nobody is kept apart from
/// more than eight others by one block, however many live behind the gateway.
pub const APART_HOST_CALLERS: usize = 8;

/// Counts from here up are made public as multiples of it; smaller ones only as "none" or "a few".
pub const HEADCOUNT_STEP: usize = 10;

/// How many more there must be than a public count is to say, before it says so. Half a step: a count that has just risen
/// falls only when as many have gone.
pub const HEADCOUNT_MARGIN: usize = 5;

/// How long a call waits for a caller whose connection to the server broke. Long enough for a phone to change
/// networks or a server to restart; the two go on talking meanwhile, since their voices don't pass the server.
pub const GRACE: Duration = Duration::from_secs(30);

/// For how long a call is young. In less than that nobody has said much ([`TALK`](crate::moderation::defaults::TALK) is
/// the same time): there is little to come back to, and whoever drops the line then has most likely gone.
pub const YOUNG_CALL: Duration = Duration::from_secs(10);

/// How long a young call waits for a caller whose connection broke. Long enough for a page to connect again by itself,
/// short enough that nobody sits before a stranger who has pulled the plug.
pub const YOUNG_GRACE: Duration = Duration::from_secs(8);

/// How long the name of a call that is over is kept. No shorter than a claim's life, or a late claim could open
/// the call again; the name is random and says nothing of the callers.
pub const OVER_KEPT: Duration = Duration::from_secs(120);
