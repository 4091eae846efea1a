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
        "day           views connections    peak gave up   calls direct4 direct6 relayUDP relayTCP relayTLS  failed \
         set-up s   minutes a call   passed on reports refused    bans\n",
    );
    for day in days {
        let minutes = mean(of(day, Total::CallSeconds), of(day, Total::Calls), 60.0);
        let [direct4, direct6, udp, tcp, tls] = Total::WAYS.map(|way| of(day, way));
        let found = Total::WAYS.iter().map(|way| of(day, *way)).sum();
        let setup = mean(of(day, Total::SetupMilliseconds), found, 1_000.0);
        let matches = of(day, Total::Matches);
        let _ = writeln!(
            text,
            "{}  {:>7} {:>11} {:>7} {:>7} {:>7} {direct4:>7} {direct6:>7} {udp:>8} {tcp:>8} {tls:>8} {:>7} {setup:>8} \
             {minutes:>16} {:>7} MiB {:>7} {:>7} {:>7}  {}",
            day.date,
            of(day, Total::PageViews),
            of(day, Total::Connections),
            of(day, Total::PeakConnections),
            of(day, Total::WaitsGivenUp),
            matches,
            of(day, Total::UnconnectedCalls),
            of(day, Total::RelayedBytes) >> 20,
            of(day, Total::ReportsAccepted) + of(day, Total::ReportsRefused),
            of(day, Total::ReportsRefused),
            of(day, Total::BansMade),
            bar(matches, most),
        );
    }
    text
}

/// The mean of `count` that add up to `sum`, in units of `unit`; a dash of none.
fn mean(sum: u64, count: u64, unit: f64) -> String {
    match count {
        0 => "-".to_owned(),
        _ => format!("{:.1}", sum as f64 / count as f64 / unit),
    }
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
