//! What operators read of settings and command line, written by `crates/calln/examples/operator_files.rs` from their
//! declarations.

use std::fs;
use std::path::{Path, PathBuf};

use eyre::WrapErr as _;

use crate::command::{cargo, run};
use crate::project::Project;

/// The settings with their defaults, in the checkout; a test of `calln` sees that it is up to date.
pub(crate) const EXAMPLE: &str = "deploy/calln.example.toml";

/// Writes the settings' example.
pub(crate) fn settings(project: &Project) -> eyre::Result<()> {
    let written = write(project, &project.target("operator-files"))?.join("calln.example.toml");
    fs::copy(&written, project.path(EXAMPLE)).wrap_err_with(|| format!("can't write {EXAMPLE}"))?;
    Ok(())
}

/// Writes the example, manual pages and completions into a folder, which is made anew.
pub(crate) fn write(project: &Project, folder: &Path) -> eyre::Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).wrap_err_with(|| format!("can't remove {}", folder.display()))?;
    }
    let program = ["run", "--quiet", "--package", "calln", "--example", "operator_files", "--"];
    run(cargo(project, &program).arg(folder))?;
    Ok(folder.to_owned())
}
