//! `cargo xtask wire`: the page's types, written from those of the server.

use std::fs;

use eyre::{WrapErr as _, bail};

use crate::project::Project;

const TYPES: &str = "web/src/wire/index.ts";

/// Writes them.
pub(crate) fn write(project: &Project) -> eyre::Result<()> {
    let path = project.path(TYPES);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, calln_wire::typescript()).wrap_err_with(|| format!("can't write {TYPES}"))
}

/// Sees that they are what `write` would write.
pub(crate) fn check(project: &Project) -> eyre::Result<()> {
    let written = fs::read_to_string(project.path(TYPES)).wrap_err_with(|| format!("can't read {TYPES}"))?;
    if written != calln_wire::typescript() {
        bail!("{TYPES} is not what calln-wire says; run `cargo xtask wire`");
    }
    Ok(())
}
