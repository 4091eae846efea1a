//! `calln`: the command.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use calln::bans_command;
use calln::cli::{self, Action};
use calln::config::Effective;
use calln::doctor::{self, Verdict};
use calln::{serve, totals};
#[cfg(feature = "wipe")]
use calln_wipe::Wiping;
use http::Uri;
use mimalloc::MiMalloc;

/// Tens of thousands of small, long-lived pieces from several threads: what mimalloc is made for. What callers
/// said in them is gone with them.
#[cfg(feature = "wipe")]
#[global_allocator]
static ALLOCATOR: Wiping<MiMalloc> = Wiping::over(MiMalloc);

#[cfg(not(feature = "wipe"))]
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Exit code for a configuration that can't be used, as for a wrong command line.
const MISCONFIGURED: u8 = 2;

fn main() -> ExitCode {
    let (action, given) = cli::parse();
    let effective = match Effective::load(given) {
        Ok(effective) => effective,
        Err(error) => return fail(&error.into(), MISCONFIGURED),
    };
    let outcome = match action {
        Action::Serve => serve::run(&effective.config),
        Action::ShowConfig => show(&effective.to_toml()),
        Action::Bans { command, json } => bans_command::run(&effective.config, command, json),
        Action::ShowStats { json } => totals::shown(&effective.config, json).and_then(|text| show(&text)),
        Action::Examine { url, patience, json } => {
            return examine(&effective, url.as_ref(), patience, json);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => fail(&report, 1),
    }
}

fn show(text: &str) -> eyre::Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        // `calln config | head` has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

fn examine(effective: &Effective, url: Option<&Uri>, patience: Duration, json: bool) -> ExitCode {
    let examined =
        doctor::examine(&effective.config, url, patience).map_err(eyre::Report::from).and_then(|report| {
            let text = if json { serde_json::to_string_pretty(&report)? + "\n" } else { report.to_string() };
            show(&text).map(|()| report.verdict())
        });
    match examined {
        Ok(Verdict::Problem) => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(report) => fail(&report, 1),
    }
}

fn fail(report: &eyre::Report, code: u8) -> ExitCode {
    let _nowhere_left_to_say_it = writeln!(std::io::stderr(), "calln: {report:#}");
    ExitCode::from(code)
}
