//! `cargo xtask circles`: sees that no modules depend on each other in a circle.
//!
//! Each folder is looked at by itself: a file or folder in it depends on another one in it if anything inside of the
//! one names anything inside of the other, by a path from `crate`, `self` or `super`. What is re-exported counts as
//! being where it is defined. A folder's own file, `mod.rs`, is common ground of all that lies in the folder and doesn't
//! count. Nor do tests.

mod for_tests;
mod graph;
mod modules;
mod paths;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use eyre::{WrapErr as _, bail};

use self::graph::Graph;
use self::modules::Modules;
use crate::project::Project;

/// Looks at all crates.
///
/// # Errors
/// There is a circle.
pub(crate) fn check(project: &Project) -> eyre::Result<()> {
    let (mut modules, mut found) = (0, Vec::new());
    for (package, root) in roots(project)? {
        let tree = Modules::read(&root, &|file: &Path| fs::read_to_string(project.root().join(file)).ok())
            .wrap_err_with(|| format!("can't read {package}"))?;
        modules += tree.len();
        found.extend(Graph::of(&tree).circles().into_iter().map(|circle| format!("in {package}:\n{circle}")));
    }
    if !found.is_empty() {
        bail!("modules depend on each other in a circle\n\n{}", found.join("\n"));
    }
    println!("no circle among {modules} modules");
    Ok(())
}

/// The root files of all crates of the workspace, from the project's root, with the names of their crates.
fn roots(project: &Project) -> eyre::Result<Vec<(String, PathBuf)>> {
    let mut folders = vec![PathBuf::from("xtask")];
    for entry in fs::read_dir(project.path("crates"))? {
        folders.push(Path::new("crates").join(entry?.file_name()));
    }
    folders.sort();
    let roots = folders.iter().flat_map(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        ["lib.rs", "main.rs"].map(|file| (name.clone(), folder.join("src").join(file)))
    });
    Ok(roots.filter(|(_, root)| project.root().join(root).is_file()).collect())
}
