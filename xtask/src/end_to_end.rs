//! What the tests in `web/e2e` and `web/webkit` start: browsers, the server, the second implementation of the end-to-end exchange.

use std::path::PathBuf;
use std::process::Command;

use crate::browsers;
use crate::command::{cargo, run};
use crate::coturn;
use crate::project::Project;
use crate::webkit::WebKit;

/// Programs that are on this machine or are built.
pub(crate) struct Programs {
    chromium: PathBuf,
    firefox: PathBuf,
    webkit: WebKit,
}

impl Programs {
    /// Finds the browsers and a TURN server that isn't ours, or installs them.
    pub(crate) fn find() -> eyre::Result<Self> {
        coturn::server()?;
        Ok(Self { chromium: browsers::chromium()?, firefox: browsers::firefox()?, webkit: WebKit::find()? })
    }

    /// Builds our own.
    pub(crate) fn build(project: &Project) -> eyre::Result<()> {
        let release = |package| cargo(project, &["build", "--release", "--package", package]);
        run(&mut release("calln"))?;
        run(release("calln-e2ee").args(["--example", "end_to_end_peer"]))
    }

    /// Tells a script where they are.
    pub(crate) fn name_to<'a>(&self, project: &Project, script: &'a mut Command) -> &'a mut Command {
        script
            .env("CHROMIUM", &self.chromium)
            .env("FIREFOX", &self.firefox)
            .env("WEBKIT_DRIVER", &self.webkit.driver)
            .env("XVFB", &self.webkit.xvfb)
            .env("CALLN_BIN", project.release("calln"))
            .env("END_TO_END_PEER", project.release("examples/end_to_end_peer"))
    }
}
