//! The promises, as docs/promises.toml has them.

use std::fs;

use eyre::WrapErr as _;
use serde::Deserialize;

use crate::project::Project;

const FILE: &str = "docs/promises.toml";

/// All of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contract {
    #[serde(rename = "group")]
    pub(super) groups: Vec<Group>,
}

/// Promises about one subject.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) title: String,
    #[serde(rename = "promise")]
    pub(super) promises: Vec<Promise>,
}

/// One promise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promise {
    /// `P07`
    pub(super) id: String,
    pub(super) text: String,
    /// How it could be caught broken.
    pub(super) broken: String,
    /// Why no test guards it yet.
    pub(super) untested: Option<String>,
    /// What has to be there before it can be tested.
    pub(super) not_yet: Option<String>,
}

impl Contract {
    pub(super) fn read(project: &Project) -> eyre::Result<Self> {
        let text = fs::read_to_string(project.path(FILE)).wrap_err_with(|| format!("can't read {FILE}"))?;
        toml::from_str(&text).wrap_err_with(|| format!("{FILE} isn't a list of promises"))
    }

    pub(super) fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.groups.iter().flat_map(|group| &group.promises)
    }

    pub(super) fn find(&self, id: &str) -> Option<&Promise> {
        self.promises().find(|promise| promise.id == id)
    }
}
