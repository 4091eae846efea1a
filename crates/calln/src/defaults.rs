//! Numbers that no setting changes, and why each is that number.

use std::time::Duration;

/// Over what time clients of a stopping server spread their coming back. Short: they are in calls, and a server that
/// can take them takes thousands a second.
pub(crate) const MOVE_WITHIN: Duration = Duration::from_secs(3);

/// How often the ban file is looked at: what has expired goes, and what the command line has written holds. A second is
/// at once for a person, and the look costs microseconds while nothing has changed.
pub(crate) const BANS_TIDIED_EVERY: Duration = Duration::from_secs(1);

/// Largest offer that is kept for a waiting caller, in bytes. An audio offer with its candidates takes 2 to 6 KiB;
/// what is kept for every waiting caller must be small.
pub(crate) const OFFER_BYTES: usize = 16 * 1024;
