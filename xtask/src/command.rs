//! Running programs: what they print is shown, and what goes wrong names the command.

use std::ffi::OsStr;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{WrapErr as _, bail};

use crate::project::Project;

/// What cargo tells a program that it runs about the program's own package. Build scripts that look at it (ring's does)
/// would have their crates built again each time that cargo runs by itself and then from here.
const OF_THIS_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// The cargo that runs this, in the checkout.
pub(crate) fn cargo(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(project.root());
    for (name, _) in std::env::vars_os() {
        if OF_THIS_PACKAGE.iter().any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes())) {
            command.env_remove(name);
        }
    }
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

/// Runs a command to its end, and shows what it prints only where it fails.
///
/// # Errors
/// Where it can't be started or doesn't succeed.
pub(crate) fn run_silently(command: &mut Command) -> eyre::Result<()> {
    let output = command.output().wrap_err_with(|| format!("can't start `{}`", shown(command)))?;
    if !output.status.success() {
        std::io::stderr().write_all(&[output.stdout, output.stderr].concat())?;
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    Ok(())
}

/// What a command prints, without the space around it.
///
/// # Errors
/// Where it can't be started, doesn't succeed or prints no text.
pub(crate) fn output_of(command: &mut Command) -> eyre::Result<String> {
    let output = command.output().wrap_err_with(|| format!("can't start `{}`", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", shown(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
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
        Some("npm") => "install Node.js 20.19 or newer",
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
