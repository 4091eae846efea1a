//! The limits by address and network.

use std::sync::Arc;

use crate::config::Config;
use crate::limits::{self, Limits};
use crate::metrics::Metrics;
use crate::runtime::{Runtime, Subsystem};

/// Starts their sweeper.
pub(super) fn start(config: &Config, metrics: &Arc<Metrics>, runtime: &mut Runtime) -> Arc<Limits> {
    let limits = Arc::new(Limits::new(&config.limits, Arc::clone(metrics)));
    let swept = Arc::clone(&limits);
    runtime.start(Subsystem::LimitSweeper, |stop| stop.cut_short(limits::sweep(swept)));
    limits
}
