//! The ban store.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::SystemTime;

use eyre::{WrapErr as _, eyre};

use crate::bans::{Bans, Random};
use crate::config::Config;
use crate::defaults::BANS_TIDIED_EVERY;
use crate::runtime::{Runtime, Subsystem};
use crate::{random, state};

/// Starts the thread that keeps the bans. It ends with the last handle.
///
/// # Errors
/// The system gives no thread.
pub(super) fn start(config: &Config, runtime: &mut Runtime) -> eyre::Result<Bans> {
    let (bans, thread) = open(config)?;
    let thread = tokio::task::spawn_blocking(|| thread.join());
    runtime.start(Subsystem::Bans, |_| async {
        thread.await?.map_err(|_panicked| eyre!("its thread has panicked; the log says where"))
    });
    Ok(bans)
}

/// The bans, in the file that the configuration names or means. In trouble they live in memory, and it is said.
fn open(config: &Config) -> eyre::Result<(Bans, JoinHandle<()>)> {
    let file = state::bans_file(config);
    match &file {
        Some(file) => {
            if let Err(error) = state::make_directory_of(file) {
                tracing::warn!(error = &error as &dyn std::error::Error, "the ban file has no directory");
            }
        }
        None => tracing::warn!("bans won't survive a restart of the server; name a file in bans.file"),
    }
    let random: Random = Arc::new(random::fill);
    let opened = Bans::open(file.as_deref(), &random, Arc::new(SystemTime::now), BANS_TIDIED_EVERY);
    let (bans, thread) = opened.wrap_err("can't start the thread that keeps the bans")?;
    if let Some(trouble) = bans.health().trouble {
        tracing::error!("{trouble}; until then bans live in memory and end with the server");
    }
    Ok((bans, thread))
}
