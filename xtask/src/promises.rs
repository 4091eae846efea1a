//! `cargo xtask promises`: what Calln promises, which tests guard it, and whether they hold.
//!
//! docs/promises.toml lists the promises. A test guards one by carrying its id: `fn p07_…` in Rust, a title that
//! begins with `p07` in browser and unit tests, several ids one after the other where it guards several. The
//! result of a test is read from what the test run itself reports. docs/promises.md is made of all three.

mod contract;
mod document;
mod guards;
mod results;

use std::fs;

use eyre::{WrapErr as _, bail};

use crate::clients::Clients;
use crate::end_to_end::Programs;
use crate::project::Project;
use crate::steps::Steps;
use crate::{android, coturn, npm, page, rust_tests};
use contract::Contract;
use guards::Guard;
pub(crate) use results::Results;

const DOCUMENT: &str = "docs/promises.md";

/// Runs the tests that guard promises and no others, and writes the document.
pub(crate) fn promises(project: &Project) -> eyre::Result<()> {
    let guards = guards::find(project)?;
    let clients = Clients::install(project)?;
    coturn::clients()?;
    let programs = Programs::find()?;
    let web = project.path("web");
    npm::install(&web)?;
    let mut results = Results::default();

    // Everything is run to its end: a document with a red row says more than none.
    let mut rust = rust_tests::all(project, &["--no-fail-fast"]);
    rust.args(guards.iter().filter_map(Guard::function));
    results.of_cargo(clients.name_to(&mut rust), false)?;
    let mut unit = npm::script(&web, "test:unit");
    unit.args(["--", "--testNamePattern", "(^| )p[0-9][0-9] ", "--passWithNoTests"]);
    results.of_vitest(project, &mut unit, false)?;
    page::build(project)?;
    Programs::build(project)?;
    let mut e2e = npm::script(&web, "test:e2e");
    e2e.args(["--", "--grep", "(^| )p[0-9][0-9] "]);
    results.of_playwright(project, programs.name_to(project, &mut e2e), false)?;

    if !android::test(project, &mut Steps::default(), &mut results)? {
        results.leave_android_out();
    }

    write(project, &guards, &results)?;
    println!("{DOCUMENT} is written");
    judge(project, &guards, &results)
}

/// Writes the document as it is when every test passes. Whether they do is what `cargo xtask test` finds out.
pub(crate) fn expect(project: &Project) -> eyre::Result<()> {
    write(project, &guards::find(project)?, &Results::at_best())
}

/// What can be seen before any test is run: that every promise is guarded, and that the document lists its tests.
pub(crate) fn check_listed(project: &Project) -> eyre::Result<()> {
    let (guards, at_best) = (guards::find(project)?, Results::at_best());
    judge(project, &guards, &at_best)?;
    let written = fs::read_to_string(project.path(DOCUMENT)).unwrap_or_default();
    if written != document::document(&Contract::read(project)?, &guards, &at_best) {
        bail!("{DOCUMENT} doesn't list the tests that there are; run `cargo xtask promises --expect`");
    }
    Ok(())
}

/// What a whole test run has shown: that every promise holds, as the document says.
pub(crate) fn check_kept(project: &Project, results: &Results) -> eyre::Result<()> {
    judge(project, &guards::find(project)?, results)
}

fn write(project: &Project, guards: &[Guard], results: &Results) -> eyre::Result<()> {
    let document = document::document(&Contract::read(project)?, guards, results);
    fs::write(project.path(DOCUMENT), document).wrap_err_with(|| format!("can't write {DOCUMENT}"))
}

/// Fails for a promise that is broken or that nothing guards, and for a test of a promise that doesn't exist.
fn judge(project: &Project, guards: &[Guard], results: &Results) -> eyre::Result<()> {
    let contract = Contract::read(project)?;
    let mut faults = Vec::new();
    for guard in guards {
        if let Some(id) = guard.ids.iter().find(|id| contract.find(id).is_none()) {
            faults.push(format!("`{}` in {} names {id}, which is no promise", guard.name, guard.file));
        }
        if guard.is_made_when_run() {
            let advice = "tell such tests apart by a `describe` around them";
            faults.push(format!("`{}` in {} isn't a whole title; {advice}", guard.name, guard.file));
            continue;
        }
        if let Some(shown) = results.of(guard).fault() {
            faults.push(format!("`{}` in {} {shown}", guard.name, guard.file));
        }
    }
    for promise in contract.promises() {
        let excused = promise.untested.is_some() || promise.not_yet.is_some();
        if !excused && !guards.iter().any(|guard| guard.guards(&promise.id)) {
            faults.push(format!("{} has no test", promise.id));
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    Ok(())
}
