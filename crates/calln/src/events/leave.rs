//! `leave`: stops looking.

use std::sync::Arc;

use calln_wire::server::Failed;

use super::{Context, ask};
use crate::caller::Caller;
use crate::lobby::Request;

pub(super) fn handle(context: &Context, caller: &Arc<Caller>) -> Result<(), Failed> {
    caller.take_offer();
    ask(context, caller, Request::Leave, None)
}
