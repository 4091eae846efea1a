//! `cargo xtask run`: from a fresh checkout to a running Calln.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use eyre::{WrapErr as _, bail, eyre};

use crate::command::{cargo, run_silently, shown};
use crate::project::Project;
use crate::{page, ports};

/// Builds page and server, both at once, and becomes that server, so that signals reach it. A debug build: it takes a third
/// of the time of an optimised one, shares all with the chores and the tests, and reads the page from disk.
pub(crate) fn run(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    ports::check_free(project, flags)?;
    let mut build = cargo(project, &["build", "--package", "calln"]);
    let mut building = build.spawn().wrap_err_with(|| format!("can't start `{}`", shown(&build)))?;
    let page = page::build_by(project, run_silently);
    let built = building.wait()?;
    page?;
    if !built.success() {
        bail!("`{}` failed ({built})", shown(&build));
    }
    let server = project.target("debug/calln");
    let error = Command::new(&server).arg("serve").args(flags).exec();
    Err(eyre!(error).wrap_err(format!("can't start {}", server.display())))
}
