//! Whether the same sources give the same bytes: F-Droid builds an app anew and compares.

use std::fs;

use eyre::bail;

use super::flavour::Flavour;
use super::{Workshop, compile, package};
use crate::project::Project;
use crate::steps::Steps;

/// Builds each flavour twice and compares.
pub(super) fn check(project: &Project, workshop: &Workshop, steps: &mut Steps) -> eyre::Result<()> {
    for flavour in Flavour::ALL {
        let mut first: Option<[Vec<u8>; 2]> = None;
        for _ in 0..2 {
            let built = steps.take(flavour.step("package"), || {
                let compiled = compile::compile(project, workshop, *flavour, false)?;
                package::package(project, workshop, &compiled)
            })?;
            let bytes = [fs::read(&built.apk)?, fs::read(&built.bundle)?];
            if first.as_ref().is_some_and(|first| *first != bytes) {
                bail!("two builds of `{}` differ", flavour.name());
            }
            first = Some(bytes);
        }
        println!("two builds of `{}` have the same bytes", flavour.name());
    }
    Ok(())
}
