//! The store's calendar: whole seconds and UTC days.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::moderation::Day;

/// Days that a key lives, the one it was drawn for included. No record outlives its key, so none is older.
pub const KEY_DAYS: u32 = 30;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// Whole seconds since 1970; what is before that counts as then.
pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The inverse of [`seconds`].
pub(super) fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The day of a second.
pub(super) fn day(seconds: u64) -> Day {
    Day(u32::try_from(seconds / DAY_SECONDS).unwrap_or(u32::MAX))
}

/// The second at which a day's key is destroyed.
pub(super) fn end_of_key(day: Day) -> u64 {
    (u64::from(day.0) + u64::from(KEY_DAYS)) * DAY_SECONDS
}

/// The oldest day whose key still lives.
pub(super) fn oldest_day(seconds: u64) -> Day {
    Day((day(seconds).0 + 1).saturating_sub(KEY_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p11_a_key_lives_thirty_days_to_the_second() {
        let drawn = Day(20_000);
        let first_second = 20_000 * DAY_SECONDS;
        assert_eq!(end_of_key(drawn), first_second + 30 * DAY_SECONDS);
        assert_eq!(oldest_day(end_of_key(drawn) - 1), drawn);
        assert_eq!(oldest_day(end_of_key(drawn)), Day(20_001));
        assert_eq!(oldest_day(0), Day(0));
    }
}
