//! Keeping addresses out of what the two sides of a relayed call are passed of each other.
//!
//! In a call where either side hides its address, both are told to use the relay alone. A client that does so names
//! no other address; this sees to it for those that don't. What is passed on is written anew from the fields that are
//! known: relay candidates stay, without the address that they were made from; other candidates go.

mod candidate;
mod sdp;

use calln_wire::client::Signal;

/// The signal without any address but the relay's. What it has to say besides stays, if only that there was one.
pub(crate) fn without_addresses(mut signal: Signal) -> Signal {
    if let Some(description) = &mut signal.description {
        description.sdp = sdp::without_addresses(&description.sdp);
    }
    signal.candidate = signal.candidate.and_then(|mut candidate| {
        // The end of candidates is an empty one.
        if !candidate.candidate.is_empty() {
            candidate.candidate = candidate::relayed(&candidate.candidate)?;
        }
        Some(candidate)
    });
    signal
}
