//! `offer`: the waiting caller's offer, kept to be handed to whoever comes.

use calln_transport::Event;
use calln_wire::client::{Offer, SessionDescription};
use calln_wire::server::{Failed, FailureCode};

use super::read;
use crate::caller::Caller;
use crate::defaults::OFFER_BYTES;

pub(super) fn handle(caller: &Caller, event: &Event) -> Result<(), Failed> {
    caller.keep_offer(bounded(read(event)?)?);
    Ok(())
}

/// An offer that is small enough to be kept.
pub(super) fn bounded(offer: Offer) -> Result<Offer, Failed> {
    let SessionDescription { kind, sdp } = &offer.description;
    if kind.len() + sdp.len() > OFFER_BYTES {
        return Err(Failed::new(
            FailureCode::TooLarge,
            format!("an offer takes at most {OFFER_BYTES} bytes; send it with `signal` once matched"),
        ));
    }
    Ok(offer)
}
