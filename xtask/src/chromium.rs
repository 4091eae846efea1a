//! The browser that the end-to-end tests drive.

use std::path::PathBuf;

use eyre::OptionExt as _;

use crate::command::find;
use crate::debian;

/// The browser named in `CHROMIUM`, or one on the search path, or Debian's.
pub(crate) fn chromium() -> eyre::Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    debian::install(&["chromium"])?;
    installed().ok_or_eyre("Debian's chromium is installed and not on the search path; name it in CHROMIUM")
}

fn installed() -> Option<PathBuf> {
    find(&["chromium", "chromium-browser", "google-chrome"])
}
