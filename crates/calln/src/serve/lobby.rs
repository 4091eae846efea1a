//! The lobby, and the enforcement of the bans that it orders.

use std::sync::Arc;

use calln_core::attendance::Attendance;
use calln_core::{CallId, Lobby, Settings};
use tokio::sync::mpsc;

use crate::bans::Bans;
use crate::config::Config;
use crate::lobby::{self, LobbyHandle};
use crate::metrics::{Meter, Metrics};
use crate::moderation::{Desk, Notices, bailiff};
use crate::random;
use crate::runtime::{Runtime, Subsystem};
use crate::token::Sealer;
use crate::turn::Ice;

/// What they use.
pub(super) struct Uses {
    /// Knows what was spent before this start.
    pub(super) attendance: Attendance,
    pub(super) sealer: Arc<Sealer>,
    pub(super) ice: Arc<Ice>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) bans: Bans,
    pub(super) notices: Notices,
}

/// Starts both. The lobby ends with the last handle to it, and enforcement after that.
pub(super) fn start(config: &Config, uses: Uses, runtime: &mut Runtime) -> LobbyHandle {
    let Uses { attendance, sealer, ice, metrics, bans, notices } = uses;
    let settings = Settings {
        forbid_same_network: config.matching.forbid_same_network,
        waiting_per_site: config.limits.waiting.get() as usize,
        ..Settings::default()
    };
    let (warrants, to_bailiff) = mpsc::unbounded_channel();
    let desk = Desk::new(config.moderation.settings(), warrants, Arc::clone(&metrics));
    let (lobby, meter) = (Lobby::new(settings, random_call_id), Meter::new(metrics));
    let (handle, owner) = lobby::open(lobby, attendance, sealer, meter, desk, notices.clone(), ice);
    let bailiff = bailiff(bans, notices, handle.downgrade(), to_bailiff);
    runtime.start(Subsystem::Enforcement, |_| async {
        bailiff.await;
        Ok(())
    });
    runtime.start(Subsystem::Lobby, |_| async {
        owner.await;
        Ok(())
    });
    handle
}

/// A call's name: 128 bits that nobody can guess.
fn random_call_id() -> CallId {
    CallId(u128::from_ne_bytes(random::bytes()))
}
