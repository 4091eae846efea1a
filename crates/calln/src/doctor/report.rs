//! What was found.

use std::fmt::{self, Write as _};

use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// It works, though perhaps not as meant.
    Warning,
    /// Callers will notice.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How bad it is.
    pub verdict: Verdict,
    /// What was seen.
    pub says: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// All that was looked at, in order. Displays as lines for a terminal, serializes as JSON for programs.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(super) fn fine(&mut self, check: &'static str, says: impl Into<String>) {
        self.add(check, Verdict::Fine, says.into(), None);
    }

    pub(super) fn warn(&mut self, check: &'static str, says: impl Into<String>, remedy: impl Into<String>) {
        self.add(check, Verdict::Warning, says.into(), Some(remedy.into()));
    }

    pub(super) fn problem(
        &mut self,
        check: &'static str,
        says: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(check, Verdict::Problem, says.into(), Some(remedy.into()));
    }

    fn add(&mut self, check: &'static str, verdict: Verdict, says: String, remedy: Option<String>) {
        self.findings.push(Finding { check, verdict, says, remedy });
    }

    /// The worst of all.
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Fine)
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { check, verdict, says, remedy } in &self.findings {
            let verdict = match verdict {
                Verdict::Fine => "fine",
                Verdict::Warning => "WARNING",
                Verdict::Problem => "PROBLEM",
            };
            writeln!(f, "{verdict:<8} {check:<15} {says}")?;
            if let Some(remedy) = remedy {
                writeln!(f, "{:<24} {remedy}", "")?;
            }
        }
        let counts = [(Verdict::Problem, "problem"), (Verdict::Warning, "warning")]
            .map(|(verdict, name)| (self.count(verdict), name))
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .fold(String::new(), |mut text, (count, name)| {
                let (comma, plural) =
                    (if text.is_empty() { "" } else { ", " }, if count == 1 { "" } else { "s" });
                let _infallible = write!(text, "{comma}{count} {name}{plural}");
                text
            });
        if counts.is_empty() { writeln!(f, "\nEverything is fine.") } else { writeln!(f, "\n{counts}.") }
    }
}

/// An error with what led to it, in one line.
pub(super) fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _infallible = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}
