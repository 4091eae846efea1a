//! The daily totals.

use std::sync::Arc;

use crate::config::Config;
use crate::runtime::{Runtime, Subsystem};
use crate::state;
use crate::totals::{self, Totals, TotalsFile};

/// Starts writing them to their file, where there is one.
pub(super) fn start(config: &Config, runtime: &mut Runtime) -> Arc<Totals> {
    let totals = Arc::<Totals>::default();
    if let Some(file) = open(config) {
        let counted = Arc::clone(&totals);
        runtime.start(Subsystem::Totals, |stop| totals::keep(counted, file, stop.told()));
    }
    totals
}

fn open(config: &Config) -> Option<TotalsFile> {
    let directory = config.state.directory.clone().or_else(state::default_directory)?;
    match TotalsFile::open(&directory) {
        Ok(file) => Some(file),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the daily totals are not kept");
            None
        }
    }
}
