//! The project's chores. `cargo xtask` alone lists them; one file each.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the terminal")]

mod android;
mod bench;
mod browsers;
mod circles;
mod clients;
mod command;
mod coturn;
mod crates;
mod debian;
mod end_to_end;
mod field;
mod fuzz;
mod hooks;
mod npm;
mod operator_files;
mod page;
mod policy;
mod ports;
mod project;
mod promise_tests;
mod promises;
mod proxies;
mod python;
mod release;
mod run;
mod rust_tests;
mod screens;
mod steps;
mod test;
mod webkit;
mod wire;

use std::process::ExitCode;

use eyre::bail;

use crate::project::Project;

const CHORES: &str = "\
Chores, as `cargo xtask CHORE`:

  run [-- FLAGS]        build page and server and start Calln; FLAGS go to `calln serve`
  test [rust|web|e2e|field|android]
                        every check and every test, or one part of them; installs what they need
  promises [--expect]   run the tests that guard a promise to callers, and write docs/promises.md; or write it as it is
                        when all of them pass
  bench [relay|image|lobby|turn|privacy|call|page]
                        the figures of docs/benchmarks.md, or one part of them; relay, image, turn, privacy and call
                        take more arguments
  release [--twice]     what operators are given, in target/dist: stripped program, symbols, Debian package, bill of
                        materials, checksums; or build that in two folders, and see that the bytes are the same
  screens               shoot every state of the page: the pictures in docs/screens and in the README
  fuzz [SECONDS]        malformed packets: the parsers, led on by their code, and the real server, which has hostile lines at
                        the same time; a minute for each, or as long as said
  field [hidden] [KIND KIND | pairs | firefox | roam] [-- FLAGS]
                        calls between callers on every kind of network, through real NATs; or between two kinds, or
                        with Firefox, or while the network changes; hidden: all through the relay; FLAGS go to
                        `calln serve`
  android               the Android app: fetch, build and sign both flavours, test; or one of `fetch`, `build [plain|play]`,
                        `test`, `run` (on a phone), `reproduce` (two builds, the same bytes) and `pictures`
  circles               see that no modules depend on each other in a circle
  settings              write deploy/calln.example.toml from the settings' declarations
  hooks                 have git look at each commit before it is made, for seconds
  wire [--check]        write the page's types and the app's samples from calln-wire, or see that they are up to date
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            eprintln!("xtask: {report:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> eyre::Result<()> {
    let project = Project::here()?;
    match *arguments {
        [] | ["help" | "--help" | "-h"] => print!("{CHORES}"),
        ["run", "--", ref flags @ ..] | ["run", ref flags @ ..] => run::run(&project, flags)?,
        ["test", ref parts @ ..] => test::test(&project, parts)?,
        ["promises"] => promise_tests::run_all(&project)?,
        ["promises", "--expect"] => promises::expect(&project)?,
        ["bench", ref what @ ..] => bench::bench(&project, what)?,
        ["release"] => release::release(&project, false)?,
        ["release", "--twice"] => release::release(&project, true)?,
        ["screens"] => screens::screens(&project)?,
        ["fuzz"] => fuzz::fuzz(&project, None)?,
        ["fuzz", seconds] => fuzz::fuzz(&project, Some(seconds))?,
        ["field", ref what @ ..] => field::field(&project, what)?,
        ["android", ref what @ ..] => android::android(&project, what)?,
        ["circles"] => circles::check(&project)?,
        ["settings"] => operator_files::settings(&project)?,
        ["hooks"] => hooks::install(&project)?,
        ["wire"] => wire::write(&project)?,
        ["wire", "--check"] => wire::check(&project)?,
        _ => bail!("there is no chore `{}`; `cargo xtask` lists them", arguments.join(" ")),
    }
    Ok(())
}
