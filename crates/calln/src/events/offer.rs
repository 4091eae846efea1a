//! `offer`: the waiting caller's offer, kept to be handed to whoever comes.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::client::{Offer, SessionDescription};
use calln_wire::server::{Failed, FailureCode};

use super::{Context, ask, read};
use crate::connection::Connection;
use crate::defaults::OFFER_BYTES;
use crate::limits::KeptOffer;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Result<(), Failed> {
    ask(context, connection, Request::Offer(kept(context, connection, read(event)?)?), None)
}

/// An offer that is small enough to be kept; none where there is no room for it, which its caller learns when it is matched.
pub(super) fn kept(
    context: &Context,
    connection: &Connection,
    offer: Offer,
) -> Result<Option<KeptOffer>, Failed> {
    let SessionDescription { kind, sdp } = &offer.description;
    if kind.len() + sdp.len() > OFFER_BYTES {
        return Err(Failed::new(
            FailureCode::TooLarge,
            format!("an offer takes at most {OFFER_BYTES} bytes; send it with `signal` once matched"),
        ));
    }
    Ok(context.rates.keep_offer(offer, connection.origin.site()))
}
