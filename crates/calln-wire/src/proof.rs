//! Proofs of work: a puzzle that takes a machine a second or two, and its solution. Both are those of ALTCHA, version 2
//! (<https://altcha.org/docs/v2/proof-of-work>), so that its libraries can make, solve and check them.

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

/// A puzzle: find a `counter` with which the key derived from the parameters begins with `key_prefix`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Challenge {
    /// What to solve.
    pub parameters: Parameters,
    /// HMAC-SHA-256 of the parameters under a secret of the server's, in hex. A solution brings it back.
    pub signature: String,
}

/// What to solve. The password is `nonce` with the counter after it, as four bytes, the highest first.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    /// How the key is derived: `PBKDF2/SHA-256`.
    pub algorithm: String,
    /// Rounds of the derivation.
    pub cost: u32,
    /// When it can no longer be shown, in seconds since 1970-01-01 UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub expires_at: i64,
    /// Bytes of the key.
    pub key_length: u32,
    /// What the key must begin with, in hex.
    pub key_prefix: String,
    /// Random, in hex.
    pub nonce: String,
    /// Random, in hex.
    pub salt: String,
}

/// A puzzle with its solution. Good once, on the connection that was given the puzzle.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Proof {
    /// The puzzle, as it was given.
    pub challenge: Challenge,
    /// Its solution.
    pub solution: Solution,
}

/// What solves a puzzle.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Solution {
    /// The counter.
    pub counter: u32,
    /// The key that it gives, in hex.
    pub derived_key: String,
}
