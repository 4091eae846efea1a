//! `block`: never to meet this partner again.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::safety::Block;
use calln_wire::server::Failed;

use super::{Context, ask, malformed, read};
use crate::connection::Connection;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Result<(), Failed> {
    let Block { call } = read(event)?;
    let call = call.parse().map_err(|_| malformed(Block::NAME))?;
    ask(context, connection, Request::Block { call }, None)
}
