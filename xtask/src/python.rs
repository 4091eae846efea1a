//! Python with what a requirements file names, in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::WrapErr as _;

use crate::command::{run, succeeds};
use crate::debian;

/// The interpreter of the environment in `folder`, which is made anew where it wasn't made from these
/// `requirements`.
pub(crate) fn environment(folder: &Path, requirements: &Path) -> eyre::Result<PathBuf> {
    let wanted = fs::read(requirements).wrap_err_with(|| format!("can't read {}", requirements.display()))?;
    let stamp = folder.join("installed-requirements.txt");
    let interpreter = folder.join("bin/python");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    // Debian's Python comes without what makes environments.
    if !succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        debian::install(&["python3", "python3-venv"])?;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    run(Command::new(&interpreter)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements))?;
    fs::write(stamp, wanted)?;
    Ok(interpreter)
}
