//! The tokens with which callers come back to their calls.

use std::sync::Arc;
use std::time::SystemTime;

use calln_core::Engine;
use zeroize::Zeroizing;

use crate::apart::ApartLog;
use crate::config::Config;
use crate::runtime::{Runtime, Subsystem};
use crate::spent::{self, Spent, SpentLog};
use crate::state::{KEY_BYTES, Key};
use crate::token::Sealer;
use crate::turn::Ice;
use crate::{random, state};

/// Starts the tidying of what is spent. Tells engine and relay what was spent before this start.
pub(super) fn start(
    config: &Config,
    engine: &mut Engine,
    ice: &Ice,
    apart: &Arc<ApartLog>,
    runtime: &mut Runtime,
) -> Arc<Sealer> {
    let spent = spent_log(config, engine, ice);
    let sealer = Arc::new(Sealer::new(&key(config), spent));
    let tidied = tidy(Arc::clone(&sealer), Arc::clone(apart));
    runtime.start(Subsystem::TokenTidying, |stop| stop.cut_short(tidied));
    sealer
}

/// Forgets what is spent and no longer matters, and the keys of days that are over, for ever.
async fn tidy(sealer: Arc<Sealer>, apart: Arc<ApartLog>) {
    let mut lives = tokio::time::interval(spent::LIFE);
    loop {
        lives.tick().await;
        sealer.tidy();
        apart.turn(SystemTime::now());
    }
}

/// Where what is spent is written down, where that is possible. Tells engine and relay what was spent
/// before this start.
fn spent_log(config: &Config, engine: &mut Engine, ice: &Ice) -> Option<SpentLog> {
    // Without one, no key outlives the process either.
    let directory = config.state.directory.clone().or_else(state::default_directory)?;
    match SpentLog::open(&directory) {
        Ok((log, kept)) => {
            for (spent, ago) in kept {
                match spent {
                    Spent::Token { call, role, serial } => engine.remember_used(call, role, serial),
                    Spent::Call(call) => {
                        engine.remember_over(call, ago);
                        ice.end(call);
                    }
                }
            }
            Some(log)
        }
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "used tokens and ended calls of before may be good again, for minutes");
            None
        }
    }
}

/// The key of the tokens, kept for the next start where that is possible.
fn key(config: &Config) -> Zeroizing<[u8; KEY_BYTES]> {
    let directory = config.state.directory.clone().or_else(state::default_directory);
    let kept = directory.map(|directory| state::key(&directory, Key::Resume));
    match kept {
        Some(Ok(key)) => return key,
        Some(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "calls won't survive a restart of the server"
            );
        }
        None => {
            tracing::warn!("calls won't survive a restart of the server; name a directory in state.directory")
        }
    }
    Zeroizing::new(random::bytes())
}
