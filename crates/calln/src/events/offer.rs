//! `offer`: the waiting caller's offer, kept to be handed to whoever comes.

use calln_transport::Event;
use calln_wire::client::{Offer, SessionDescription};
use calln_wire::server::{Failed, FailureCode};

use super::{Context, read};
use crate::caller::Caller;
use crate::defaults::OFFER_BYTES;
use crate::limits::KeptOffer;

pub(super) fn handle(context: &Context, caller: &Caller, event: &Event) -> Result<(), Failed> {
    caller.keep_offer(kept(context, caller, read(event)?)?);
    Ok(())
}

/// An offer that is small enough to be kept; none where there is no room for it, which its caller learns when it is matched.
pub(super) fn kept(context: &Context, caller: &Caller, offer: Offer) -> Result<Option<KeptOffer>, Failed> {
    let SessionDescription { kind, sdp } = &offer.description;
    if kind.len() + sdp.len() > OFFER_BYTES {
        return Err(Failed::new(
            FailureCode::TooLarge,
            format!("an offer takes at most {OFFER_BYTES} bytes; send it with `signal` once matched"),
        ));
    }
    Ok(context.rates.keep_offer(offer, &caller.origin))
}
