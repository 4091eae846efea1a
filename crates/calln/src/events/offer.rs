//! `offer`: the waiting caller's offer, kept to be handed to whoever comes.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::client::{Offer, SessionDescription};
use calln_wire::server::{Failed, FailureCode};

use super::{Context, ask, read};
use crate::connection::Connection;
use crate::defaults::OFFER_BYTES;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Result<(), Failed> {
    ask(context, connection, Request::Offer(bounded(read(event)?)?), None)
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
