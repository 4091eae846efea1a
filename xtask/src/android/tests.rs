//! The app's tests: JUnit and Robolectric, on Android 8.0 and 16.

use std::fs;
use std::path::Path;

use eyre::OptionExt as _;

use super::Workshop;
use super::compile::{Compiled, NAMESPACE, kotlin, sources};
use super::flavour::Flavour;
use super::jdk::ClassPath;
use crate::command::run;
use crate::project::Project;
use crate::promises::Results;

/// Longer than they take on the slowest machine; a test that hangs is named then.
const DEADLINE_SECONDS: &str = "600";

/// What Robolectric reaches into of Java's own.
const OPENED: &[&str] = &[
    "--add-exports=java.base/jdk.internal.access=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.net=ALL-UNNAMED",
];

/// Runs them. The tests of `app/src/test` run on `plain`; `play` has its own, on the stand-ins for Google's libraries.
pub(super) fn test(
    project: &Project,
    workshop: &Workshop,
    of: &Compiled,
    results: &mut Results,
) -> eyre::Result<()> {
    let folders = match of.flavour {
        Flavour::Plain => ["android/app/src/test/kotlin"],
        Flavour::Play => ["android/offline/play-test"],
    };
    let mut java = runner(project, workshop, of, &folders, &ClassPath::default(), "LEGACY")?;
    results.of_android(&mut java)
}

/// The runner of all tests in some folders.
pub(super) fn runner(
    project: &Project,
    workshop: &Workshop,
    of: &Compiled,
    folders: &[&str],
    with: &ClassPath,
    graphics: &str,
) -> eyre::Result<std::process::Command> {
    let library = &workshop.library;
    let to = of.file("tests");
    let _none_from_before = fs::remove_dir_all(&to);
    fs::create_dir_all(to.join("com/android/tools"))?;
    // Where Robolectric looks for the app.
    fs::write(
        to.join("com/android/tools/test_config.properties"),
        format!(
            "android_merged_manifest={}\nandroid_resource_apk={}\nandroid_custom_package={NAMESPACE}\nandroid_merged_assets={}\n",
            of.file("AndroidManifest.xml").display(),
            of.file("resources.apk").display(),
            of.file("assets").display(),
        ),
    )?;
    let app = [of.file("stubs"), of.file("classes"), library.jar("kotlin", "kotlin-stdlib-")?];
    // The framework last: what Robolectric brings goes before.
    let class_path = ClassPath::of(app)
        .and([to.clone(), project.path("android/app/src/test/resources")])
        .and(library.paths("tests")?)
        .and([library.made("tools"), library.made("newest.jar")]);
    let mut compiler = kotlin(workshop, &class_path, &to)?;
    compiler.arg(format!("-Xfriend-paths={}", of.file("classes").display()));
    compiler.arg("-jdk-home").arg(workshop.jdk.file(""));
    for folder in folders {
        compiler.arg(project.path(folder));
    }
    run(&mut compiler)?;

    let mut java = workshop.jdk.java(&with.clone().and(class_path.paths()));
    // The class path is an option of Java's, and so are these: they go before the name of the class.
    java.args(OPENED);
    java.args(["-Drobolectric.offline=true", &format!("-Drobolectric.graphicsMode={graphics}")]);
    java.args(["-Drobolectric.sqliteMode=LEGACY", "-Drobolectric.logging.enabled=false"]);
    java.arg(format!("-Drobolectric.dependency.dir={}", library.frameworks().display()));
    java.args(["RunTests", DEADLINE_SECONDS]);
    for folder in folders {
        for class in tests_in(&project.path(folder))? {
            java.arg(class);
        }
    }
    Ok(java)
}

/// The classes whose names end with `Test`, by their files.
fn tests_in(folder: &Path) -> eyre::Result<Vec<String>> {
    let mut classes = Vec::new();
    for file in sources(folder, "kt")? {
        let path = file.strip_prefix(folder)?.with_extension("");
        let name = path.to_str().ok_or_eyre("the name of a test isn't text")?.replace('/', ".");
        if name.ends_with("Test") {
            classes.push(name);
        }
    }
    Ok(classes)
}
