//! `again`: the caller would talk to the partner of an ended call once more.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::client::Again;
use calln_wire::server::Failed;

use super::{Context, ask, malformed, read};
use crate::connection::Connection;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Result<(), Failed> {
    let Again { call } = read(event)?;
    let call = call.parse().map_err(|_| malformed(Again::NAME))?;
    ask(context, connection, Request::Again { call }, None)
}
