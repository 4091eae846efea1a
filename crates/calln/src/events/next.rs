//! `next`: ends the call and looks for another partner, as one step.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::client::Next;
use calln_wire::server::{Failed, JoinReply};

use super::{Context, ask, join, malformed, offer, read};
use crate::connection::Connection;
use crate::lobby::Request;
use crate::tags::Kind;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) {
    let asked = read::<Next>(event)
        .and_then(|next| request(context, connection, next))
        .and_then(|request| ask(context, connection, request, Some(event)));
    if let Err(failed) = asked {
        connection.answer(event.ack(), &JoinReply::refused(failed));
    }
}

fn request(context: &Context, connection: &Connection, next: Next) -> Result<Request, Failed> {
    let call = match &next.call {
        Some(call) => Some(call.parse().map_err(|_| malformed(Next::NAME))?),
        None => None,
    };
    let op = join::tag(&context.tags, Kind::Operation, next.op_id.as_deref())?;
    let offer = next.offer.map(|it| offer::kept(context, connection, *it)).transpose()?.flatten();
    Ok(Request::Next { call, op, offer })
}
