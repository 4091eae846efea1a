//! The program with its page inside, stripped; its symbols beside it.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use eyre::OptionExt as _;

use super::Release;
use crate::command::{cargo, run};

/// Between flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// Builds it, and puts program and symbols (`….debug`, which debuggers find by its name) into the release's folder.
pub(super) fn build(release: &Release) -> eyre::Result<()> {
    let project = release.project;
    // A folder of its own: what is built with other flags stays as it is.
    let target = project.target("reproducible");
    let mut build = cargo(project, &["build", "--release", "--locked", "--package", "calln", "--target-dir"]);
    build.arg(&target);
    let (rust, c) = without_paths(release)?;
    release.at_its_time(build.env("CARGO_ENCODED_RUSTFLAGS", rust).env("CFLAGS", c));
    run(&mut build)?;

    let built = target.join("release/calln");
    let (program, symbols) = (release.file(""), release.file(".debug"));
    run(Command::new("objcopy").arg("--only-keep-debug").args([&built, &symbols]))?;
    let mut link = OsString::from("--add-gnu-debuglink=");
    link.push(&symbols);
    run(Command::new("objcopy").arg("--strip-all").arg(link).args([&built, &program]))?;
    println!(
        "{} bytes stripped, {} with its symbols",
        fs::metadata(&program)?.len(),
        fs::metadata(&built)?.len()
    );
    Ok(())
}

/// Flags for both compilers that put fixed names in the place of this machine's folders.
fn without_paths(release: &Release) -> eyre::Result<(String, String)> {
    let project = release.project;
    let cargo_home = match std::env::var_os("CARGO_HOME") {
        Some(named) => PathBuf::from(named),
        None => PathBuf::from(std::env::var_os("HOME").ok_or_eyre("there is no HOME")?).join(".cargo"),
    };
    let (mut rust, mut c) = (Vec::new(), Vec::new());
    // The last one that fits counts, and the second lies within the first.
    for (folder, name) in [
        (project.root().to_owned(), "/calln"),
        (project.target("reproducible"), "/target"),
        (cargo_home, "/cargo"),
    ] {
        let folder = folder.to_str().ok_or_eyre("a folder's name isn't UTF-8")?.to_owned();
        rust.push(format!("--remap-path-prefix={folder}={name}"));
        c.push(format!("-ffile-prefix-map={folder}={name}"));
    }
    let given = std::env::var("CFLAGS").unwrap_or_default();
    Ok((rust.join(SEPARATOR), format!("{given} {}", c.join(" ")).trim().to_owned()))
}
