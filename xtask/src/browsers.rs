//! The browsers that the end-to-end tests drive.

use std::path::PathBuf;

use eyre::eyre;

use crate::command::find;
use crate::debian;

/// The browser named in `CHROMIUM`, or one on the search path, or Debian's.
pub(crate) fn chromium() -> eyre::Result<PathBuf> {
    program("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"], "chromium")
}

/// The browser named in `FIREFOX`, or one on the search path, or Debian's.
pub(crate) fn firefox() -> eyre::Result<PathBuf> {
    program("FIREFOX", &["firefox-esr", "firefox"], "firefox-esr")
}

/// The program named in `variable`, or one of `programs` on the search path, or Debian's of `package`.
pub(crate) fn program(variable: &str, programs: &[&str], package: &str) -> eyre::Result<PathBuf> {
    if let Some(named) = std::env::var_os(variable) {
        return Ok(named.into());
    }
    if let Some(found) = find(programs) {
        return Ok(found);
    }
    debian::install(&[package])?;
    find(programs).ok_or_else(|| {
        eyre!("Debian's {package} is installed and not on the search path; name it in {variable}")
    })
}
