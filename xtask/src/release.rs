//! `cargo xtask release`: what is handed to operators, the same bytes from whichever folder they are built in.

mod bill_of_materials;
mod binary;
mod debian_package;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{WrapErr as _, bail, ensure};

use crate::command::{find, output_of, run};
use crate::crates::{self, Crates};
use crate::project::Project;
use crate::{operator_files, page};

/// What checks that nothing was lost on the way.
const CHECKSUMS: &str = "SHA256SUMS";

/// What a release is made from, and where.
struct Release<'a> {
    project: &'a Project,
    version: String,
    /// As `x86_64-unknown-linux-gnu`.
    platform: String,
    /// When the commit was made, in seconds since 1970: the only time that may stand in what is built.
    epoch: String,
    /// Where all of it goes.
    folder: PathBuf,
}

impl Release<'_> {
    /// A file of the release, as `calln-0.1.0-x86_64-unknown-linux-gnu` and what follows.
    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("calln-{}-{}{ending}", self.version, self.platform))
    }

    /// A command that builds: it knows the time that counts.
    fn at_its_time<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("SOURCE_DATE_EPOCH", &self.epoch)
    }
}

/// Builds a release of this checkout into `target/dist`. With `twice`, builds it again from a copy elsewhere, and fails
/// where one byte differs.
pub(crate) fn release(project: &Project, twice: bool) -> eyre::Result<()> {
    let folder = build(project)?;
    if twice {
        compare(project, &folder)?;
    }
    Ok(())
}

fn build(project: &Project) -> eyre::Result<PathBuf> {
    for program in ["objcopy", "dpkg-deb", "gzip", "sha256sum"] {
        ensure!(
            find(&[program]).is_some(),
            "can't find `{program}`; on Debian it is in binutils, dpkg, gzip, coreutils"
        );
    }
    let crates = Crates::read(project)?;
    let Some(version) =
        crates.built_for("calln").iter().find(|one| one.name == "calln").map(|one| one.version.clone())
    else {
        bail!("the workspace has no crate `calln`");
    };
    let commit_time = ["log", "-1", "--format=%ct"];
    let epoch = output_of(Command::new("git").args(commit_time).current_dir(project.root()))?;
    let folder = project.target("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let release = Release { project, version, platform: crates::host(project)?, epoch, folder };

    page::build(project)?;
    binary::build(&release)?;
    bill_of_materials::write(&release, &crates)?;
    let documents = operator_files::write(project, &project.target("operator-files"))?;
    debian_package::build(&release, &documents)?;
    sum(&release)?;
    println!("\n{:>12}  in {}", "bytes", release.folder.display());
    for file in files(&release.folder)? {
        println!("{:>12}  {}", fs::metadata(release.folder.join(&file))?.len(), file.display());
    }
    Ok(release.folder)
}

/// The names in a folder, in order.
fn files(folder: &Path) -> eyre::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut names: Vec<PathBuf> = entries.into_iter().map(|entry| entry.file_name().into()).collect();
    names.sort();
    Ok(names)
}

fn sum(release: &Release) -> eyre::Result<()> {
    let mut sums = Command::new("sha256sum");
    sums.args(files(&release.folder)?).current_dir(&release.folder);
    fs::write(release.folder.join(CHECKSUMS), output_of(&mut sums)? + "\n")
        .wrap_err_with(|| format!("can't write {CHECKSUMS}"))
}

/// Builds the same commit in a folder with another name, packages and all, and compares what came of both.
fn compare(project: &Project, first: &Path) -> eyre::Result<()> {
    let second = std::env::temp_dir().join(format!("calln-built-again-{}", std::process::id()));
    let outcome = build_again(project, &second).and_then(|()| {
        let [first, second] =
            [first.to_owned(), second.join("target/dist")].map(|folder| folder.join(CHECKSUMS));
        let [first, second] = [fs::read_to_string(first)?, fs::read_to_string(second)?];
        ensure!(first == second, "two builds differ:\n{first}\n{second}");
        println!("two builds in two folders: the same bytes");
        Ok(())
    });
    if outcome.is_ok() {
        fs::remove_dir_all(&second)?;
    }
    outcome
}

fn build_again(project: &Project, folder: &Path) -> eyre::Result<()> {
    let changed = output_of(Command::new("git").args(["status", "--porcelain"]).current_dir(project.root()))?;
    ensure!(changed.is_empty(), "commit first: what is built again is the commit");
    run(Command::new("git").args(["clone", "--quiet"]).arg(project.root()).arg(folder))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo).args(["xtask", "release"]).current_dir(folder).env_remove("CARGO_TARGET_DIR"))
}
