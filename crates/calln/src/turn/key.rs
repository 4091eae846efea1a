//! What TURN credentials are made from.

use calln_turn::Secret;

use crate::config::Config;
use crate::state::{self, Key, StateError};

/// The operator's secret, or the key in the state directory, which is made where there is none. None: neither can be
/// had.
///
/// # Errors
/// Where the key can't be kept or isn't one.
pub(super) fn secret(config: &Config) -> Result<Option<Secret>, StateError> {
    if let Some(secret) = &config.turn.secret {
        return Ok(Some(Secret::new(secret.bytes())));
    }
    let Some(directory) = config.state.directory.clone().or_else(state::default_directory) else {
        return Ok(None);
    };
    state::key(&directory, Key::Turn).map(|key| Some(Secret::new(*key)))
}

/// As [`secret`], but a key that isn't there is not made.
///
/// # Errors
/// Where the key can't be read or isn't one.
pub(crate) fn kept(config: &Config) -> Result<Option<Secret>, StateError> {
    let directory = config.state.directory.clone().or_else(state::default_directory);
    let is_kept = directory.is_some_and(|directory| state::has_key(&directory, Key::Turn));
    if config.turn.secret.is_some() || is_kept { secret(config) } else { Ok(None) }
}
