//! `cargo xtask screens`: the pictures in docs/screens and at the top of the README.

use crate::browsers::chromium;
use crate::command::{cargo, run};
use crate::npm;
use crate::project::Project;

/// Shoots every state of the page on a phone and on a desktop, in light and in dark, and puts the shots together.
/// The single ones stay in `web/test-results/screens`.
pub(crate) fn screens(project: &Project) -> eyre::Result<()> {
    let browser = chromium()?;
    let web = project.path("web");
    npm::install(&web)?;
    run(&mut npm::script(&web, "build"))?;
    // A debug build reads the page from disk, and looks the same.
    run(&mut cargo(project, &["build", "--package", "calln"]))?;
    run(npm::script(&web, "screens")
        .env("CALLN_BIN", project.target("debug/calln"))
        .env("CHROMIUM", browser)
        .env("SCREENS_DIR", project.path("docs/screens")))
}
