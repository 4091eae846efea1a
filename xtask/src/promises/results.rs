//! What the test runners report, each in its own way.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use eyre::{OptionExt as _, WrapErr as _, bail};
use serde_json::Value;

use super::guards::Guard;
use crate::command::run;
use crate::project::Project;

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Passed,
    /// No runner has mentioned it.
    NotRun,
    Failed,
}

impl Outcome {
    /// What is wrong with that, to be said of the test.
    pub(super) fn fault(self) -> Option<&'static str> {
        match self {
            Self::Passed => None,
            Self::NotRun => Some("was not run"),
            Self::Failed => Some("failed"),
        }
    }
}

/// Every test that was run, by its name. Tests of one name pass together or not at all.
pub(crate) struct Results {
    noted: HashMap<String, Outcome>,
    /// What is taken for the outcome of a test that was not run.
    otherwise: Outcome,
    /// Whether the app's tests can't be run here.
    without_android: bool,
    /// What tests took, as far as their runners say.
    times: Vec<(Duration, String)>,
}

impl Default for Results {
    fn default() -> Self {
        Self { noted: HashMap::new(), otherwise: Outcome::NotRun, without_android: false, times: Vec::new() }
    }
}

impl Results {
    /// Those of a run in which every test passes.
    pub(super) fn at_best() -> Self {
        Self { otherwise: Outcome::Passed, ..Self::default() }
    }

    pub(super) fn of(&self, guard: &Guard) -> Outcome {
        let otherwise =
            if self.without_android && guard.is_of_android() { Outcome::Passed } else { self.otherwise };
        self.noted.get(&guard.name).copied().unwrap_or(otherwise)
    }

    fn note(&mut self, name: &str, passed: bool, took: Option<Duration>) {
        self.times.extend(took.map(|took| (took, name.to_owned())));
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        let noted = self.noted.entry(name.to_owned()).or_insert(outcome);
        *noted = outcome.max(*noted);
    }

    /// Lists the tests that took longest.
    pub(crate) fn list_slowest(&mut self) {
        const LISTED: usize = 10;
        self.times.sort();
        println!("\n{:>8}  of the slowest {LISTED} tests", "seconds");
        for (took, name) in self.times.iter().rev().take(LISTED) {
            println!("{:>8.1}  {name}", took.as_secs_f64());
        }
    }

    /// Runs `cargo test`, shows what it prints, and notes the tests. With `strict`, a failing test ends it all.
    pub(crate) fn of_cargo(&mut self, command: &mut Command, strict: bool) -> eyre::Result<()> {
        self.of_lines(command, strict, "cargo test")
    }

    fn of_lines(&mut self, command: &mut Command, strict: bool, runner: &str) -> eyre::Result<()> {
        let mut child =
            command.stdout(Stdio::piped()).spawn().wrap_err_with(|| format!("can't start {runner}"))?;
        let stdout = child.stdout.take().ok_or_eyre("a test runner has no output")?;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            writeln!(std::io::stdout(), "{line}")?;
            if let Some((name, passed, took)) = libtest(&line) {
                self.note(name, passed, took);
            }
        }
        settle(child.wait()?.success(), strict, runner)
    }

    /// Runs the app's tests, shows what they print, and notes them. A failing test ends it all.
    pub(crate) fn of_android(&mut self, runner: &mut Command) -> eyre::Result<()> {
        self.of_lines(runner, true, "the app's tests")
    }

    /// The app's tests can't be run on this machine: nothing is said of what they guard.
    pub(crate) fn leave_android_out(&mut self) {
        self.without_android = true;
    }

    /// Runs vitest by its npm script.
    pub(crate) fn of_vitest(
        &mut self,
        project: &Project,
        script: &mut Command,
        strict: bool,
    ) -> eyre::Result<()> {
        let report = project.target("unit-tests.json");
        let _none_from_before = fs::remove_file(&report);
        let ran = run(script.env("CALLN_TEST_REPORT", &report)).is_ok();
        let report: Value = serde_json::from_slice(&fs::read(&report).wrap_err("vitest left no report")?)?;
        for test in each(&report["testResults"]).flat_map(|file| each(&file["assertionResults"])) {
            // A test that the filter left out has not been run.
            if let (Some(title), Some(status @ ("passed" | "failed"))) =
                (test["title"].as_str(), test["status"].as_str())
            {
                self.note(title, status == "passed", milliseconds(&test["duration"]));
            }
        }
        settle(ran, strict, "vitest")
    }

    /// Runs Playwright by its npm script.
    pub(crate) fn of_playwright(
        &mut self,
        project: &Project,
        script: &mut Command,
        strict: bool,
    ) -> eyre::Result<()> {
        let report = project.target("browser-tests.json");
        let _none_from_before = fs::remove_file(&report);
        let ran = run(script.env("CALLN_TEST_REPORT", &report)).is_ok();
        let report: Value =
            serde_json::from_slice(&fs::read(&report).wrap_err("Playwright left no report")?)?;
        each(&report["suites"]).for_each(|suite| self.suite(suite));
        settle(ran, strict, "playwright test")
    }

    fn suite(&mut self, suite: &Value) {
        for test in each(&suite["specs"]) {
            let skipped = each(&test["tests"]).all(|run| run["status"] == "skipped");
            if let (Some(title), false) = (test["title"].as_str(), skipped) {
                let runs = each(&test["tests"]).flat_map(|run| each(&run["results"]));
                let took = runs.filter_map(|run| milliseconds(&run["duration"])).sum();
                self.note(title, test["ok"] == true, Some(took));
            }
        }
        each(&suite["suites"]).for_each(|inner| self.suite(inner));
    }
}

fn settle(passed: bool, strict: bool, runner: &str) -> eyre::Result<()> {
    if strict && !passed {
        bail!("`{runner}` failed");
    }
    Ok(())
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Times in what Vitest and Playwright report.
fn milliseconds(time: &Value) -> Option<Duration> {
    Duration::try_from_secs_f64(time.as_f64()? / 1_000.0).ok()
}

/// The function's name, whether it passed, and how long it took, in a line as
/// `test log::p12_old_files_go ... ok <0.012s>`.
fn libtest(line: &str) -> Option<(&str, bool, Option<Duration>)> {
    let (path, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let path = path.strip_suffix(" - should panic").unwrap_or(path);
    let name = path.rsplit("::").next()?;
    let (outcome, time) = outcome.split_once(" <").unwrap_or((outcome, ""));
    let took =
        time.strip_suffix("s>").and_then(|seconds| Duration::try_from_secs_f64(seconds.parse().ok()?).ok());
    match outcome {
        "ok" => Some((name, true, took)),
        "FAILED" => Some((name, false, took)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_libtest_are_understood() {
        let took = Some(Duration::from_millis(1_250));
        assert_eq!(libtest("test log::p12_old_files_go ... ok"), Some(("p12_old_files_go", true, None)));
        assert_eq!(libtest("test p12_old_files_go ... ok <1.250s>"), Some(("p12_old_files_go", true, took)));
        assert_eq!(
            libtest("test p12_old_files_go ... FAILED <1.250s>"),
            Some(("p12_old_files_go", false, took))
        );
        assert_eq!(libtest("test p12_panics - should panic ... ok"), Some(("p12_panics", true, None)));
        for line in ["test p12_x ... ignored", "test result: ok. 3 passed", "running 3 tests"] {
            assert_eq!(libtest(line), None, "{line}");
        }
    }

    #[test]
    fn one_failure_among_tests_of_a_name_is_a_failure() {
        let mut results = Results::default();
        results.note("p07_x", false, None);
        results.note("p07_x", true, None);
        assert_eq!(results.noted["p07_x"], Outcome::Failed);
    }
}
