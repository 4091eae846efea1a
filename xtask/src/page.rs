//! The page as it is served, in `web/dist`: built when it isn't there or isn't what its sources say, and left alone
//! otherwise, so that nothing that embeds or serves it is built again either.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher};
use std::path::Path;
use std::process::Command;

use eyre::WrapErr as _;

use crate::command::run;
use crate::npm;
use crate::project::Project;

/// In `web/`: what the build leaves, what is installed, and what tests leave. All else is a source of the page.
const NO_SOURCES: &[&str] = &["dist", "node_modules", "playwright-report", "test-results"];

/// In `web/node_modules`, so that it goes when the packages go: hashes of sources and page as of the last build.
const BUILT: &str = ".calln-page-built";

/// Installs what the page is built with, and builds it where that is needed.
pub(crate) fn build(project: &Project) -> eyre::Result<()> {
    build_by(project, run)
}

/// The same with another way to run the build, for a caller who wants its output elsewhere.
pub(crate) fn build_by(
    project: &Project,
    run: impl FnOnce(&mut Command) -> eyre::Result<()>,
) -> eyre::Result<()> {
    let web = project.path("web");
    npm::install(&web)?;
    let stamp = web.join("node_modules").join(BUILT);
    if fs::read_to_string(&stamp).is_ok_and(|built| state(&web).is_ok_and(|state| state == built)) {
        return Ok(());
    }
    run(&mut npm::script(&web, "build"))?;
    fs::write(&stamp, state(&web)?).wrap_err_with(|| format!("can't write {}", stamp.display()))
}

/// What sources and page are now.
fn state(web: &Path) -> eyre::Result<String> {
    let (mut sources, mut page) = (DefaultHasher::new(), DefaultHasher::new());
    add(web, NO_SOURCES, &mut sources)?;
    add(&web.join("dist"), &[], &mut page)?;
    Ok(format!("{:016x} {:016x}\n", sources.finish(), page.finish()))
}

/// Names and bytes of all files in a folder, in an order that is always the same.
fn add(folder: &Path, leave_out: &[&str], hasher: &mut impl Hasher) -> eyre::Result<()> {
    let unreadable = || format!("can't read {}", folder.display());
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<_> =
        entries.wrap_err_with(unreadable)?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or(OsStr::new(""));
        if leave_out.iter().any(|left_out| name == *left_out) {
            continue;
        }
        name.hash(hasher);
        if path.is_dir() {
            add(&path, &[], hasher)?;
        } else {
            fs::read(&path).wrap_err_with(|| format!("can't read {}", path.display()))?.hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// A folder like `web/` that goes with its owner.
    struct Web(PathBuf);

    impl Web {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("calln-page-{name}-{}", std::process::id()));
            let web = Self(folder);
            for (file, text) in [("src/main.ts", "a"), ("dist/index.html", "b"), ("node_modules/x/y", "c")] {
                web.write(file, text);
            }
            web
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.0.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    impl Drop for Web {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_change_of_source_or_page_is_seen_and_one_elsewhere_is_not() {
        let web = Web::new("changes");
        let before = state(&web.0).unwrap();
        web.write("node_modules/x/y", "changed");
        web.write("test-results/report", "new");
        web.write("src/main.ts", "a");
        assert_eq!(state(&web.0).unwrap(), before);
        web.write("src/main.ts", "changed");
        let source_changed = state(&web.0).unwrap();
        assert_ne!(source_changed, before);
        web.write("src/main.ts", "a");
        web.write("dist/index.html", "changed");
        let page_changed = state(&web.0).unwrap();
        assert!(page_changed != before && page_changed != source_changed);
        fs::remove_dir_all(web.0.join("dist")).unwrap();
        assert!(state(&web.0).is_err());
    }

    #[test]
    fn a_file_that_moves_is_a_change() {
        let web = Web::new("moves");
        let before = state(&web.0).unwrap();
        fs::rename(web.0.join("src/main.ts"), web.0.join("src/page.ts")).unwrap();
        assert_ne!(state(&web.0).unwrap(), before);
    }
}
