//! `cargo xtask screens`: the pictures in docs/screens and at the top of the README.

use std::path::Path;

use crate::browsers::chromium;
use crate::command::{cargo, run};
use crate::project::Project;
use crate::{debian, npm, page};

/// What the pictures need besides Outfit: emoji for the safety words, and letters for Arabic and Hindi. A file of each.
const FONTS: &[(&str, &str)] = &[
    ("fonts-noto-color-emoji", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
    ("fonts-noto-core", "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf"),
];

/// Shoots every state of the page on a phone and on a desktop, in light and in dark, and puts the shots together.
/// The single ones stay in `web/test-results/screens`.
pub(crate) fn screens(project: &Project) -> eyre::Result<()> {
    let browser = chromium()?;
    let missing: Vec<_> = FONTS.iter().filter(|(_, file)| !Path::new(file).exists()).collect();
    if !missing.is_empty() {
        debian::install(&missing.iter().map(|(package, _)| *package).collect::<Vec<_>>())?;
    }
    let web = project.path("web");
    page::build(project)?;
    // A debug build reads the page from disk, and looks the same.
    run(&mut cargo(project, &["build", "--package", "calln"]))?;
    run(npm::script(&web, "screens")
        .env("CALLN_BIN", project.target("debug/calln"))
        .env("CHROMIUM", browser)
        .env("SCREENS_DIR", project.path("docs/screens")))
}
