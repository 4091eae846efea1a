//! `cargo xtask test`: every check and every test, the cheap ones first.

use eyre::bail;

use crate::clients::Clients;
use crate::command::{cargo, run};
use crate::end_to_end::Programs;
use crate::project::Project;
use crate::promises::{self, Results};
use crate::steps::Steps;
use crate::{android, circles, coturn, field, fuzz, npm, page, policy, proxies, rust_tests, wire};

/// What can be tested by itself.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// The crates.
    Rust,
    /// The page without a server.
    Web,
    /// Real browsers, the real server.
    EndToEnd,
    /// The same on other networks than this machine's.
    Field,
    /// The Android app.
    Android,
}

const ALL: &[Part] = &[Part::Rust, Part::Web, Part::EndToEnd, Part::Field, Part::Android];

/// Tests the parts that are named, or all.
pub(crate) fn test(project: &Project, named: &[&str]) -> eyre::Result<()> {
    let parts = parts(named)?;
    let wants = |part| parts.contains(&part);
    let mut steps = Steps::default();
    let mut results = Results::default();

    let whole = ALL.iter().all(|part| wants(*part));
    if whole {
        steps.take("promises listed", || promises::check_listed(project))?;
    }
    // What is missing on the machine shows before anything is built.
    let clients = if wants(Part::Rust) {
        Some(steps.take("Socket.IO clients", || Clients::install(project))?)
    } else {
        None
    };
    if wants(Part::Rust) {
        steps.take("STUN and TURN clients", coturn::clients)?;
        steps.take("reverse proxies", proxies::install)?;
    }
    let programs = if wants(Part::EndToEnd) { Some(steps.take("browsers", Programs::find)?) } else { None };
    let web = project.path("web");
    let has_page = [Part::Web, Part::EndToEnd, Part::Field].into_iter().any(wants);
    if has_page {
        steps.take("npm packages of the page", || npm::install(&web))?;
    }

    let script = |name| run(&mut npm::script(&web, name));
    if wants(Part::Rust) {
        steps.take("licences, sources and duplicates", || policy::check(project))?;
        steps.take("Rust format", || run(&mut cargo(project, &["fmt", "--all", "--check"])))?;
        steps.take("Rust lints", || run(cargo(project, CLIPPY).args(["--", "--deny", "warnings"])))?;
        steps.take("circles of modules", || circles::check(project))?;
        steps.take("fuzz targets", || fuzz::check(project))?;
        steps.take("generated types", || wire::check(project))?;
    }
    if wants(Part::Web) {
        steps.take("page's types", || script("check"))?;
        steps.take("page's lints", || script("lint"))?;
        steps.take("page's unit tests", || {
            results.of_vitest(project, &mut npm::script(&web, "test:unit"), true)
        })?;
    }
    if has_page {
        steps.take("page", || page::build(project))?;
    }
    if wants(Part::Web) {
        steps.take("page's size", || script("size"))?;
    }
    if let Some(clients) = clients {
        steps.take("Rust tests", || {
            results.of_cargo(clients.name_to(&mut rust_tests::all(project, &["--no-fail-fast"])), true)?;
            run(&mut rust_tests::in_documentation(project))
        })?;
    }
    if wants(Part::EndToEnd) || wants(Part::Field) {
        steps.take("release build", || Programs::build(project))?;
    }
    if let Some(programs) = programs {
        steps.take("browser tests", || {
            let mut script = npm::script(&web, "test:e2e");
            results.of_playwright(project, programs.name_to(project, &mut script), true)
        })?;
    }
    if wants(Part::Field) {
        steps.take("calls between networks", || field::test(project))?;
    }
    if wants(Part::Android) && !android::test(project, &mut steps, &mut results)? {
        results.leave_android_out();
    }
    if whole {
        steps.take("promises kept", || promises::check_kept(project, &results))?;
    }
    steps.summarize();
    results.list_slowest();
    Ok(())
}

const CLIPPY: &[&str] = &["clippy", "--workspace", "--all-targets", "--all-features"];

fn parts(named: &[&str]) -> eyre::Result<Vec<Part>> {
    if named.is_empty() {
        return Ok(ALL.to_vec());
    }
    named
        .iter()
        .map(|name| match *name {
            "rust" => Ok(Part::Rust),
            "web" => Ok(Part::Web),
            "e2e" => Ok(Part::EndToEnd),
            "field" => Ok(Part::Field),
            "android" => Ok(Part::Android),
            other => {
                bail!("there is no part `{other}`; there are `rust`, `web`, `e2e`, `field` and `android`")
            }
        })
        .collect()
}
