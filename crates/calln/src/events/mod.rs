//! What each of a client's events does. One file an event, and one for all that are passed on as they are.
//!
//! An event that can't be carried out is answered: in its acknowledgement if it asked for one,
//! else with `failed`. Nobody but its sender notices.

mod again;
mod block;
mod connectivity;
mod hang_up;
mod join;
mod leave;
mod next;
mod offer;
mod relayed;
mod renew;
mod report;
mod resume;
mod shape;

use std::sync::Arc;

use calln_core::Rate;
use calln_transport::{Event, Flow};
use calln_wire::Event as _;
use calln_wire::client::{Again, Connectivity, HangUp, Join, Leave, Next, Offer, Renew, Resume, Signal};
use calln_wire::safety::{Block, Report};
use calln_wire::server::{Acknowledgement, Failed, FailureCode, JoinReply};
use serde::Deserialize;

use crate::apart::ApartLog;
use crate::connection::Connection;
use crate::limits::{Action, Limits as Rates};
use crate::lobby::{LobbyHandle, Request};
use crate::metrics::Metrics;
use crate::tags::Tags;
use crate::token::Sealer;
use crate::turn::Ice;

/// What the events need besides the caller that sent them.
pub(crate) struct Context {
    pub(crate) lobby: LobbyHandle,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) ice: Arc<Ice>,
    pub(crate) tags: Tags,
    pub(crate) apart: Arc<ApartLog>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) rates: Arc<Rates>,
}

/// Bounds on what one caller may send.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Largest `signal`, in bytes.
    pub(crate) signal_bytes: usize,
    /// Most requests to the lobby that may be unanswered.
    pub(crate) pending_requests: usize,
    /// Bytes of images that one caller may send.
    pub(crate) image_rate: Rate,
}

/// Carries out one event, and says when the caller's next one may be read.
pub(crate) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) -> Flow {
    if event.name() == Signal::NAME && !is_within_limits(context, connection, event) {
        return Flow::On;
    }
    match relayed::handle(context, connection, event) {
        Some(Ok(None)) => return Flow::On,
        Some(Ok(Some(partner))) => return Flow::After(partner),
        Some(Err(failed)) => {
            context.metrics.refused(failed.code);
            connection.tell(&failed);
            if !connection.origin.exempt && connection.own.refused() {
                connection.close();
            }
        }
        None => decide(context, connection, event),
    }
    Flow::On
}

fn decide(context: &Context, connection: &Arc<Connection>, event: &Event) {
    if !is_within_limits(context, connection, event) {
        return;
    }
    let outcome = match event.name() {
        Join::NAME => return join::handle(context, connection, event),
        Next::NAME => return next::handle(context, connection, event),
        Leave::NAME => leave::handle(context, connection),
        HangUp::NAME => hang_up::handle(context, connection, event),
        Offer::NAME => offer::handle(context, connection, event),
        Renew::NAME => return renew::handle(context, connection, event),
        Resume::NAME => return resume::handle(context, connection, event),
        Report::NAME => return report::handle(context, connection, event),
        Again::NAME => again::handle(context, connection, event),
        Block::NAME => return block::handle(context, connection, event),
        Connectivity::NAME => connectivity::handle(context, connection, event),
        _ => Err(Failed::new(FailureCode::UnknownEvent, "this server knows no event of that name")),
    };
    let reply = outcome.map_or_else(Acknowledgement::refused, |()| Acknowledgement::ok());
    connection.answer(event.ack(), &reply);
}

/// Counts an event. False: it is too many, the caller has been told, and, if it goes on like
/// that, let go.
fn is_within_limits(context: &Context, connection: &Connection, event: &Event) -> bool {
    if connection.origin.exempt {
        return true;
    }
    let shared = |action| context.rates.count(action, &connection.origin.standing);
    let counted = match event.name() {
        Signal::NAME | Offer::NAME => connection.own.signal(),
        Join::NAME => connection.own.request().and_then(|()| shared(Action::Join)),
        Next::NAME | Again::NAME => connection.own.request().and_then(|()| shared(Action::Skip)),
        Report::NAME | Block::NAME => connection.own.request().and_then(|()| shared(Action::Report)),
        _ => connection.own.request(),
    };
    let Err(wait) = counted else { return true };
    // The refusal of every request that is acknowledged has this one shape.
    connection.answer(event.ack(), &JoinReply::refused(Failed::slow_down("too much of this; wait", wait)));
    if connection.own.refused() {
        connection.close();
    }
    false
}

/// Reads an event's argument as the type that it should have.
///
/// The message names what was expected, never what came: that is the caller's own business.
fn read<'a, T: Deserialize<'a> + calln_wire::Event>(event: &'a Event) -> Result<T, Failed> {
    event.argument().map_err(|_| malformed(T::NAME))
}

fn malformed(name: &str) -> Failed {
    Failed::new(
        FailureCode::Malformed,
        format!("`{name}` isn't of the shape that it should have; docs/protocol.md shows it"),
    )
}

/// Passes a request to the lobby, unless the caller has too many unanswered ones already.
fn ask(
    context: &Context,
    connection: &Arc<Connection>,
    request: Request,
    event: Option<&Event>,
) -> Result<(), Failed> {
    if !connection.own.begin_request(context.limits.pending_requests) {
        return Err(Failed::new(
            FailureCode::SlowDown,
            "too many requests are unanswered; wait for their acknowledgements",
        ));
    }
    context.lobby.ask(Arc::clone(connection), request, event.and_then(Event::ack));
    Ok(())
}
