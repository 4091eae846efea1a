//! `renew`: a fresh token to come back to the call with, and fresh credentials of its relay.

use std::time::SystemTime;

use calln_transport::Event;
use calln_wire::client::Renew;
use calln_wire::server::{Failed, FailureCode, RenewReply, Renewed};

use super::{Context, read};
use crate::connection::Connection;
use crate::random;

pub(super) fn handle(context: &Context, connection: &Connection, event: &Event) {
    let reply = match renewed(context, connection, event) {
        Ok(renewed) => RenewReply::Ok { ok: true, renewed },
        Err(error) => RenewReply::Refused { ok: false, error },
    };
    connection.answer(event.ack(), &reply);
}

fn renewed(context: &Context, connection: &Connection, event: &Event) -> Result<Renewed, Failed> {
    let Renew { call } = read(event)?;
    let claim = connection.renew(&call).ok_or_else(|| Failed::new(FailureCode::Over, "not in that call"))?;
    Ok(Renewed {
        token: context.sealer.seal(claim, SystemTime::now(), random::bytes()),
        ice_servers: context.ice.servers(connection.relay_user),
        relay: claim.hiding.of_either().then(|| context.ice.relay(connection.relay_user)).flatten(),
    })
}
