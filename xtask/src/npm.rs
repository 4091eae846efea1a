//! npm, in one of the project's folders.

use std::fs;
use std::path::Path;
use std::process::Command;

use eyre::WrapErr as _;

use crate::command::run;

/// Where the lock file that `node_modules` was installed from is kept.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";

/// Installs what the lock file of `folder` names, unless that is there already. The lock file stays as it is.
///
/// Not `npm ci`: that refuses a lock file without the optional packages of other platforms, and npm leaves out
/// those that the registry at hand doesn't carry.
pub(crate) fn install(folder: &Path) -> eyre::Result<()> {
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read(&lock_file).wrap_err_with(|| format!("can't read {}", lock_file.display()))?;
    if fs::read(folder.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(npm(folder).args(["install", "--no-save", "--no-audit", "--no-fund"]))?;
    Ok(fs::write(folder.join(INSTALLED), lock)?)
}

/// A script of `package.json`.
pub(crate) fn script(folder: &Path, name: &str) -> Command {
    let mut command = npm(folder);
    command.args(["run", "--silent", name]);
    command
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}
