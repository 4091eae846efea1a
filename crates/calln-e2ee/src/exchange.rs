//! The exchange of three messages that ends with keys on both sides, or with none.

use calln_wire::server::Role;
use serde::Serialize;

use super::curve::{Curve, Curves};
use super::fingerprint::Fingerprint;
use super::message::{MAX_MESSAGE_BYTES, Message};
use super::schedule;
use super::secrets::Secrets;
use super::session::Session;
use super::transcript::{Side, commitment, transcript};

/// What a side knows before the exchange.
#[derive(Clone)]
pub struct Setup {
    /// The waiter commits first.
    pub role: Role,
    /// The call's name, from `matched`.
    pub call: String,
    /// The fingerprint in one's own description, as applied.
    pub own: Fingerprint,
    /// The fingerprint in the partner's description, as applied.
    pub partner: Fingerprint,
    /// The curves that this side can use.
    pub curves: Curves,
}

/// One side of an exchange. Ends with the first [`Step::Agreed`] or the first [`Failure`].
pub struct Exchange {
    setup: Setup,
    state: State,
}

enum State {
    /// The waiter has committed and waits for the answer.
    Committed(Secrets),
    /// The newcomer waits for the commitment.
    Listening(Secrets),
    /// The newcomer has answered and waits for the reveal.
    Answered { secrets: Secrets, curves: Curves, curve: Curve, commitment: [u8; 32] },
    /// Agreed or failed. The secrets are gone.
    Over,
}

/// What to do after a message of the partner's.
pub enum Step {
    /// Send this and wait.
    Send(Message),
    /// The keys are there.
    Agreed {
        /// To be sent, before any frame.
        send: Option<Message>,
        /// Seals and opens, and has the words. Boxed, so that handing it on leaves no copies of keys behind.
        session: Box<Session>,
    },
}

/// Why there are no keys. The call must end; if keys had been agreed on already, they must be dropped.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Not the message that is due, or one after the last.
    #[error("the partner sent another message than the one that was due")]
    OutOfOrder,
    /// Not a message of this protocol.
    #[error("the partner sent something that isn't a message of the exchange")]
    Malformed,
    /// The partner chose a curve that it wasn't offered.
    #[error("the partner chose a curve that it wasn't offered")]
    WrongCurve,
    /// Not a point of its curve, or one that lets everybody know the secret.
    #[error("the partner's public key is not acceptable")]
    BadKey,
    /// The revealed keys aren't those committed to, or voice doesn't come from where the keys come from.
    #[error("the partner's keys and certificate aren't those that it committed to")]
    CommitmentMismatch,
}

impl Exchange {
    /// Begins. The waiter's first message must be sent; the newcomer has none to send.
    pub fn new(setup: Setup, secrets: Secrets) -> (Self, Option<Message>) {
        match setup.role {
            Role::Waiter => {
                let keys = secrets.publics(setup.curves);
                let own = Side { keys: &keys, fingerprint: &setup.own, nonce: &secrets.nonce };
                let commitment = commitment(&setup.call, setup.curves, &own);
                let message = Message::Commit { curves: setup.curves, commitment };
                (Self { setup, state: State::Committed(secrets) }, Some(message))
            }
            Role::Newcomer => (Self { setup, state: State::Listening(secrets) }, None),
        }
    }

    /// Takes a message of the partner's: JSON, at most [`MAX_MESSAGE_BYTES`].
    ///
    /// # Errors
    /// When it isn't the message that is due, or not an acceptable one. The exchange is over then.
    pub fn receive(&mut self, message: &str) -> Result<Step, Failure> {
        // Whatever fails from here on leaves the exchange over.
        let state = std::mem::replace(&mut self.state, State::Over);
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(Failure::Malformed);
        }
        let message = serde_json::from_str(message).map_err(|_| Failure::Malformed)?;
        match (state, message) {
            (State::Listening(secrets), Message::Commit { curves, commitment }) => {
                let curve = self.setup.curves.best(curves);
                let answer = Message::Answer { curve, key: secrets.public(curve), nonce: secrets.nonce };
                self.state = State::Answered { secrets, curves, curve, commitment };
                Ok(Step::Send(answer))
            }
            (State::Committed(secrets), Message::Answer { curve, key, nonce }) => {
                self.answered(&secrets, curve, &key, nonce)
            }
            (State::Answered { secrets, curves, curve, commitment }, Message::Reveal { keys, nonce }) => {
                self.revealed(&secrets, (curves, curve), &commitment, &keys, nonce)
            }
            _ => Err(Failure::OutOfOrder),
        }
    }

    fn answered(
        &self,
        secrets: &Secrets,
        curve: Curve,
        key: &[u8],
        nonce: [u8; 16],
    ) -> Result<Step, Failure> {
        let Setup { call, own, partner, curves, .. } = &self.setup;
        if key.len() != curve.key_len() {
            return Err(Failure::Malformed);
        }
        if !curves.each().contains(&curve) {
            return Err(Failure::WrongCurve);
        }
        let secret = secrets.agree(curve, key).ok_or(Failure::BadKey)?;
        let keys = secrets.publics(*curves);
        let waiter = Side { keys: &keys, fingerprint: own, nonce: &secrets.nonce };
        let newcomer = Side { keys: key, fingerprint: partner, nonce: &nonce };
        let transcript = transcript(call, *curves, curve, &waiter, &newcomer);
        let session = schedule::session(Role::Waiter, &secret, &transcript);
        let reveal = Message::Reveal { nonce: secrets.nonce, keys };
        Ok(Step::Agreed { send: Some(reveal), session: Box::new(session) })
    }

    fn revealed(
        &self,
        secrets: &Secrets,
        (curves, curve): (Curves, Curve),
        committed: &[u8; 32],
        keys: &[u8],
        nonce: [u8; 16],
    ) -> Result<Step, Failure> {
        let Setup { call, own, partner, .. } = &self.setup;
        let key = curves.key(keys, curve).ok_or(Failure::Malformed)?;
        let waiter = Side { keys, fingerprint: partner, nonce: &nonce };
        if commitment(call, curves, &waiter) != *committed {
            return Err(Failure::CommitmentMismatch);
        }
        let secret = secrets.agree(curve, key).ok_or(Failure::BadKey)?;
        let own_key = secrets.public(curve);
        let newcomer = Side { keys: &own_key, fingerprint: own, nonce: &secrets.nonce };
        let transcript = transcript(call, curves, curve, &waiter, &newcomer);
        let session = schedule::session(Role::Newcomer, &secret, &transcript);
        Ok(Step::Agreed { send: None, session: Box::new(session) })
    }
}
