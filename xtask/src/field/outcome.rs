//! What became of the calls of one pair.

use super::kinds::Kind;
use super::way::Way;

/// What became of one pair.
pub(super) struct Outcome {
    pub(super) kinds: [Kind; 2],
    /// The best ways that there can be, of the two sides in the order of the kinds.
    pub(super) best: [Way; 2],
    /// What was measured, or what went wrong.
    pub(super) heard: eyre::Result<Heard>,
}

/// What was measured of one pair.
pub(super) struct Heard {
    /// The median of the times from the press to the first sound, in milliseconds.
    pub(super) voice: f64,
    /// The ways of each call, in the order of the kinds.
    pub(super) ways: Vec<[Way; 2]>,
}
