//! `cargo xtask run`: from a fresh checkout to a running Calln.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use eyre::eyre;

use crate::command::{cargo, run as run_command};
use crate::npm;
use crate::project::Project;

/// Builds the page, then the server with the page inside, and becomes that server, so that signals reach it.
pub(crate) fn run(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    let web = project.path("web");
    npm::install(&web)?;
    run_command(&mut npm::script(&web, "build"))?;
    run_command(&mut cargo(project, &["build", "--release", "--package", "calln"]))?;
    let server = project.release("calln");
    let error = Command::new(&server).arg("serve").args(flags).exec();
    Err(eyre!(error).wrap_err(format!("can't start {}", server.display())))
}
