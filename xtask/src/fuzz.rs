//! `cargo xtask fuzz`: malformed packets against the real server, for a time and from another seed each time.

use std::time::{SystemTime, UNIX_EPOCH};

use eyre::WrapErr as _;

use crate::command::{cargo, run};
use crate::project::Project;

/// A minute finds what a change of today has broken; nights are for more.
const SECONDS: &str = "60";

/// The test of the suite that tries them, which says its seed.
const TEST: [&str; 9] = [
    "test",
    "--release",
    "--package",
    "calln",
    "--test",
    "attacks",
    "malformed_packets",
    "--",
    "--nocapture",
];

/// Fuzzes for so many seconds.
pub(crate) fn fuzz(project: &Project, seconds: Option<&str>) -> eyre::Result<()> {
    let seconds = seconds.unwrap_or(SECONDS);
    seconds.parse::<u64>().wrap_err_with(|| format!("`{seconds}` isn't a number of seconds"))?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = (since.as_nanos() as u64 | 1).to_string();
    run(cargo(project, &TEST).env("FUZZ_SECONDS", seconds).env("FUZZ_SEED", seed))
}
