//! Credentials that name their own end: what is known as "TURN REST".
//!
//! The user name is `<unix time of expiry>:<id>` and the password is base64(HMAC-SHA1(secret, user name)). Who
//! holds the secret can issue them and check them, with nothing stored and nothing to revoke.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Longest id in a user name, in bytes.
pub const MAX_ID_BYTES: usize = 64;
/// Ids that begin with it are for trials.
const TRIAL: char = '~';

/// What credentials are made from. Formats as `Secret(..)`.
#[derive(Clone)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// A secret of these bytes. Who can guess them can relay.
    pub fn new(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The password of `username`.
    pub(crate) fn password(&self, username: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("any key will do");
        BASE64_STANDARD.encode(mac.chain_update(username).finalize().into_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The id is empty, longer than [`MAX_ID_BYTES`], or begins with the mark of a trial.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an id for TURN credentials has 1 to {MAX_ID_BYTES} bytes and begins with no tilde")]
pub struct BadId;

/// A user name and its password. Formats as `Credentials(..)`.
#[derive(Clone, Eq, PartialEq)]
pub struct Credentials {
    /// For `RTCIceServer.username`.
    pub username: String,
    /// For `RTCIceServer.credential`.
    pub password: String,
}

impl Credentials {
    /// Credentials with which allocations can be made until `ttl` after `unix_now` (seconds since 1970; parts
    /// of a second in `ttl` are dropped), while the relay [admits](crate::Relay::admit) `id`. What was allocated by then
    /// may be kept.
    ///
    /// Quotas are counted per `id`. An allocation reaches those of its own party
    /// ([`Relay::join`](crate::Relay::join)) and no others.
    ///
    /// # Errors
    /// Where `id` is empty, too long, or begins with `~`.
    pub fn issue(secret: &Secret, unix_now: u64, ttl: Duration, id: &str) -> Result<Self, BadId> {
        if id.is_empty() || id.starts_with(TRIAL) {
            return Err(BadId);
        }
        Self::named(secret, unix_now, ttl, id)
    }

    /// Credentials to try the relay with, where there is no call: for few allocations, which send little
    /// ([`Limits::trial_bytes_per_second`](crate::Limits::trial_bytes_per_second)) and end with the credentials at the
    /// latest. They need not be admitted, and reach each other alone.
    ///
    /// # Errors
    /// Where `id` is empty, too long by one byte, or begins with `~`.
    pub fn trial(secret: &Secret, unix_now: u64, ttl: Duration, id: &str) -> Result<Self, BadId> {
        if id.is_empty() || id.starts_with(TRIAL) {
            return Err(BadId);
        }
        Self::named(secret, unix_now, ttl, &format!("{TRIAL}{id}"))
    }

    fn named(secret: &Secret, unix_now: u64, ttl: Duration, id: &str) -> Result<Self, BadId> {
        if id.len() > MAX_ID_BYTES {
            return Err(BadId);
        }
        let username = format!("{}:{id}", unix_now.saturating_add(ttl.as_secs()));
        Ok(Self { password: secret.password(&username), username })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// When credentials of this user name end (unix seconds), and the id in it. `None` where it isn't one of ours.
pub(crate) fn read_username(username: &str) -> Option<(u64, &str)> {
    let (expiry, id) = username.split_once(':')?;
    (1..=MAX_ID_BYTES).contains(&id.len()).then_some((expiry.parse().ok()?, id))
}

/// Whether an id is for a trial.
pub(crate) fn is_trial(id: &str) -> bool {
    id.starts_with(TRIAL)
}
