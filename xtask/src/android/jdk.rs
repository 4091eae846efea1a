//! The Java development kit. Robolectric's Android 16 runs on Java 21 and newer; the tools are content with it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{OptionExt as _, bail};

use crate::command::{run, succeeds};
use crate::debian;

const OLDEST: u32 = 21;
const PACKAGE: &str = "openjdk-21-jdk-headless";

/// One that is new enough.
pub(super) struct Jdk(PathBuf);

impl Jdk {
    /// The newest on this machine, or Debian's.
    pub(super) fn find() -> eyre::Result<Self> {
        if let Some(found) = Self::newest() {
            return Ok(found);
        }
        let offered = Command::new("apt-cache").args(["show", PACKAGE]).output();
        if !offered.is_ok_and(|output| output.status.success() && !output.stdout.is_empty()) {
            bail!("it takes Java {OLDEST} or newer with its compiler, and this machine has none to install");
        }
        debian::install(&[PACKAGE])?;
        Self::newest().ok_or_eyre("the Java that was installed isn't where it should be")
    }

    fn newest() -> Option<Self> {
        let installed = std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten();
        let homes = std::env::var_os("JAVA_HOME").map(PathBuf::from).into_iter();
        homes
            .chain(installed.map(|entry| entry.path()))
            .filter_map(|home| Some((version(&home)?, home)))
            .filter(|(version, home)| *version >= OLDEST && home.join("bin/javac").is_file())
            .max()
            .map(|(_, home)| Self(home))
    }

    /// A file of the kit.
    pub(super) fn file(&self, inside: &str) -> PathBuf {
        self.0.join(inside)
    }

    /// A program of the kit.
    pub(super) fn program(&self, name: &str) -> Command {
        Command::new(self.0.join("bin").join(name))
    }

    /// Java with a class path, quick to start and sparing with memory.
    pub(super) fn java(&self, class_path: &ClassPath) -> Command {
        let mut java = self.program("java");
        java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx2g", "-Xshare:auto"]);
        // A JDK newer than the libraries warns of what they do.
        java.args(["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]);
        // Not among the arguments: a command that fails is shown, and this would fill a screen.
        java.env("CLASSPATH", class_path.to_text());
        java
    }

    /// Compiles Java to the class files of Java 8, which D8 reads.
    pub(super) fn compile(&self, sources: &[PathBuf], class_path: &ClassPath, to: &Path) -> eyre::Result<()> {
        let mut javac = self.program("javac");
        javac.args(["-nowarn", "--release", "8", "-Xlint:-options", "-d"]).arg(to);
        run(javac.env("CLASSPATH", class_path.to_text()).args(sources))
    }
}

/// The major version of a JDK, null where there is none.
fn version(home: &Path) -> Option<u32> {
    let text = std::fs::read_to_string(home.join("release")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("JAVA_VERSION=\""))?;
    let version: u32 = line.split(['.', '"', '-', '+']).next()?.parse().ok()?;
    succeeds(Command::new(home.join("bin/java")).arg("-version")).then_some(version)
}

/// Where classes are looked for, in order.
#[derive(Clone, Default)]
pub(super) struct ClassPath(Vec<PathBuf>);

impl ClassPath {
    pub(super) fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(paths.into_iter().collect())
    }

    pub(super) fn and(mut self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        self.0.extend(paths);
        self
    }

    pub(super) fn paths(self) -> Vec<PathBuf> {
        self.0
    }

    pub(super) fn to_text(&self) -> std::ffi::OsString {
        let parts: Vec<&OsStr> = self.0.iter().map(|path| path.as_os_str()).collect();
        parts.join(OsStr::new(":"))
    }
}
