//! `resume`: the caller is back, on a new connection, and takes its leg of the call again.

use std::sync::Arc;
use std::time::SystemTime;

use calln_transport::Event;
use calln_wire::client::Resume;
use calln_wire::server::{Failed, FailureCode, ResumeReply};

use super::{Context, ask, join, read};
use crate::connection::Connection;
use crate::lobby::Request;
use crate::tags::Kind;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) {
    let asked = request(context, event).and_then(|request| ask(context, connection, request, Some(event)));
    if let Err(error) = asked {
        connection.answer(event.ack(), &ResumeReply::Refused { ok: false, error });
    }
}

fn request(context: &Context, event: &Event) -> Result<Request, Failed> {
    let Resume { token, op_id } = read(event)?;
    let claim = context
        .sealer
        .open(&token, SystemTime::now())
        .map_err(|error| Failed::new(FailureCode::BadToken, error.to_string()))?;
    let op = join::tag(&context.tags, Kind::Operation, op_id.as_deref())?;
    Ok(Request::Resume { claim, op })
}
