//! The crates that the workspace is made of, as `cargo metadata` tells them.

use std::collections::{BTreeMap, BTreeSet};

use eyre::bail;
use serde::Deserialize;

use crate::command::{cargo, output_of};
use crate::project::Project;

/// One version of a crate.
#[derive(Deserialize)]
pub(crate) struct Crate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    /// Where it comes from; nowhere if it is one of ours.
    pub(crate) source: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None for what is linked, else `build` or `dev`.
    kind: Option<String>,
}

/// All of them by their id, with what each needs in order to be built for this machine, tests left out.
pub(crate) struct Crates {
    by_id: BTreeMap<String, Crate>,
    ours: Vec<String>,
    needs: BTreeMap<String, Vec<String>>,
}

impl Crates {
    pub(crate) fn read(project: &Project) -> eyre::Result<Self> {
        let platform = host(project)?;
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &platform];
        let metadata = output_of(&mut cargo(project, &arguments))?;
        let Metadata { packages, workspace_members, resolve } = serde_json::from_str(&metadata)?;
        let needs = resolve.nodes.into_iter().map(|node| {
            let built = node
                .deps
                .into_iter()
                .filter(|needed| needed.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev")));
            (node.id, built.map(|needed| needed.pkg).collect())
        });
        Ok(Self {
            needs: needs.collect(),
            by_id: packages.into_iter().map(|package| (package.id.clone(), package)).collect(),
            ours: workspace_members,
        })
    }

    /// Every crate of the workspace's tree, those for tests among them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Crate> {
        self.by_id.values()
    }

    /// What the workspace's own crates are built from, themselves included.
    pub(crate) fn built(&self) -> Vec<&Crate> {
        self.closure(self.ours.iter())
    }

    /// What one of them is built from, itself included.
    pub(crate) fn built_for(&self, name: &str) -> Vec<&Crate> {
        self.closure(self.ours.iter().filter(|id| self.by_id.get(*id).is_some_and(|ours| ours.name == name)))
    }

    /// What a crate needs directly.
    pub(crate) fn needs(&self, id: &str) -> impl Iterator<Item = &Crate> {
        self.needs.get(id).into_iter().flatten().filter_map(|id| self.by_id.get(id))
    }

    fn closure<'a>(&'a self, roots: impl Iterator<Item = &'a String>) -> Vec<&'a Crate> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = roots.map(String::as_str).collect();
        while let Some(id) = ahead.pop() {
            if reached.insert(id) {
                ahead.extend(self.needs(id).map(|needed| needed.id.as_str()));
            }
        }
        reached.into_iter().filter_map(|id| self.by_id.get(id)).collect()
    }
}

/// The platform that cargo builds for, as `x86_64-unknown-linux-gnu`.
pub(crate) fn host(project: &Project) -> eyre::Result<String> {
    let version = output_of(&mut cargo(project, &["--version", "--verbose"]))?;
    match version.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("cargo doesn't say for which platform it builds"),
    }
}
