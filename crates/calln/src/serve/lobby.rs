//! The lobby, and the enforcement of the bans that it orders.

use std::sync::Arc;

use calln_core::Engine;
use tokio::sync::mpsc;

use crate::apart::ApartLog;
use crate::bans::Bans;
use crate::enforcement::enforce;
use crate::lobby::{self, LobbyHandle};
use crate::metrics::{Meter, Metrics};
use crate::moderation::Notices;
use crate::runtime::{Runtime, Subsystem};
use crate::token::Sealer;
use crate::turn::Ice;

/// What they use.
pub(super) struct Uses {
    /// Knows what was spent before this start.
    pub(super) engine: Engine,
    pub(super) sealer: Arc<Sealer>,
    pub(super) ice: Arc<Ice>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) bans: Bans,
    pub(super) notices: Notices,
    pub(super) apart: Arc<ApartLog>,
}

/// Starts both. The lobby ends with the last handle to it, and enforcement after that.
pub(super) fn start(uses: Uses, runtime: &mut Runtime) -> LobbyHandle {
    let Uses { engine, sealer, ice, metrics, bans, notices, apart } = uses;
    let (orders, ordered) = mpsc::unbounded_channel();
    let services =
        lobby::Services { sealer, meter: Meter::new(metrics), orders, notices: notices.clone(), ice, apart };
    let (handle, owner) = lobby::open(engine, services);
    let enforcement = enforce(bans, notices, handle.downgrade(), ordered);
    runtime.start(Subsystem::Enforcement, |_| async {
        enforcement.await;
        Ok(())
    });
    runtime.start(Subsystem::Lobby, |_| async {
        owner.await;
        Ok(())
    });
    handle
}
