//! `hang_up`: ends the call that it names.

use std::sync::Arc;

use calln_transport::Event;
use calln_wire::Event as _;
use calln_wire::client::HangUp;
use calln_wire::server::Failed;

use super::{Context, ask, malformed, read};
use crate::connection::Connection;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Result<(), Failed> {
    let HangUp { call } = read(event)?;
    let call = call.parse().map_err(|_| malformed(HangUp::NAME))?;
    ask(context, connection, Request::HangUp { call }, None)
}
