//! The limits of one connection.

use std::time::{Duration, Instant};

use calln_core::{self as core, Pace};
use parking_lot::Mutex;

use super::defaults::{OWN_REFUSALS, OWN_REQUESTS, OWN_SIGNALS, Rate};

/// What one connection has done lately. Every idle connection pays for it, so it is three instants.
#[derive(Default)]
pub(crate) struct Own(Mutex<Paces>);

#[derive(Default)]
struct Paces {
    requests: Pace,
    signals: Pace,
    refusals: Pace,
}

impl Own {
    /// Counts one more request.
    pub(crate) fn request(&self) -> Result<(), Duration> {
        count(&mut self.0.lock().requests, OWN_REQUESTS)
    }

    /// Counts one more frame of set-up.
    pub(crate) fn signal(&self) -> Result<(), Duration> {
        count(&mut self.0.lock().signals, OWN_SIGNALS)
    }

    /// Counts one more refusal. True: there have been enough, and the connection is to end.
    pub(crate) fn refused(&self) -> bool {
        count(&mut self.0.lock().refusals, OWN_REFUSALS).is_err()
    }
}

fn count(pace: &mut Pace, rate: Rate) -> Result<(), Duration> {
    pace.take(Instant::now(), core::Rate::a_minute(rate.a_minute.get(), rate.burst.get()), 1)
}
