//! `cargo xtask bench`: the figures of docs/benchmarks.md.

use std::process::Command;

use eyre::bail;

use crate::browsers::chromium;
use crate::command::{cargo, run};
use crate::coturn;
use crate::npm;
use crate::page;
use crate::project::Project;

/// One benchmark, or all.
pub(crate) fn bench(project: &Project, what: &[&str]) -> eyre::Result<()> {
    match *what {
        [] => {
            lobby(project)?;
            relay(project, &[])?;
            image(project, &[])?;
            turn(project, &[])?;
            privacy(project, &[])?;
            call(project, &[])?;
            page(project)
        }
        ["lobby"] => lobby(project),
        ["page"] => page(project),
        ["image", ref flags @ ..] => image(project, flags),
        ["call", ref rounds @ ..] => call(project, rounds),
        ["privacy", ref flags @ ..] => privacy(project, flags),
        ["relay", ref flags @ ..] => relay(project, flags),
        ["turn", ref numbers @ ..] => turn(project, numbers),
        _ => bail!(
            "there is no benchmark `{}`; there are `relay`, `image`, `lobby`, `turn`, `privacy`, `call` and `page`",
            what.join(" ")
        ),
    }
}

/// Matches per second, and what one join takes.
fn lobby(project: &Project) -> eyre::Result<()> {
    run(&mut cargo(project, &["bench", "--package", "calln-core"]))
}

/// Calln's relay against a Node server of the same duties, in one run.
fn relay(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    beside_node(project, "relay", flags)
}

/// The same for pictures.
fn image(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    beside_node(project, "image", flags)
}

fn beside_node(project: &Project, what: &str, flags: &[&str]) -> eyre::Result<()> {
    let peer = project.path("bench");
    npm::install(&peer)?;
    run(&mut cargo(project, &["build", "--release", "--package", "calln", "--package", "calln-load"]))?;
    let mut load = Command::new(project.release("calln-load"));
    load.args(["bench", what, "--calln"]).arg(project.release("calln"));
    load.arg("--node-peer").arg(peer.join("node-peer.js")).args(flags);
    run(load.current_dir(project.root()))
}

/// The relay for hidden calls against coturn, in one run. `numbers`: pairs, packets a second, seconds, rounds.
fn turn(project: &Project, numbers: &[&str]) -> eyre::Result<()> {
    coturn::server()?;
    run(&mut cargo(project, &["build", "--release", "--package", "calln-turn", "--examples"]))?;
    let mut bench = Command::new(project.release("examples/bench_turn"));
    run(bench.args(numbers).current_dir(project.root()))
}

/// What wiping memory costs, with and without in one run.
fn privacy(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    let build = ["build", "--release", "--package", "calln"];
    run(cargo(project, &build).arg("--no-default-features"))?;
    let plain = project.release("calln-without-wiping");
    std::fs::copy(project.release("calln"), &plain)?;
    run(cargo(project, &build).args(["--package", "calln-load"]))?;
    let mut load = Command::new(project.release("calln-load"));
    load.args(["bench", "privacy", "--wiping"]).arg(project.release("calln"));
    load.arg("--plain").arg(plain).args(flags);
    run(load.current_dir(project.root()))
}

/// From the click to a voice, in real browsers, against a page that does the obvious; and what a server that is killed
/// costs a call. `rounds`: how often each is measured.
fn call(project: &Project, rounds: &[&str]) -> eyre::Result<()> {
    let mut bench = in_browsers(project, "call.bench.ts")?;
    if let [rounds] = rounds {
        bench.env("ROUNDS", rounds);
    }
    run(&mut bench)
}

/// What Lighthouse says of the start screen and of a call.
fn page(project: &Project) -> eyre::Result<()> {
    run(&mut in_browsers(project, "page.bench.ts")?)
}

/// One file of `web/bench`, with the page and the server as they are released.
fn in_browsers(project: &Project, file: &str) -> eyre::Result<Command> {
    let browser = chromium()?;
    let web = project.path("web");
    page::build(project)?;
    run(&mut cargo(project, &["build", "--release", "--package", "calln"]))?;
    let mut bench = npm::script(&web, "bench");
    bench.args(["--", file]).env("CALLN_BIN", project.release("calln")).env("CHROMIUM", browser);
    Ok(bench)
}
