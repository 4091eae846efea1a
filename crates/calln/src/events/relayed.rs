//! What goes to the partner as it came: `signal`, `keys`, `chat`, `image`, `typing`. Nothing of it is decoded but the
//! call's name, but of a `signal` where addresses are hidden: that goes on without them.

use std::borrow::Cow;
use std::sync::Arc;

use calln_transport::{Event, Socket};
use calln_wire::Event as _;
use calln_wire::client::{
    Chat, Image, Keys, MAX_CHAT_BYTES, MAX_IMAGE_BYTES, MAX_KEYS_BYTES, MAX_TYPING_BYTES, Signal, Typing,
};
use calln_wire::server::{Failed, FailureCode};
use serde::Deserialize;

use super::shape::is_plain;
use super::{Context, Limits, malformed, read};
use crate::connection::Connection;
use crate::hiding;
use crate::limits::Relayed;

/// What one kind of event may be like.
struct Shape {
    name: &'static str,
    /// Largest event with its attachments, in bytes.
    bytes: usize,
    /// Whether a binary attachment belongs to it.
    attached: bool,
    /// What counts against the caller's rate; a `signal` doesn't, since set-up comes in bursts and its size is bounded.
    kind: Option<Relayed>,
}

fn shape(limits: &Limits, name: &str) -> Option<Shape> {
    let (name, bytes, attached, kind) = match name {
        Signal::NAME => (Signal::NAME, limits.signal_bytes, false, None),
        Keys::NAME => (Keys::NAME, MAX_KEYS_BYTES, false, Some(Relayed::Keys)),
        Chat::NAME => (Chat::NAME, MAX_CHAT_BYTES, true, Some(Relayed::Chat)),
        Image::NAME => (Image::NAME, MAX_IMAGE_BYTES, true, Some(Relayed::Image)),
        Typing::NAME => (Typing::NAME, MAX_TYPING_BYTES, false, Some(Relayed::Typing)),
        _ => return None,
    };
    Some(Shape { name, bytes, attached, kind })
}

/// Passes the event on, if it is of a kind that is passed on. With a partner's socket that has too much to write
/// already: the caller's next event waits for it.
pub(super) fn handle(
    context: &Context,
    connection: &Arc<Connection>,
    event: &Event,
) -> Option<Result<Option<Socket>, Failed>> {
    let shape = shape(&context.limits, event.name())?;
    Some(pass_on(context, connection, event, &shape))
}

fn pass_on(
    context: &Context,
    connection: &Arc<Connection>,
    event: &Event,
    shape: &Shape,
) -> Result<Option<Socket>, Failed> {
    let Shape { name, bytes, attached, kind } = *shape;
    if event.len() > bytes {
        let message = format!("`{name}` takes at most {bytes} bytes");
        return Err(Failed::new(FailureCode::TooLarge, message));
    }
    if event.attachments().len() != usize::from(attached) || !is_plain(event.raw()) {
        return Err(malformed(name));
    }
    if name == Signal::NAME && connection.is_relayed() {
        let signal = hiding::without_addresses(read(event)?);
        let _delivered =
            connection.pass(&signal.call, &signal, || first_words(context, connection, &signal.call));
        return Ok(None);
    }
    let call = call(event, name).ok_or_else(|| malformed(name))?;
    if let Some(kind) = kind {
        connection.own.spend(kind, event.len(), context.limits.image_rate).map_err(|wait| {
            Failed::slow_down(format!("too much of `{name}` at once; say it again in {wait:.1?}"), wait)
        })?;
    }
    // A frame of a call that is over finds nobody: usual in the moment that a call ends, and no failure. A partner
    // who is away misses it, which the caller has been told; one that takes no more is being closed.
    let names_addresses = name == Signal::NAME;
    let relayed =
        connection.relay(&call, event.relay(), names_addresses, || first_words(context, connection, &call));
    Ok(relayed.unwrap_or_default())
}

/// The lobby counts with who says nothing at all.
fn first_words(context: &Context, connection: &Arc<Connection>, call: &str) {
    if let Ok(call) = call.parse() {
        context.lobby.spoke(Arc::clone(connection), call);
    }
}

/// The one field that routing needs. Clients put it first, where it can be read without parsing the rest.
fn call<'a>(event: &'a Event, name: &str) -> Option<Cow<'a, str>> {
    #[derive(Deserialize)]
    struct Routing<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }

    let first = event
        .raw()
        .strip_prefix("[\"")
        .and_then(|rest| rest.strip_prefix(name))
        .and_then(|rest| rest.strip_prefix(r#"",{"call":""#))
        .and_then(|rest| rest.split_once('"'));
    match first {
        Some((call, _)) if !call.contains('\\') => Some(Cow::Borrowed(call)),
        _ => event.argument::<Routing<'_>>().ok().map(|routing| routing.call),
    }
}
