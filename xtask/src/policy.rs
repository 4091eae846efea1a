//! Whether what we build upon is what `deny.toml` allows: licences, sources, and crates that are built in two versions.
//! `cargo deny` looks at the same file, and at known vulnerabilities; it isn't needed here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use eyre::{WrapErr as _, bail};
use serde::Deserialize;

use crate::crates::{Crate, Crates};
use crate::project::Project;

const POLICY: &str = "deny.toml";

/// What crates of others may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The parts of `deny.toml` that are looked at.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    /// SPDX names.
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    skip: Vec<Skip>,
}

#[derive(Deserialize)]
struct Skip {
    /// As `syn@2.0.119`.
    #[serde(rename = "crate")]
    version: String,
}

/// Fails with everything that isn't allowed.
pub(crate) fn check(project: &Project) -> eyre::Result<()> {
    let policy: Policy =
        toml::from_str(&fs::read_to_string(project.path(POLICY)).wrap_err("can't read deny.toml")?)?;
    let crates = Crates::read(project)?;
    let mut faults = Vec::new();
    for one in crates.all() {
        let license = one.license.as_deref().unwrap_or("none");
        if !is_allowed(license, &policy.licenses.allow) {
            faults.push(format!("{} {} has the licence {license}", one.name, one.version));
        }
        if one.source.as_deref().is_some_and(|source| source != REGISTRY) {
            faults.push(format!("{} {} doesn't come from crates.io", one.name, one.version));
        }
    }
    let skipped: BTreeSet<&str> = policy.bans.skip.iter().map(|skip| skip.version.as_str()).collect();
    faults.extend(duplicates(&crates.built(), &skipped));
    if !faults.is_empty() {
        bail!("{POLICY} doesn't allow this: {}", faults.join("; "));
    }
    Ok(())
}

/// Crates of which more than one version isn't skipped, and versions that are skipped without need.
fn duplicates(built: &[&Crate], skipped: &BTreeSet<&str>) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in built {
        versions.entry(&one.name).or_default().push(format!("{}@{}", one.name, one.version));
    }
    let doubled: Vec<&Vec<String>> = versions.values().filter(|versions| versions.len() > 1).collect();
    let mut faults = Vec::new();
    for versions in &doubled {
        let counted: Vec<&str> =
            versions.iter().map(String::as_str).filter(|version| !skipped.contains(version)).collect();
        if counted.len() > 1 {
            faults.push(format!("{} are built side by side", counted.join(" and ")));
        }
    }
    let needed: BTreeSet<&str> = doubled.into_iter().flatten().map(String::as_str).collect();
    faults.extend(skipped.difference(&needed).map(|version| format!("{version} needn't be skipped")));
    faults
}

/// Whether an SPDX expression can be met with allowed licences. An exception (`WITH`) only permits more.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words, allowed) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// Alternatives; `OR` binds less than `AND`.
fn any_of(words: &mut Words, allowed: &[String]) -> bool {
    let mut met = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words, allowed);
    }
    met
}

fn all_of(words: &mut Words, allowed: &[String]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words, allowed: &[String]) -> bool {
    let Some(word) = words.next() else { return false };
    if word == "(" {
        let met = any_of(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    if words.next_if_eq(&"WITH").is_some() {
        words.next();
    }
    allowed.iter().any(|license| license == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_by_what_is_allowed() {
        let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
        for (expression, met) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("Apache-2.0 OR MIT", true),
            ("Apache-2.0/MIT", true),
            ("Apache-2.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MIT OR Apache-2.0 AND GPL-3.0-only", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("(MIT", false),
            ("MIT Apache-2.0", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), met, "{expression}");
        }
    }

    #[test]
    fn two_versions_are_one_too_many_and_a_skip_without_need_too() {
        let version = |name: &str, version: &str| Crate {
            id: format!("{name} {version}"),
            name: name.to_owned(),
            version: version.to_owned(),
            license: None,
            source: None,
        };
        let (one, two, other) = (version("a", "1.0.0"), version("a", "2.0.0"), version("b", "1.0.0"));
        let built = [&one, &two, &other];
        assert_eq!(duplicates(&built, &BTreeSet::new()), ["a@1.0.0 and a@2.0.0 are built side by side"]);
        assert!(duplicates(&built, &BTreeSet::from(["a@1.0.0"])).is_empty());
        let both = BTreeSet::from(["a@1.0.0", "b@1.0.0"]);
        assert_eq!(duplicates(&built, &both), ["b@1.0.0 needn't be skipped"]);
    }
}
