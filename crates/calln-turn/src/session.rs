//! The client's side, as far as checks and measurements need it.

use std::fmt;

use crate::Credentials;
use crate::stun::{
    Attribute, Class, ErrorCode, LongTermKey, Message, Method, TooLong, TransactionId, Writer,
};

/// Writes a client's requests, and signs them once the server has said how (RFC 8489, section 9.2.3). It sends
/// nothing itself.
///
/// ```
/// use calln_turn::stun::{Attribute, Message, Method};
/// use calln_turn::{Credentials, Secret, Session};
/// use std::time::Duration;
///
/// let secret = Secret::new(*b"a secret");
/// let credentials = Credentials::issue(&secret, 1_900_000_000, Duration::from_secs(60), "doctor")?;
/// let mut session = Session::new(credentials, [0; 12]);
/// let udp = [17, 0, 0, 0];
/// let allocate = session.request(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &udp))?;
/// // Send it, read the response; where `session.is_challenged_by(&response)`, ask once more.
/// assert_eq!(Message::parse(&allocate)?.method(), Method::ALLOCATE);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Session {
    credentials: Credentials,
    challenge: Option<Challenge>,
    next_transaction: u128,
}

struct Challenge {
    realm: String,
    nonce: String,
    key: LongTermKey,
}

impl Session {
    /// A session that has not been challenged. Transaction ids count from `first_transaction`, which should be
    /// random.
    pub fn new(credentials: Credentials, first_transaction: [u8; 12]) -> Self {
        let next_transaction = first_transaction.iter().fold(0, |id, byte| id << 8 | u128::from(*byte));
        Self { credentials, challenge: None, next_transaction }
    }

    /// A request with the attributes that `fill` adds, signed where the server has asked for it.
    ///
    /// # Errors
    /// Where it is too long for a STUN message.
    pub fn request(
        &mut self,
        method: Method,
        fill: impl FnOnce(Writer<'_>) -> Writer<'_>,
    ) -> Result<Vec<u8>, TooLong> {
        let mut out = Vec::new();
        let request = fill(Writer::new(&mut out, Class::Request, method, self.transaction()));
        let request = match &self.challenge {
            None => request,
            Some(Challenge { realm, nonce, key }) => request
                .attribute(Attribute::USERNAME, self.credentials.username.as_bytes())
                .attribute(Attribute::REALM, realm.as_bytes())
                .attribute(Attribute::NONCE, nonce.as_bytes())
                .integrity(key),
        };
        request.fingerprint().finish()?;
        Ok(out)
    }

    /// True where `response` asks for credentials, or for a newer nonce: make the request again. A second 401
    /// in a row means that the credentials are not good.
    pub fn is_challenged_by(&mut self, response: &Message<'_>) -> bool {
        let code = response.attribute(Attribute::ERROR_CODE).and_then(ErrorCode::decode);
        let text = |kind| response.attribute(kind).and_then(|value| str::from_utf8(value).ok());
        let (Some(realm), Some(nonce)) = (text(Attribute::REALM), text(Attribute::NONCE)) else {
            return false;
        };
        let is_first = self.challenge.is_none() && code == Some(ErrorCode::UNAUTHENTICATED);
        if !is_first && code != Some(ErrorCode::STALE_NONCE) {
            return false;
        }
        let Credentials { username, password } = &self.credentials;
        let key = LongTermKey::new(username, realm, password);
        self.challenge = Some(Challenge { realm: realm.into(), nonce: nonce.into(), key });
        true
    }

    fn transaction(&mut self) -> TransactionId {
        let mut id = [0; 12];
        id.copy_from_slice(&self.next_transaction.to_be_bytes()[4..]);
        self.next_transaction = self.next_transaction.wrapping_add(1);
        TransactionId(id)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(..)")
    }
}
