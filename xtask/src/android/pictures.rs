//! The app's own screens, drawn by Robolectric with Android's real graphics: docs/screens/android.

use super::flavour::Flavour;
use super::{Workshop, compile, tests};
use crate::command::run;
use crate::project::Project;
use crate::steps::Steps;

/// Draws them.
pub(super) fn draw(project: &Project, workshop: &Workshop, steps: &mut Steps) -> eyre::Result<()> {
    let native = steps.take("what draws", || workshop.library.fetch_pictures())?;
    let compiled = steps
        .take(Flavour::Plain.step("classes"), || compile::compile(project, workshop, Flavour::Plain, true))?;
    steps.take("pictures", || {
        let folders = ["android/offline/pictures"];
        let mut java = tests::runner(project, workshop, &compiled, &folders, &native, "NATIVE")?;
        run(java.env("CALLN_PICTURES", project.path("docs/screens/android")))
    })
}
