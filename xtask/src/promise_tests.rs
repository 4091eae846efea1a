//! `cargo xtask promises`: runs the tests that guard promises and no others, and writes docs/promises.md.

use crate::clients::Clients;
use crate::end_to_end::Programs;
use crate::project::Project;
use crate::promises::{self, Results};
use crate::steps::Steps;
use crate::{android, coturn, npm, page, proxies, rust_tests};

/// Runs them to their end: a document with a red row says more than none.
pub(crate) fn run_all(project: &Project) -> eyre::Result<()> {
    let functions = promises::functions(project)?;
    let clients = Clients::install(project)?;
    coturn::clients()?;
    proxies::install()?;
    let programs = Programs::find()?;
    let web = project.path("web");
    npm::install(&web)?;
    let mut results = Results::default();

    let mut rust = rust_tests::all(project, &["--no-fail-fast"]);
    rust.args(functions);
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
    promises::conclude(project, &results)
}
