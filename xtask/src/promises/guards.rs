//! The tests that carry a promise's id, found in the sources.

use std::fs;
use std::path::Path;

use crate::project::Project;

/// A test that guards promises.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guard {
    /// In which file, from the root of the checkout.
    pub(super) file: String,
    /// Which, as `P07`.
    pub(super) ids: Vec<String>,
    /// As its runner reports it: the name of a function, or a title.
    pub(super) name: String,
    /// What it shows, in words.
    pub(super) shows: String,
}

/// Where tests are.
const FOLDERS: &[&str] =
    &["crates", "xtask", "web/src", "web/e2e", "android/app/src/test", "android/offline/play-test"];

/// Every one of them, in the order of their files.
pub(super) fn find(project: &Project) -> eyre::Result<Vec<Guard>> {
    let mut guards = Vec::new();
    for folder in FOLDERS {
        look(project, &project.path(folder), &mut guards)?;
    }
    guards.sort();
    guards.dedup();
    Ok(guards)
}

fn look(project: &Project, folder: &Path, guards: &mut Vec<Guard>) -> eyre::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("target") {
                look(project, &path, guards)?;
            }
            continue;
        }
        let find = match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => function,
            Some("kt") => kotlin_function,
            Some("ts" | "tsx") => title,
            _ => continue,
        };
        let file = path.strip_prefix(project.root()).unwrap_or(&path).display().to_string();
        guards.extend(fs::read_to_string(&path)?.lines().filter_map(|line| find(&file, line)));
    }
    Ok(())
}

/// A Rust test whose name begins with ids.
fn function(file: &str, line: &str) -> Option<Guard> {
    let line = line.trim_start();
    let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    let name = rest.split(['(', '<']).next()?;
    guard(file, name, '_')
}

/// A test of the app, named as in Rust.
fn kotlin_function(file: &str, line: &str) -> Option<Guard> {
    let line = line.trim_start();
    let rest = line.strip_prefix("@Test ").unwrap_or(line).strip_prefix("fun ")?;
    guard(file, rest.split('(').next()?, '_')
}

/// A browser or unit test whose title begins with ids.
fn title(file: &str, line: &str) -> Option<Guard> {
    let line = line.trim_start();
    let rest = line.strip_prefix("test(").or_else(|| line.strip_prefix("it("))?;
    let quote = rest.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote))?;
    let name = rest[1..].split(quote).next()?;
    guard(file, name, ' ')
}

fn guard(file: &str, name: &str, separator: char) -> Option<Guard> {
    let mut shows = name;
    let mut ids = Vec::new();
    while let Some((id, rest)) = shows.split_once(separator).filter(|(word, _)| is_id(word)) {
        ids.push(id.to_uppercase());
        shows = rest;
    }
    let shows = if separator == '_' { shows.replace('_', " ") } else { shows.to_owned() };
    (!ids.is_empty()).then(|| Guard { ids, file: file.to_owned(), name: name.to_owned(), shows })
}

fn is_id(word: &str) -> bool {
    matches!(word.as_bytes(), [b'p', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit())
}

impl Guard {
    pub(super) fn guards(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }

    /// Whether the title has parts that only the run fills in, so that its runner reports it by other names.
    pub(super) fn is_made_when_run(&self) -> bool {
        self.name.contains("${")
    }

    /// Whether it is a test of the Android app.
    pub(super) fn is_of_android(&self) -> bool {
        self.file.ends_with(".kt")
    }

    /// The function's name, for a Rust test.
    pub(super) fn function(&self) -> Option<&str> {
        self.file.ends_with(".rs").then_some(&*self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_may_guard_several_promises() {
        let found = function("a.rs", "    async fn p03_p10_nothing_is_logged() {").unwrap();
        assert_eq!((&*found.ids.join(" "), &*found.shows), ("P03 P10", "nothing is logged"));
        let found = kotlin_function("A.kt", "    @Test fun p31_nothing_is_asked() {").unwrap();
        assert_eq!((&*found.ids.join(" "), &*found.name), ("P31", "p31_nothing_is_asked"));
        let found = title("a.ts", "test('p01 p02 two strangers talk', async () => {").unwrap();
        assert_eq!((&*found.ids.join(" "), &*found.shows), ("P01 P02", "two strangers talk"));
    }

    #[test]
    fn a_title_that_is_made_when_run_is_noticed() {
        let made = title("a.ts", "test(`p01 over ${transport}`, async () => {").unwrap();
        let written = title("a.ts", "test(`p01 over UDP`, async () => {").unwrap();
        assert!(made.is_made_when_run() && !written.is_made_when_run());
    }

    #[test]
    fn what_only_looks_like_an_id_is_none() {
        for line in ["fn plain() {", "fn p256_agrees() {", "fn parse_p07_name() {", "let p07_x = 1;"] {
            assert_eq!(function("a.rs", line), None, "{line}");
        }
        for line in ["test('keys p07 fit', () => {", "test(`${name} p07`, () => {", "tests('p07 x')"] {
            assert_eq!(title("a.ts", line), None, "{line}");
        }
    }
}
