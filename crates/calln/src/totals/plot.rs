//! `calln stats`: the days as a table with a small plot.

use std::fmt::Write as _;

use super::{Day, Total};

/// Characters of the longest bar.
const WIDTH: u64 = 24;

/// The days, a line each, with a bar for the day's calls.
pub fn table(days: &[Day]) -> String {
    let of = |day: &Day, total: Total| day.totals.get(total.name()).copied().unwrap_or(0);
    let most = days.iter().map(|day| of(day, Total::Matches)).max().unwrap_or(0);
    let mut text = String::from(
        "day           views connections    peak gave up   calls  direct relayed  failed   minutes a call   passed on reports refused    bans\n",
    );
    for day in days {
        let (calls, seconds) = (of(day, Total::Calls), of(day, Total::CallSeconds));
        let minutes = match calls {
            0 => "-".to_owned(),
            _ => format!("{:.1}", seconds as f64 / calls as f64 / 60.0),
        };
        let matches = of(day, Total::Matches);
        let _ = writeln!(
            text,
            "{}  {:>7} {:>11} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>16} {:>7} MiB {:>7} {:>7} {:>7}  {}",
            day.date,
            of(day, Total::PageViews),
            of(day, Total::Connections),
            of(day, Total::PeakConnections),
            of(day, Total::WaitsGivenUp),
            matches,
            of(day, Total::DirectCalls),
            of(day, Total::RelayedCalls),
            of(day, Total::UnconnectedCalls),
            minutes,
            of(day, Total::RelayedBytes) >> 20,
            of(day, Total::ReportsAccepted) + of(day, Total::ReportsRefused),
            of(day, Total::ReportsRefused),
            of(day, Total::BansMade),
            bar(matches, most),
        );
    }
    text
}

/// In eighths of a character.
fn bar(count: u64, most: u64) -> String {
    let eighths = (count * WIDTH * 8).checked_div(most).unwrap_or(0);
    let whole = "█".repeat(usize::try_from(eighths / 8).unwrap_or(0));
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][usize::try_from(eighths % 8).unwrap_or(0)];
    whole + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        for (count, most, bars) in
            [(0, 0, ""), (0, 9, ""), (1, 48, "▌"), (24, 24, &*"█".repeat(24)), (1, 2, &*"█".repeat(12))]
        {
            assert_eq!(bar(count, most), bars);
        }
    }
}
