//! `signal`: connection set-up, passed to the partner as it came, or, where addresses are hidden, without them.

use std::borrow::Cow;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::client::Signal;
use calln_wire::server::{Failed, FailureCode};
use serde::Deserialize;

use super::{Context, malformed, read};
use crate::caller::Caller;
use crate::hiding;

pub(super) fn handle(context: &Context, caller: &Caller, event: &Event) -> Result<(), Failed> {
    if event.len() > context.limits.signal_bytes {
        return Err(Failed::new(
            FailureCode::TooLarge,
            format!("`signal` takes at most {} bytes", context.limits.signal_bytes),
        ));
    }
    if !event.attachments().is_empty() {
        return Err(malformed(Signal::NAME));
    }
    if caller.is_relayed() {
        let signal = hiding::without_addresses(read(event)?);
        let _delivered = caller.pass(&signal.call, &signal);
        return Ok(());
    }
    let call = call(event).ok_or_else(|| malformed(Signal::NAME))?;
    // A frame of a call that is over finds nobody: usual in the moment that a call ends, and no failure.
    // A partner that takes no more is being closed, and this caller hears `partner_left`.
    let _delivered = caller.relay(&call, event.relay());
    Ok(())
}

/// The one field that routing needs. Clients put it first, where it can be read without parsing the rest.
fn call(event: &Event) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Routing<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }

    let first = event.raw().strip_prefix(r#"["signal",{"call":""#).and_then(|rest| rest.split_once('"'));
    match first {
        Some((call, _)) if !call.contains('\\') => Some(Cow::Borrowed(call)),
        _ => event.argument::<Routing<'_>>().ok().map(|routing| routing.call),
    }
}
