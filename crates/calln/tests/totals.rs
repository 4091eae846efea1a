//! The days' totals, in real files, on days that the test chooses.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln::totals::{DAYS_KEPT, FileError, Total, Totals, TotalsFile, table};
use rusqlite::Connection;

const DAY: u64 = 24 * 60 * 60;
/// 24 November 2026.
const TODAY: u64 = 20_781;

fn on(day: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(day * DAY + 5)
}

fn count(file: &mut TotalsFile, day: u64, total: Total, count: u64) {
    let totals = Totals::default();
    totals.add(total, count);
    totals.write_to(file, on(day)).unwrap();
}

#[test]
fn counts_of_a_day_add_up_also_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    count(&mut TotalsFile::open(directory.path()).unwrap(), TODAY - 1, Total::Matches, 7);
    let mut file = TotalsFile::open(directory.path()).unwrap();
    count(&mut file, TODAY, Total::Matches, 3);
    count(&mut file, TODAY, Total::Matches, 2);
    count(&mut file, TODAY, Total::CallSeconds, 600);
    let days = file.days().unwrap();
    let matches: Vec<_> = days.iter().map(|day| (day.date.to_string(), day.totals["matches"])).collect();
    assert_eq!(matches, [("2026-11-23".to_owned(), 7), ("2026-11-24".to_owned(), 5)]);
    assert_eq!(table(&days).lines().count(), 3);
}

#[test]
fn of_a_peak_a_day_has_the_largest_and_not_the_sum() {
    let directory = tempfile::tempdir().unwrap();
    let mut file = TotalsFile::open(directory.path()).unwrap();
    for level in [7, 12, 9] {
        let totals = Totals::default();
        totals.reach(Total::PeakConnections, 3);
        totals.reach(Total::PeakConnections, level);
        totals.reach(Total::PeakConnections, 5);
        totals.write_to(&mut file, on(TODAY)).unwrap();
    }
    assert_eq!(file.days().unwrap()[0].totals["peak_connections"], 12);
}

#[test]
fn p13_totals_are_gone_after_a_year_and_never_from_the_future() {
    let directory = tempfile::tempdir().unwrap();
    let mut file = TotalsFile::open(directory.path()).unwrap();
    let kept = u64::from(DAYS_KEPT);
    for day in [TODAY, TODAY + 1, TODAY + kept - 1] {
        count(&mut file, day, Total::Calls, 1);
    }
    assert_eq!(file.days().unwrap().len(), 3);
    count(&mut file, TODAY + kept, Total::Calls, 1);
    assert_eq!(file.days().unwrap().len(), 3, "the first has gone");
    count(&mut file, TODAY + 1, Total::Calls, 1);
    assert_eq!(file.days().unwrap().len(), 1, "the clock was wrong before");
}

#[test]
fn p13_a_total_is_a_day_a_name_and_a_number() {
    let directory = tempfile::tempdir().unwrap();
    count(&mut TotalsFile::open(directory.path()).unwrap(), TODAY, Total::Connections, 4);
    let file = Connection::open(directory.path().join("totals.sqlite")).unwrap();
    let mut tables = file
        .prepare("SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c")
        .unwrap();
    let columns: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(columns, ["totals.day", "totals.total", "totals.count"]);
    let rows = "SELECT day, total, count FROM totals";
    let row = file.query_row(rows, [], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))).unwrap();
    assert_eq!(row, (20_781, "connections".to_owned(), 4_i64));
}

#[test]
fn a_foreign_database_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let foreign = Connection::open(directory.path().join("totals.sqlite")).unwrap();
    foreign.execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert!(matches!(TotalsFile::open(directory.path()), Err(FileError::Foreign(_))));
}

#[test]
fn the_table_has_each_kind_of_way_and_the_mean_time_until_the_voices_met() {
    let directory = tempfile::tempdir().unwrap();
    let mut file = TotalsFile::open(directory.path()).unwrap();
    for (total, of) in Total::WAYS.into_iter().zip(11..) {
        count(&mut file, TODAY, total, of);
    }
    count(&mut file, TODAY, Total::UnconnectedCalls, 16);
    // Of 65 that found a way, 1.2 s each.
    count(&mut file, TODAY, Total::SetupMilliseconds, 78_000);
    let table = table(&file.days().unwrap());
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    let from = lines[0].iter().position(|name| *name == "direct4").unwrap();
    // The heading of a column before is two words.
    assert_eq!(lines[1][from - 1..][..7], ["11", "12", "13", "14", "15", "16", "1.2"]);
}
