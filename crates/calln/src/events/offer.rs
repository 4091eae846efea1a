//! `offer`: the waiting caller's offer, kept to be handed to whoever comes.

use calln_transport::Event;
use calln_wire::client::Offer;
use calln_wire::server::{Failed, FailureCode};

use super::read;
use crate::caller::Caller;
use crate::defaults::OFFER_BYTES;

pub(super) fn handle(caller: &Caller, event: &Event) -> Result<(), Failed> {
    if event.len() > OFFER_BYTES {
        return Err(Failed::new(
            FailureCode::TooLarge,
            format!("`offer` takes at most {OFFER_BYTES} bytes; send it with `signal` once matched"),
        ));
    }
    let Offer { description } = read(event)?;
    caller.keep_offer(description);
    Ok(())
}
