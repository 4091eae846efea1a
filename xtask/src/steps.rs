//! Steps of a chore, one after the other: a heading and a time for each, a summary at the end.

use std::time::{Duration, Instant};

use eyre::WrapErr as _;

/// The steps so far.
#[derive(Default)]
pub(crate) struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Takes a step, and gives what came of it. The first that fails is the last to be taken.
    pub(crate) fn take<T>(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> eyre::Result<T>,
    ) -> eyre::Result<T> {
        println!("\n=== {name}");
        let begun = Instant::now();
        let outcome = step();
        let took = begun.elapsed();
        self.0.push((name, took));
        println!(
            "=== {name}: {} after {:.1} s",
            if outcome.is_ok() { "fine" } else { "FAILED" },
            took.as_secs_f64()
        );
        outcome.wrap_err_with(|| format!("failed at `{name}`"))
    }

    /// Lists them with their times.
    pub(crate) fn summarize(&self) {
        println!("\n{:>8}", "seconds");
        for (name, took) in &self.0 {
            println!("{:>8.1}  {name}", took.as_secs_f64());
        }
        let total: Duration = self.0.iter().map(|(_, took)| took).sum();
        println!("{:>8.1}  in all; everything is fine", total.as_secs_f64());
    }
}
