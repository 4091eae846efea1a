//! A package for Debian and its relatives: program, unit, settings, manual, completions.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{OptionExt as _, WrapErr as _};

use super::{Release, files};
use crate::command::{output_of, run};

/// Files that dpkg leaves as the operator has made them.
const SETTINGS: &str = "/etc/calln/calln.toml\n/etc/systemd/journald@calln.conf\n";

/// A restart for who upgrades; who installs it first says in the settings who runs the service.
const AFTER_INSTALLING: &str = r#"#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if [ -n "$2" ]; then
        systemctl try-restart calln.service
    fi
fi
"#;

const BEFORE_REMOVING: &str = r#"#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now calln.service
fi
"#;

const AFTER_REMOVING: &str = r#"#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
if [ "$1" = purge ]; then
    rm -rf /var/lib/private/calln /var/lib/calln
fi
"#;

/// Puts the package together from the stripped program, `deploy/` and the operator's documents.
pub(super) fn build(release: &Release, documents: &Path) -> eyre::Result<()> {
    let project = release.project;
    let root = Root::new(project.target("debian-package"))?;
    root.copy(&release.file(""), "usr/bin/calln", 0o755)?;
    let unit = fs::read_to_string(project.path("deploy/calln.service"))?;
    root.write("usr/lib/systemd/system/calln.service", &unit.replace("/usr/local/bin/", "/usr/bin/"), 0o644)?;
    root.copy(&project.path("deploy/journald@calln.conf"), "etc/systemd/journald@calln.conf", 0o644)?;
    root.copy(&documents.join("calln.example.toml"), "etc/calln/calln.toml", 0o644)?;
    for page in files(&documents.join("man"))? {
        let inside = Path::new("usr/share/man/man1").join(&page);
        root.copy(&documents.join("man").join(&page), inside, 0o644)?;
    }
    for (made, inside) in [
        ("calln.bash", "usr/share/bash-completion/completions/calln"),
        ("calln.fish", "usr/share/fish/vendor_completions.d/calln.fish"),
        ("_calln", "usr/share/zsh/vendor-completions/_calln"),
    ] {
        root.copy(&documents.join("completions").join(made), inside, 0o644)?;
    }
    let licence =
        ["NOTICE", "LICENSE-MIT", "LICENSE-APACHE"].map(|name| fs::read_to_string(project.path(name)));
    let licence = licence.into_iter().collect::<Result<Vec<_>, _>>()?.join("\n\n");
    root.write("usr/share/doc/calln/copyright", &licence, 0o644)?;
    root.copy(&project.path("CHANGELOG.md"), "usr/share/doc/calln/changelog", 0o644)?;
    root.copy(&release.file(".cdx.json"), "usr/share/doc/calln/calln.cdx.json", 0o644)?;
    root.compress()?;

    let architecture = output_of(Command::new("dpkg").arg("--print-architecture"))?;
    root.write("DEBIAN/control", &control(release, &architecture)?, 0o644)?;
    root.write("DEBIAN/conffiles", SETTINGS, 0o644)?;
    root.write("DEBIAN/postinst", AFTER_INSTALLING, 0o755)?;
    root.write("DEBIAN/prerm", BEFORE_REMOVING, 0o755)?;
    root.write("DEBIAN/postrm", AFTER_REMOVING, 0o755)?;
    let package = release.folder.join(format!("calln_{}_{architecture}.deb", release.version));
    // One thread and one level, so that the bytes don't depend on the machine.
    let how = ["--build", "--root-owner-group", "-Zxz", "-z6", "--threads-max=1"];
    run(release.at_its_time(Command::new("dpkg-deb").args(how).arg(&root.0).arg(package)))
}

fn control(release: &Release, architecture: &str) -> eyre::Result<String> {
    let libc = newest_libc(&release.file(""))?;
    Ok(format!(
        "Package: calln\nVersion: {}\nArchitecture: {architecture}\nSection: net\nPriority: optional\n\
         Maintainer: Calln contributors <contributors@calln.invalid>\nDepends: libc6 (>= {libc}), libgcc-s1\n\
         Recommends: ca-certificates\nDescription: anonymous one-to-one voice calls with strangers\n \
         A server that introduces two callers and relays their end-to-end encrypted chat.\n \
         The web page, STUN and TURN are inside of the one program.\n",
        release.version
    ))
}

/// The newest version of the C library that the program asks for, as `2.34`.
fn newest_libc(program: &Path) -> eyre::Result<String> {
    let symbols = output_of(Command::new("objdump").arg("-T").arg(program))?;
    let versions = symbols.split("GLIBC_").skip(1).filter_map(|rest| {
        let version = rest.split(|char: char| !char.is_ascii_digit() && char != '.').next()?;
        version.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok()
    });
    let newest = versions.max().ok_or_eyre("the program asks for no C library")?;
    Ok(newest.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
}

/// The files as they are to lie on the machine, with `DEBIAN/` beside them.
struct Root(PathBuf);

impl Root {
    fn new(folder: PathBuf) -> eyre::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        Ok(Self(folder))
    }

    fn copy(&self, from: &Path, to: impl AsRef<Path>, mode: u32) -> eyre::Result<()> {
        let bytes = fs::read(from).wrap_err_with(|| format!("can't read {}", from.display()))?;
        self.put(to.as_ref(), &bytes, mode)
    }

    fn write(&self, to: &str, text: &str, mode: u32) -> eyre::Result<()> {
        self.put(Path::new(to), text.as_bytes(), mode)
    }

    fn put(&self, to: &Path, bytes: &[u8], mode: u32) -> eyre::Result<()> {
        let path = self.0.join(to);
        for folder in to.ancestors().skip(1) {
            let folder = self.0.join(folder);
            fs::create_dir_all(&folder)?;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        }
        fs::write(&path, bytes).wrap_err_with(|| format!("can't write {}", path.display()))?;
        Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
    }

    /// Manual and changelog, as Debian has them: without a name or a time inside.
    fn compress(&self) -> eyre::Result<()> {
        let manual = self.0.join("usr/share/man/man1");
        let mut paths: Vec<PathBuf> = files(&manual)?.into_iter().map(|name| manual.join(name)).collect();
        paths.push(self.0.join("usr/share/doc/calln/changelog"));
        run(Command::new("gzip").args(["--best", "--no-name"]).args(paths))
    }
}
