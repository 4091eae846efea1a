//! `cargo xtask android`: the app, built, tested and signed without Google's SDK.
//!
//! Everything comes from Maven Central and Debian, see `android/offline/`. `android/` is a usual Gradle project
//! besides, with the same sources; docs/android.md says when to take which.

mod compile;
mod device;
mod flavour;
mod jdk;
mod library;
mod package;
mod pictures;
mod properties;
mod reproduce;
mod tests;

use eyre::bail;

use crate::project::Project;
use crate::promises::Results;
use crate::steps::Steps;
use flavour::Flavour;
use jdk::Jdk;
use library::Library;

/// What every step needs.
struct Workshop {
    jdk: Jdk,
    library: Library,
}

impl Workshop {
    fn open(project: &Project) -> eyre::Result<Self> {
        let jdk = Jdk::find()?;
        let library = Library::fetch(project, &jdk)?;
        Ok(Self { jdk, library })
    }
}

/// Does what is named; all but `run` and `pictures` where nothing is.
pub(crate) fn android(project: &Project, what: &[&str]) -> eyre::Result<()> {
    let mut steps = Steps::default();
    let workshop = steps.take("Android's parts", || Workshop::open(project))?;
    match *what {
        [] => {
            build(project, &workshop, Flavour::ALL, &mut steps)?;
            test_flavours(project, &workshop, &mut steps, &mut Results::default())?;
        }
        ["fetch"] => {}
        ["build"] => build(project, &workshop, Flavour::ALL, &mut steps)?,
        ["build", flavour] => build(project, &workshop, &[Flavour::named(flavour)?], &mut steps)?,
        ["test"] => test_flavours(project, &workshop, &mut steps, &mut Results::default())?,
        ["run"] => {
            build(project, &workshop, &[Flavour::Plain], &mut steps)?;
            steps.take("on the device", || device::start(project))?;
        }
        ["pictures"] => pictures::draw(project, &workshop, &mut steps)?,
        ["reproduce"] => reproduce::check(project, &workshop, &mut steps)?,
        _ => bail!("there is no `android {}`; `cargo xtask` lists what there is", what.join(" ")),
    }
    steps.summarize();
    Ok(())
}

/// For `cargo xtask test`: the tests, and nothing that is only for a release. Where this machine can't, it says why,
/// and false.
pub(crate) fn test(project: &Project, steps: &mut Steps, results: &mut Results) -> eyre::Result<bool> {
    if let Err(why) = Jdk::find() {
        println!("\n=== Android is left out: {why:#}");
        return Ok(false);
    }
    let workshop = steps.take("Android's parts", || Workshop::open(project))?;
    test_flavours(project, &workshop, steps, results)?;
    Ok(true)
}

fn build(
    project: &Project,
    workshop: &Workshop,
    flavours: &[Flavour],
    steps: &mut Steps,
) -> eyre::Result<()> {
    for flavour in flavours {
        let compiled =
            steps.take(flavour.step("classes"), || compile::compile(project, workshop, *flavour, false))?;
        let built = steps.take(flavour.step("package"), || package::package(project, workshop, &compiled))?;
        built.describe()?;
    }
    Ok(())
}

fn test_flavours(
    project: &Project,
    workshop: &Workshop,
    steps: &mut Steps,
    results: &mut Results,
) -> eyre::Result<()> {
    for flavour in Flavour::ALL {
        let compiled =
            steps.take(flavour.step("classes"), || compile::compile(project, workshop, *flavour, true))?;
        steps.take(flavour.step("tests"), || tests::test(project, workshop, &compiled, results))?;
    }
    Ok(())
}
