//! What the build takes from elsewhere: fetched once, checked against `android/offline/checksums.txt`, kept in
//! `target/android/lib`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::{OptionExt as _, WrapErr as _, bail};

use super::jdk::{ClassPath, Jdk};
use crate::command::{find, run};
use crate::debian;
use crate::project::Project;

/// Maven's plugin that copies what a profile of `android/offline/pom.xml` names.
const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/// The profiles, and the folder of each. Robolectric wants all Androids in one.
const PARTS: &[(&str, &str)] = &[
    ("kotlin", "kotlin"),
    ("bundle", "bundle"),
    ("merger", "merger"),
    ("tests", "tests"),
    ("newest", "framework"),
    ("oldest", "framework"),
    ("resources", "resources"),
];

const NEWEST: &str = "android-all-instrumented-16-robolectric-13921718-i7.jar";
const OLDEST: &str = "android-all-instrumented-8.0.0_r4-robolectric-r1-i7.jar";

/// The folder of it.
pub(super) struct Library {
    folder: PathBuf,
    /// `android/offline`
    offline: PathBuf,
}

impl Library {
    /// Brings what isn't there yet.
    pub(super) fn fetch(project: &Project, jdk: &Jdk) -> eyre::Result<Self> {
        let library =
            Self { folder: project.target("android/lib"), offline: project.path("android/offline") };
        if find(&["unzip"]).is_none() {
            debian::install(&["unzip"])?;
        }
        for (profile, folder) in PARTS {
            library.bring(profile, folder)?;
        }
        library.make("tools", "", |made| library.compile_tools(jdk, made))?;
        library.make("aapt2", "", |made| {
            library.unpack("resources", "apktool-lib-", "prebuilt/linux/aapt2", made)
        })?;
        let slim = |from: PathBuf, made: &Path| {
            run(library.tool(jdk, "Framework", &library.jars("tests")?).arg(from).arg(made))
        };
        library.make("newest.jar", "tools/Framework.java", |made| {
            slim(library.folder.join("framework").join(NEWEST), made)
        })?;
        library.make("oldest.jar", "tools/Framework.java", |made| {
            slim(library.folder.join("framework").join(OLDEST), made)
        })?;
        library.make("java8.jar", "tools/Framework.java", |made| slim(jdk.file("lib/ct.sym"), made))?;
        Ok(library)
    }

    /// What only the pictures need, and is large.
    pub(super) fn fetch_pictures(&self) -> eyre::Result<ClassPath> {
        self.bring("pictures", "pictures")?;
        self.jars("pictures")
    }

    /// Robolectric's Androids.
    pub(super) fn frameworks(&self) -> PathBuf {
        self.folder.join("framework")
    }

    /// Something that was made of what was fetched: `newest.jar`, `oldest.jar` and `java8.jar`, `aapt2`.
    pub(super) fn made(&self, name: &str) -> PathBuf {
        self.folder.join("made").join(name)
    }

    /// A jar of a part.
    pub(super) fn jar(&self, part: &str, begins: &str) -> eyre::Result<PathBuf> {
        let jars = self.paths(part)?;
        let named = jars
            .into_iter()
            .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins)));
        named.ok_or_eyre(format!("{part} has no {begins}…; delete target/android/lib to fetch it anew"))
    }

    /// All jars of a part.
    pub(super) fn jars(&self, part: &str) -> eyre::Result<ClassPath> {
        Ok(ClassPath::of(self.paths(part)?))
    }

    /// One of our own tools in `android/offline/tools`.
    pub(super) fn tool(&self, jdk: &Jdk, name: &str, with: &ClassPath) -> Command {
        let mut java = jdk.java(&with.clone().and([self.made("tools")]));
        java.arg(name);
        java
    }

    /// The same as paths.
    pub(super) fn paths(&self, part: &str) -> eyre::Result<Vec<PathBuf>> {
        let mut jars = Vec::new();
        for entry in fs::read_dir(self.folder.join(part))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "jar") {
                jars.push(path);
            }
        }
        jars.sort();
        Ok(jars)
    }

    /// Copies a part, unless it is there as the list has it now.
    fn bring(&self, profile: &str, folder: &str) -> eyre::Result<()> {
        let to = self.folder.join(folder);
        let pom = self.offline.join("pom.xml");
        let wanted = fs::read_to_string(&pom)? + &self.checksums(folder)?;
        let stamp = self.folder.join(format!("{profile}.fetched"));
        if fs::read_to_string(&stamp).is_ok_and(|fetched| fetched == wanted) {
            return Ok(());
        }
        if find(&["mvn"]).is_none() {
            debian::install(&["maven"])?;
        }
        self.forget_others(folder)?;
        println!("fetching {profile}");
        run(Command::new("mvn")
            .args(["-B", "-q", "-ntp", "-Dmdep.useBaseVersion=true", "-P", profile, "-f"])
            .arg(&pom)
            .arg(format!("-DoutputDirectory={}", to.display()))
            .arg(COPY))?;
        self.unpack_archives(&to)?;
        self.check(profile, folder)?;
        fs::write(stamp, wanted).wrap_err("can't note what was fetched")
    }

    /// Removes what an earlier list had.
    fn forget_others(&self, folder: &str) -> eyre::Result<()> {
        let list = self.checksums(folder)?;
        for entry in fs::read_dir(self.folder.join(folder)).into_iter().flatten() {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !list.lines().any(|line| line.ends_with(&format!("/{name}"))) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Two libraries of the tests come as archives of Android's, with their classes in a jar inside.
    fn unpack_archives(&self, folder: &Path) -> eyre::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "aar") {
                let classes = Command::new("unzip").arg("-p").arg(&path).arg("classes.jar").output()?;
                if !classes.status.success() {
                    bail!("{} has no classes.jar", path.display());
                }
                fs::write(path.with_extension("jar"), classes.stdout)?;
            }
        }
        Ok(())
    }

    fn checksums(&self, folder: &str) -> eyre::Result<String> {
        let all = fs::read_to_string(self.offline.join("checksums.txt"))?;
        let inside = format!("  {folder}/");
        Ok(all.lines().filter(|line| line.contains(&inside)).map(|line| format!("{line}\n")).collect())
    }

    /// A file that isn't what it was when somebody looked at it, or that nobody has looked at, is refused.
    fn check(&self, profile: &str, folder: &str) -> eyre::Result<()> {
        let list = self.checksums(folder)?;
        for entry in fs::read_dir(self.folder.join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !name.ends_with(".aar") && !list.lines().any(|line| line.ends_with(&format!("/{name}"))) {
                bail!("{folder}/{name} isn't in android/offline/checksums.txt");
            }
        }
        // A folder that two profiles fill is whole after the second.
        let there: String = list
            .lines()
            .filter(|line| line.split_once("  ").is_some_and(|(_, name)| self.folder.join(name).is_file()))
            .map(|line| format!("{line}\n"))
            .collect();
        let file = self.folder.join(format!("{profile}.sha256"));
        fs::write(&file, there)?;
        run(Command::new("sha256sum").args(["--check", "--quiet"]).arg(&file).current_dir(&self.folder))
            .wrap_err("what was fetched isn't what android/offline/checksums.txt says")
    }

    /// Makes a file or folder, unless it was made of the same.
    fn make(
        &self,
        name: &str,
        source: &str,
        how: impl FnOnce(&Path) -> eyre::Result<()>,
    ) -> eyre::Result<()> {
        let made = self.made(name);
        let stamp = self.folder.join(format!("{name}.made"));
        let mut wanted = fs::read_to_string(self.offline.join("pom.xml"))?;
        let tools = self.offline.join("tools");
        for file in sorted(&tools)? {
            if source.is_empty() || file.ends_with(source.trim_start_matches("tools/")) {
                wanted += &fs::read_to_string(file)?;
            }
        }
        if made.exists() && fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
            return Ok(());
        }
        fs::create_dir_all(self.folder.join("made"))?;
        how(&made)?;
        fs::write(stamp, wanted).wrap_err("can't note what was made")
    }

    fn compile_tools(&self, jdk: &Jdk, made: &Path) -> eyre::Result<()> {
        let classes = self.jars("tests")?.and(self.paths("merger")?);
        let mut javac = jdk.program("javac");
        javac.args(["-nowarn", "-d"]).arg(made).env("CLASSPATH", classes.to_text());
        run(javac.args(sorted(&self.offline.join("tools"))?))
    }

    fn unpack(&self, part: &str, jar: &str, inside: &str, made: &Path) -> eyre::Result<()> {
        let jar = self.jar(part, jar)?;
        let bytes = Command::new("unzip").arg("-p").arg(jar).arg(inside).output()?;
        if !bytes.status.success() {
            bail!("apktool-lib has no {inside}");
        }
        fs::write(made, bytes.stdout)?;
        run(Command::new("chmod").arg("+x").arg(made))
    }
}

/// The files in a folder.
fn sorted(folder: &Path) -> eyre::Result<Vec<PathBuf>> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<eyre::Result<_>>()?;
    files.sort();
    Ok(files)
}
