//! Running programs: what they print is shown, and what goes wrong names the command.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{WrapErr as _, bail};

use crate::project::Project;

/// The cargo that runs this, in the checkout.
pub(crate) fn cargo(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(project.root());
    command
}

/// Runs a command to its end.
///
/// # Errors
/// Where it can't be started or doesn't succeed.
pub(crate) fn run(command: &mut Command) -> eyre::Result<()> {
    let status = match command.status() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("can't find `{}`; {}", command.get_program().display(), remedy(command.get_program()))
        }
        status => status.wrap_err_with(|| format!("can't start `{}`", shown(command)))?,
    };
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Whether a command that is only asked about succeeds; what it prints is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The first of these programs on the search path.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    programs.iter().find_map(|program| {
        folders.iter().map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
    })
}

fn remedy(program: &OsStr) -> &'static str {
    match Path::new(program).file_name().and_then(OsStr::to_str) {
        Some("npm") => "install Node.js 20 or newer",
        Some("python3") => "install Python 3 with its venv module",
        _ => "install it",
    }
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
