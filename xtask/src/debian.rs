//! Debian's packages, where they may be installed.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use eyre::bail;

use crate::command::{find, run};

/// Installs packages as root, and otherwise says what to install.
pub(crate) fn install(packages: &[&str]) -> eyre::Result<()> {
    if find(&["apt-get"]).is_none() || !is_root()? {
        bail!(
            "please install {} (on Debian: `apt-get install {}`)",
            packages.join(" and "),
            packages.join(" ")
        );
    }
    run(Command::new("apt-get").args(["-qq", "update"]))?;
    run(Command::new("apt-get")
        .args(["-qq", "install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> eyre::Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}
