//! `cargo xtask wire`: the page's types, and samples for the Android app, written from the types of the server.

use std::fs;

use eyre::{WrapErr as _, bail};

use crate::project::Project;

/// Where each text goes, and what it is.
fn texts() -> eyre::Result<[(&'static str, String); 2]> {
    let samples = serde_json::to_string_pretty(&calln_wire::app::samples())?;
    Ok([
        ("web/src/wire/index.ts", calln_wire::typescript()),
        ("android/app/src/test/resources/messages.json", samples + "\n"),
    ])
}

/// Writes them.
pub(crate) fn write(project: &Project) -> eyre::Result<()> {
    for (name, text) in texts()? {
        let path = project.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).wrap_err_with(|| format!("can't write {name}"))?;
    }
    Ok(())
}

/// Sees that they are what `write` would write.
pub(crate) fn check(project: &Project) -> eyre::Result<()> {
    for (name, text) in texts()? {
        let written =
            fs::read_to_string(project.path(name)).wrap_err_with(|| format!("can't read {name}"))?;
        if written != text {
            bail!("{name} is not what calln-wire says; run `cargo xtask wire`");
        }
    }
    Ok(())
}
