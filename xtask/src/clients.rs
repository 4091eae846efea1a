//! The official clients that the transport is driven with.

use std::path::PathBuf;
use std::process::Command;

use crate::project::Project;
use crate::{npm, python};

/// Where they are.
pub(crate) struct Clients {
    /// A folder with `socket.io-client` in its `node_modules`.
    node: PathBuf,
    /// An interpreter that has `python-socketio`.
    python: PathBuf,
}

impl Clients {
    pub(crate) fn install(project: &Project) -> eyre::Result<Self> {
        let clients = project.path("crates/calln-transport/tests/clients");
        let node = clients.join("node");
        npm::install(&node)?;
        let requirements = clients.join("python/requirements.txt");
        let python = python::environment(&project.target("python"), &requirements)?;
        Ok(Self { node, python })
    }

    /// Tells the tests where they are.
    pub(crate) fn name_to<'a>(&self, tests: &'a mut Command) -> &'a mut Command {
        tests.env("CALLN_TEST_NODE_CLIENT", &self.node).env("CALLN_TEST_PYTHON", &self.python)
    }
}
