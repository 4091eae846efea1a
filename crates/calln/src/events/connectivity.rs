//! `connectivity`: how a call's connection came about.

use std::time::Duration;

use calln_transport::Event;
use calln_wire::client::Connectivity;
use calln_wire::server::Failed;

use super::{Context, read};
use crate::connection::Connection;

/// What more a client may claim of the time is cut off, in milliseconds, so that one claim doesn't make up the mean of a day. A page
/// gives a call up after 15 s.
const LONGEST: u32 = 30_000;

pub(super) fn handle(context: &Context, connection: &Connection, event: &Event) -> Result<(), Failed> {
    let Connectivity { call, way, milliseconds } = read(event)?;
    if connection.tells_of(&call, way.is_some()) {
        context.metrics.connectivity(way, Duration::from_millis(milliseconds.min(LONGEST).into()));
    }
    Ok(())
}
