//! `cargo xtask bench`: the figures of docs/benchmarks.md.

use std::process::Command;

use eyre::bail;

use crate::command::{cargo, run};
use crate::npm;
use crate::project::Project;

/// One benchmark, or all.
pub(crate) fn bench(project: &Project, what: &[&str]) -> eyre::Result<()> {
    match *what {
        [] => {
            lobby(project)?;
            relay(project, &[])
        }
        ["lobby"] => lobby(project),
        ["relay", ref flags @ ..] => relay(project, flags),
        _ => bail!("there is no benchmark `{}`; there are `relay` and `lobby`", what.join(" ")),
    }
}

/// Matches per second, and what one join takes.
fn lobby(project: &Project) -> eyre::Result<()> {
    run(&mut cargo(project, &["bench", "--package", "calln-core"]))
}

/// Calln against a Node server of the same duties, in one run.
fn relay(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    let peer = project.path("bench");
    npm::install(&peer)?;
    run(&mut cargo(project, &["build", "--release", "--package", "calln", "--package", "calln-load"]))?;
    let mut load = Command::new(project.release("calln-load"));
    load.args(["bench", "relay", "--calln"]).arg(project.release("calln"));
    load.arg("--node-peer").arg(peer.join("node-peer.js")).args(flags);
    run(load.current_dir(project.root()))
}
