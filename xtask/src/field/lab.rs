//! The lab: the Internet, the server, and homes as they are asked for.

use std::path::Path;

use eyre::OptionExt as _;

use super::addresses::Plot;
use super::caller::{Browser, Caller};
use super::home::Home;
use super::internet::Internet;
use super::kinds::Kind;
use super::router::Rules;
use super::server::Server;
use crate::project::Project;

/// What all calls of a run share.
pub(super) struct Lab<'a> {
    project: &'a Project,
    internet: Internet,
    server: Server,
    plots: u8,
}

impl<'a> Lab<'a> {
    /// With the server, and nobody who calls. `flags` go to `calln serve`.
    pub(super) fn build(project: &'a Project, server: &Path, flags: &[String]) -> eyre::Result<Self> {
        let internet = Internet::build()?;
        let server = Server::start(&internet, server, flags)?;
        Ok(Self { project, internet, server, plots: 0 })
    }

    /// A home with a network of that kind.
    pub(super) fn home(&mut self, kind: Kind) -> eyre::Result<Home> {
        let plot = self.plot()?;
        Home::build(&mut self.internet, kind, plot)
    }

    /// A home with both families.
    pub(super) fn home_with_both(&mut self) -> eyre::Result<Home> {
        let plot = self.plot()?;
        Home::build_with_both(&mut self.internet, plot)
    }

    /// Gives a home another way to the Internet, through a router of its own.
    pub(super) fn add_uplink(&mut self, home: &mut Home, interface: &str, rules: Rules) -> eyre::Result<()> {
        let plot = self.plot()?;
        home.put_behind(&mut self.internet, interface, plot, rules)
    }

    /// Somebody who lives there.
    pub(super) fn caller(&self, home: &Home, browser: Browser) -> eyre::Result<Caller> {
        Caller::start(self.project, home.inside(), browser)
    }

    pub(super) fn server(&mut self) -> &mut Server {
        &mut self.server
    }

    fn plot(&mut self) -> eyre::Result<Plot> {
        self.plots = self.plots.checked_add(1).filter(|plots| *plots < 200).ok_or_eyre("too many homes")?;
        Ok(Plot(self.plots))
    }
}
