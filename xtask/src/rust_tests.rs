//! `cargo test`, with a deadline for each program of tests, and with the time that each test takes.

use std::process::Command;

use crate::command::{cargo, find};
use crate::project::Project;

/// When a program of tests is ended; the slowest takes a tenth of that on a busy machine. libtest itself names a test that
/// has been running for a minute, and `.config/nextest.toml` has a deadline for each, for those who have nextest.
const DEADLINE: &str = "20m";

/// Tells the time that each test takes. libtest does so where it is told that it belongs to an unstable compiler; this is
/// said to the programs alone, since the compiler would build everything anew for it.
const TIMES: [&str; 3] = ["-Z", "unstable-options", "--report-time"];

/// A run of all tests but those in documentation; what follows is for the programs, as names of tests.
pub(crate) fn all(project: &Project, more: &[&str]) -> Command {
    let deadline = ["timeout", "--foreground", "--kill-after=10s", DEADLINE];
    let deadline = if find(&["timeout"]).is_some() { &deadline[..] } else { &[] };
    let runner = [deadline, &["env", "RUSTC_BOOTSTRAP=1"]].concat();
    let config = format!("target.'cfg(unix)'.runner = {runner:?}");
    let mut command = cargo(project, &["test", "--config", &config, "--workspace"]);
    command.args(["--lib", "--bins", "--tests", "--examples"]).args(more).arg("--").args(TIMES);
    command
}

/// A run of the tests in documentation, which cargo ends with no deadline: they are few and small.
pub(crate) fn in_documentation(project: &Project) -> Command {
    cargo(project, &["test", "--quiet", "--workspace", "--doc"])
}
