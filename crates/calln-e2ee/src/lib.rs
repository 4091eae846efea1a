//! End-to-end keys, the words that prove them, and sealed frames: one side of `docs/end-to-end.md`.
//!
//! Two callers agree on keys that the relay between them can't learn, bound to the DTLS certificates of their
//! voice connection, and get four words to compare by voice. Nothing here does I/O, reads a clock or draws
//! randomness by itself ([`Secrets::random`] does, and can be left out):
//!
//! 1. [`Fingerprint::in_sdp`] for both descriptions, as applied.
//! 2. [`Exchange::new`]; send the message that it hands back, if any.
//! 3. [`Exchange::receive`] for each message of the partner's; do what the [`Step`] says. An error ends the call.
//! 4. [`Session::words`] to compare; [`Session::seal`] and [`Session::open`] until the call ends, then drop it.
//!
//! ```
//! use calln_e2ee::{Curves, Exchange, Fingerprint, Kind, Secrets, Setup, Step};
//! use calln_wire::server::Role;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (fp_a, fp_b) = (Fingerprint::new([0xaa; 32]), Fingerprint::new([0xbb; 32]));
//! let side = |role, own, partner| Setup { role, call: "call".into(), own, partner, curves: Curves::Both };
//! let (mut a, commit) = Exchange::new(side(Role::Waiter, fp_a, fp_b), Secrets::random()?);
//! let (mut b, _) = Exchange::new(side(Role::Newcomer, fp_b, fp_a), Secrets::random()?);
//!
//! let Step::Send(answer) = b.receive(&serde_json::to_string(&commit)?)? else { unreachable!() };
//! let Step::Agreed { send, session: mut a } = a.receive(&serde_json::to_string(&answer)?)? else { unreachable!() };
//! let Step::Agreed { session: mut b, .. } = b.receive(&serde_json::to_string(&send)?)? else { unreachable!() };
//!
//! assert_eq!(a.words(), b.words());
//! let frame = a.seal(Kind::Chat, b"hello")?;
//! assert_eq!(b.open(Kind::Chat, &frame)?, b"hello");
//! # Ok(())
//! # }
//! ```

mod curve;
mod exchange;
mod fingerprint;
mod message;
mod padding;
mod schedule;
mod secrets;
mod session;
mod transcript;
#[cfg(test)]
mod vectors;
mod words;

pub use curve::{Curve, Curves};
pub use exchange::{Exchange, Failure, Setup, Step};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use message::{MAX_MESSAGE_BYTES, Message};
pub use padding::Kind;
pub use secrets::Secrets;
pub use session::{OpenError, SealError, Session};
pub use words::{WORDS, Words};
