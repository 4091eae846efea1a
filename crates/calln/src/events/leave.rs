//! `leave`: stops looking.

use std::sync::Arc;

use calln_wire::server::Failed;

use super::{Context, ask};
use crate::connection::Connection;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, connection: &Arc<Connection>) -> Result<(), Failed> {
    ask(context, connection, Request::Leave, None)
}
