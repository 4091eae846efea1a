//! `block`: never to meet this partner again.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::safety::Block;
use calln_wire::server::Failed;

use super::{Context, ask, malformed, read};
use crate::caller::Caller;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, caller: &Arc<Caller>, event: &Event) -> Result<(), Failed> {
    let Block { call } = read(event)?;
    let call = call.parse().map_err(|_| malformed(Block::NAME))?;
    ask(context, caller, Request::Block { call }, None)
}
