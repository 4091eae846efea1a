//! From sources to classes: manifest, resources, Kotlin, and the check of the framework's names.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use eyre::WrapErr as _;

use super::Workshop;
use super::flavour::Flavour;
use super::jdk::ClassPath;
use super::properties::Properties;
use crate::command::run;
use crate::project::Project;

/// Android 8.0: 97 of a hundred phones, and the first with channels of notifications.
pub(super) const MIN_SDK: &str = "26";
/// Android 16.
const TARGET_SDK: &str = "36";
/// The package of our own classes, whatever the operator's id of the app is.
pub(super) const NAMESPACE: &str = "app.calln.android";

/// A flavour as classes and resources.
pub(super) struct Compiled {
    pub(super) flavour: Flavour,
    pub(super) properties: Properties,
    /// Where everything of this flavour is.
    pub(super) folder: PathBuf,
}

impl Compiled {
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Resources, compiled: those of the app, and those that the operator's file makes.
    pub(super) fn resources(&self) -> Vec<PathBuf> {
        ["main.zip", "generated.zip"].iter().map(|name| self.file(name)).collect()
    }
}

/// Compiles. `for_tests` merges a library that asks for what it may not have, in the place of those that would.
pub(super) fn compile(
    project: &Project,
    workshop: &Workshop,
    flavour: Flavour,
    for_tests: bool,
) -> eyre::Result<Compiled> {
    let kind = if for_tests { "test" } else { "release" };
    let folder = project.target("android").join(kind).join(flavour.name());
    let _none_from_before = fs::remove_dir_all(&folder);
    for inside in ["res/values", "res/drawable", "r", "classes", "stubs"] {
        fs::create_dir_all(folder.join(inside))?;
    }
    let compiled = Compiled { flavour, properties: Properties::read(project)?, folder };
    manifest(project, workshop, &compiled, for_tests)?;
    resources(project, workshop, &compiled, for_tests)?;
    classes(project, workshop, &compiled)?;
    names(project, workshop, &compiled)?;
    Ok(compiled)
}

fn manifest(project: &Project, workshop: &Workshop, to: &Compiled, for_tests: bool) -> eyre::Result<()> {
    let sources = project.path("android/app/src");
    let text = fs::read_to_string(sources.join("main/AndroidManifest.xml"))?;
    // Gradle knows the package from its own file; the merger alone wants it here.
    let main = to.file("main.xml");
    fs::write(&main, text.replacen("<manifest ", &format!("<manifest package=\"{NAMESPACE}\" "), 1))?;
    let properties = &to.properties;
    let mut merge = workshop.library.tool(&workshop.jdk, "MergeManifest", &workshop.library.jars("merger")?);
    merge.arg(to.file("AndroidManifest.xml")).arg(main);
    let flavoured = sources.join(to.flavour.name()).join("AndroidManifest.xml");
    if flavoured.is_file() {
        merge.arg(format!("+{}", flavoured.display()));
    }
    if for_tests {
        merge.arg(project.path("android/offline/stubs/greedy.xml"));
    }
    run(merge.args([
        format!("PACKAGE={}", properties.get("application.id")),
        format!("MIN_SDK_VERSION={MIN_SDK}"),
        format!("TARGET_SDK_VERSION={TARGET_SDK}"),
        format!("VERSION_CODE={}", properties.get("version.code")),
        format!("VERSION_NAME={}", properties.get("version.name")),
        format!("originHost={}", properties.host()),
        format!("admobApp={}", properties.get("admob.app")),
    ]))
}

fn resources(project: &Project, workshop: &Workshop, to: &Compiled, for_tests: bool) -> eyre::Result<()> {
    let generated = generated(&to.properties, to.flavour, for_tests);
    fs::write(to.file("res/values/generated.xml"), generated)?;
    if let Some(icon) = to.properties.file("icon") {
        let name = format!("icon.{}", icon.extension().and_then(|end| end.to_str()).unwrap_or("xml"));
        fs::copy(&icon, to.file("res/drawable").join(name))
            .wrap_err_with(|| format!("can't read the icon {}", icon.display()))?;
    }
    let aapt2 = || Command::new(workshop.library.made("aapt2"));
    let main = project.path("android/app/src/main/res");
    run(aapt2().arg("compile").arg("--dir").arg(main).arg("-o").arg(to.file("main.zip")))?;
    run(aapt2().arg("compile").arg("--dir").arg(to.file("res")).arg("-o").arg(to.file("generated.zip")))?;
    run(aapt2()
        .arg("link")
        .arg("-I")
        .arg(workshop.library.made("newest.jar"))
        .arg("--manifest")
        .arg(to.file("AndroidManifest.xml"))
        .arg("--java")
        .arg(to.file("r"))
        .args(["--custom-package", NAMESPACE, "--auto-add-overlay"])
        .arg("--proguard")
        .arg(to.file("keep.pro"))
        .arg("-o")
        .arg(to.file("resources.apk"))
        .args(to.resources()))
}

/// What the operator's file says, as resources. Gradle makes the same of it. Tests have analytics.
fn generated(properties: &Properties, flavour: Flavour, for_tests: bool) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<resources>\n");
    let mut string = |name: &str, value: &str| {
        let value =
            value.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "\\'").replace('"', "\\\"");
        let _ = writeln!(text, "    <string name=\"{name}\" translatable=\"false\">{value}</string>");
    };
    string("origin", properties.get("origin"));
    string("app_name", properties.get("name"));
    if flavour == Flavour::Play {
        let analytics = !properties.get("firebase.app").is_empty();
        if analytics {
            string("google_app_id", properties.get("firebase.app"));
            string("google_api_key", properties.get("firebase.key"));
            string("project_id", properties.get("firebase.project"));
        }
        let _ = writeln!(text, "    <bool name=\"firebase\">{}</bool>", analytics || for_tests);
    }
    text + "</resources>\n"
}

fn classes(project: &Project, workshop: &Workshop, to: &Compiled) -> eyre::Result<()> {
    let framework = [workshop.library.made("newest.jar"), workshop.library.made("java8.jar")];
    let mut class_path = ClassPath::of(framework);
    if to.flavour == Flavour::Play {
        let stubs = sources(&project.path("android/offline/stubs/java"), "java")?;
        workshop.jdk.compile(&stubs, &class_path, &to.file("stubs"))?;
        class_path = class_path.and([to.file("stubs")]);
    }
    workshop.jdk.compile(&sources(&to.file("r"), "java")?, &class_path, &to.file("classes"))?;
    let app = project.path("android/app/src");
    let class_path = class_path.and([to.file("classes")]);
    run(kotlin(workshop, &class_path, &to.file("classes"))?
        // Java's own classes are those of Java 8, which Android 8.0 has, and not those of this machine.
        .args(["-no-jdk", "-Werror"])
        .arg(app.join("main/kotlin"))
        .arg(app.join(to.flavour.name()).join("kotlin")))
}

/// The Kotlin compiler, still without sources.
pub(super) fn kotlin(workshop: &Workshop, class_path: &ClassPath, to: &Path) -> eyre::Result<Command> {
    let library = &workshop.library;
    let class_path = class_path.clone().and([library.jar("kotlin", "kotlin-stdlib-")?]);
    let mut kotlin = workshop.jdk.java(&library.jars("kotlin")?);
    kotlin.arg("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
    let arguments = to.with_extension("arguments");
    fs::write(&arguments, format!("-cp {}\n-d {}\n", class_path.to_text().display(), to.display()))?;
    kotlin.args(["-no-stdlib", "-no-reflect", "-jvm-target", "1.8"]);
    kotlin.arg(format!("@{}", arguments.display()));
    Ok(kotlin)
}

fn names(project: &Project, workshop: &Workshop, of: &Compiled) -> eyre::Result<()> {
    let library = &workshop.library;
    run(library
        .tool(&workshop.jdk, "ApiCheck", &library.jars("tests")?)
        .arg(of.file("classes"))
        .arg(library.made("oldest.jar"))
        .arg(library.frameworks().join("android-all-instrumented-16-robolectric-13921718-i7.jar"))
        .arg(library.jar("resources", "android-4")?)
        .arg(project.path("android/offline/names.txt")))
    .wrap_err("see android/offline/names.txt")
}

/// The sources in a folder and below it.
pub(super) fn sources(folder: &Path, extension: &str) -> eyre::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path, extension)?);
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
