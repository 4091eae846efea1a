//! `cargo xtask test`: every check and every test, the cheap ones first.

use std::path::PathBuf;

use eyre::bail;

use crate::chromium::chromium;
use crate::command::{cargo, run};
use crate::project::Project;
use crate::steps::Steps;
use crate::{coturn, npm, python, wire};

/// What can be tested by itself.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// The crates.
    Rust,
    /// The page without a server.
    Web,
    /// Real browsers, the real server.
    EndToEnd,
}

/// Tests the parts that are named, or all.
pub(crate) fn test(project: &Project, named: &[&str]) -> eyre::Result<()> {
    let parts = parts(named)?;
    let wants = |part| parts.contains(&part);
    let mut steps = Steps::default();

    // What is missing on the machine shows before anything is built.
    let clients =
        if wants(Part::Rust) { Some(steps.take("Socket.IO clients", || clients(project))?) } else { None };
    if wants(Part::Rust) {
        steps.take("STUN and TURN clients", coturn::clients)?;
    }
    let browser = if wants(Part::EndToEnd) { Some(steps.take("Chromium", chromium)?) } else { None };
    let web = project.path("web");
    if wants(Part::Web) || wants(Part::EndToEnd) {
        steps.take("npm packages of the page", || npm::install(&web))?;
    }

    let script = |name| run(&mut npm::script(&web, name));
    if wants(Part::Rust) {
        steps.take("Rust format", || run(&mut cargo(project, &["fmt", "--all", "--check"])))?;
        steps.take("Rust lints", || run(cargo(project, CLIPPY).args(["--", "--deny", "warnings"])))?;
        steps.take("generated types", || wire::check(project))?;
    }
    if wants(Part::Web) {
        steps.take("page's types", || script("check"))?;
        steps.take("page's lints", || script("lint"))?;
        steps.take("page's unit tests", || script("test:unit"))?;
    }
    if wants(Part::Web) || wants(Part::EndToEnd) {
        steps.take("page", || script("build"))?;
    }
    if let Some(clients) = clients {
        steps.take("Rust tests", || {
            run(cargo(project, &["test", "--workspace"])
                .env("CALLN_TEST_NODE_CLIENT", &clients.node)
                .env("CALLN_TEST_PYTHON", &clients.python))
        })?;
    }
    if let Some(browser) = browser {
        let server = project.release("calln");
        steps.take("release build", || {
            run(&mut cargo(project, &["build", "--release", "--package", "calln"]))
        })?;
        steps.take("browser tests", || {
            run(npm::script(&web, "test:e2e").env("CALLN_BIN", &server).env("CHROMIUM", &browser))
        })?;
    }
    steps.summarize();
    Ok(())
}

const CLIPPY: &[&str] = &["clippy", "--workspace", "--all-targets", "--all-features"];

fn parts(named: &[&str]) -> eyre::Result<Vec<Part>> {
    if named.is_empty() {
        return Ok(vec![Part::Rust, Part::Web, Part::EndToEnd]);
    }
    named
        .iter()
        .map(|name| match *name {
            "rust" => Ok(Part::Rust),
            "web" => Ok(Part::Web),
            "e2e" => Ok(Part::EndToEnd),
            other => bail!("there is no part `{other}`; there are `rust`, `web` and `e2e`"),
        })
        .collect()
}

/// The official clients that the transport is driven with.
struct Clients {
    /// A folder with `socket.io-client` in its `node_modules`.
    node: PathBuf,
    /// An interpreter that has `python-socketio`.
    python: PathBuf,
}

fn clients(project: &Project) -> eyre::Result<Clients> {
    let clients = project.path("crates/calln-transport/tests/clients");
    let node = clients.join("node");
    npm::install(&node)?;
    let requirements = clients.join("python/requirements.txt");
    let python = python::environment(&project.target("python"), &requirements)?;
    Ok(Clients { node, python })
}
