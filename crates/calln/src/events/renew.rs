//! `renew`: a fresh token to come back to the call with.

use std::time::SystemTime;

use calln_transport::Event;
use calln_wire::client::Renew;
use calln_wire::server::{Failed, FailureCode, RenewReply};

use super::{Context, read};
use crate::caller::Caller;
use crate::random;

pub(super) fn handle(context: &Context, caller: &Caller, event: &Event) {
    let reply = match token(context, caller, event) {
        Ok(token) => RenewReply::Ok { ok: true, token },
        Err(error) => RenewReply::Refused { ok: false, error },
    };
    caller.acknowledge(event.ack(), &reply);
}

fn token(context: &Context, caller: &Caller, event: &Event) -> Result<String, Failed> {
    let Renew { call } = read(event)?;
    let claim = caller.renew(&call).ok_or_else(|| Failed::new(FailureCode::Over, "not in that call"))?;
    Ok(context.sealer.seal(claim, SystemTime::now(), random::bytes()))
}
