//! The listener of the metrics.

use std::sync::Arc;

use calln_transport::Server;

use crate::bans::Bans;
use crate::config::Config;
use crate::gateway::Gateway;
use crate::limits::Limits;
use crate::metrics::{self, Levels, Metrics};
use crate::runtime::{Runtime, Subsystem};

/// Starts it where the operator has named an address.
pub(super) async fn start(
    config: &Config,
    metrics: Arc<Metrics>,
    transport: Server<Gateway>,
    bans: Bans,
    limits: Arc<Limits>,
    runtime: &mut Runtime,
) {
    let Some(address) = config.metrics.listen else { return };
    let Some(listener) = metrics::listen(address).await else { return };
    let levels = move || Levels {
        outbox_bytes: transport.outbox_bytes(),
        inbox_bytes: transport.inbox_bytes(),
        offer_bytes: limits.offer_bytes(),
        bans: bans.count(),
    };
    let serving = metrics::serve(listener, metrics, levels);
    runtime.start(Subsystem::MetricsListener, |stop| stop.cut_short(serving));
}
