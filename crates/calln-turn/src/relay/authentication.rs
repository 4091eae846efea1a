//! The long-term credential mechanism (RFC 8489, section 9.2), with credentials that name their own end.

use std::time::Duration;

use super::{Now, Relay};
use crate::Client;
use crate::credentials::{is_trial, read_username};
use crate::stun::{Attribute, ErrorCode, LongTermKey, Message};

/// Who sent a request, shown by its MESSAGE-INTEGRITY.
pub(super) struct Caller {
    /// The id in the credentials.
    pub(super) user: Box<str>,
    /// What the response is signed with.
    pub(super) key: LongTermKey,
    /// What is left of the credentials where they are for a trial: what it allocates ends with them.
    pub(super) trial: Option<Duration>,
}

impl Relay {
    /// Says who sent `request` (RFC 8489, section 9.2.4). With 401 and 438 goes a challenge, with 400 nothing.
    ///
    /// Credentials past their end still serve the client that made its allocation with them: a call that is
    /// going on is not cut because it is a long one. Those of a user who isn't admitted, or not any more, serve nobody, nor
    /// do those of a trial that has had its time.
    pub(super) fn authenticate(
        &self,
        now: Now,
        from: Client,
        request: &Message<'_>,
    ) -> Result<Caller, ErrorCode> {
        if !request.is_signed() {
            return Err(ErrorCode::UNAUTHENTICATED);
        }
        let text = |kind| request.attribute(kind).ok_or(ErrorCode::BAD_REQUEST);
        let (username, realm) = (text(Attribute::USERNAME)?, text(Attribute::REALM)?);
        let nonce = text(Attribute::NONCE)?;
        if !self.nonces.is_valid(&self.keyed, now.instant, from, nonce) {
            return Err(ErrorCode::STALE_NONCE);
        }
        let username = str::from_utf8(username).map_err(|_| ErrorCode::UNAUTHENTICATED)?;
        let (expiry, user) = read_username(username).ok_or(ErrorCode::UNAUTHENTICATED)?;
        let password = self.settings.secret.password(username);
        let key = LongTermKey::new(username, &self.settings.realm, &password);
        if realm != self.settings.realm.as_bytes() || !request.is_signed_with(&key) {
            return Err(ErrorCode::UNAUTHENTICATED);
        }
        if !is_trial(user) && !self.members.knows(user) {
            return Err(ErrorCode::UNAUTHENTICATED);
        }
        let holds = self.allocations.port_of(from).and_then(|port| self.allocations.at(port));
        let holds = holds.is_some_and(|allocation| *allocation.user == *user);
        let trial = is_trial(user).then(|| Duration::from_secs(expiry.saturating_sub(now.unix)));
        if expiry <= now.unix && (trial.is_some() || !holds) {
            return Err(ErrorCode::UNAUTHENTICATED);
        }
        Ok(Caller { user: user.into(), key, trial })
    }
}
