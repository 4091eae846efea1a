//! `block`: never to meet this partner again.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::safety::Block;
use calln_wire::server::{Acknowledgement, Failed};

use super::{Context, ask, malformed, read};
use crate::connection::Connection;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) {
    let asked = request(event).and_then(|request| ask(context, connection, request, Some(event)));
    if let Err(error) = asked {
        connection.answer(event.ack(), &Acknowledgement::refused(error));
    }
}

fn request(event: &Event) -> Result<Request, Failed> {
    let Block { call } = read(event)?;
    let call = call.parse().map_err(|_| malformed(Block::NAME))?;
    Ok(Request::Block { call })
}
