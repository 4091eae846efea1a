//! `join`: looks for a partner.

use std::sync::Arc;

use calln_core::{Country, Profile, Pseudonyms, Ways, Wish, WishError};
use calln_transport::Event;
use calln_wire::client::{Join, MAX_TAG_BYTES, Want};
use calln_wire::proof::Proof;
use calln_wire::server::{Failed, FailureCode, Hiding, JoinReply};

use super::{Context, ask, offer, read};
use crate::connection::Connection;
use crate::lobby::Request;
use crate::tags::{Kind, Tags};

pub(super) fn handle(context: &Context, connection: &Arc<Connection>, event: &Event) {
    let asked = read::<Join>(event)
        .and_then(|join| request(context, connection, join))
        .and_then(|request| ask(context, connection, request, Some(event)));
    if let Err(failed) = asked {
        // To look at a proof is work for the server: whoever shows wrong ones again and again is let go.
        let too_many = failed.code == FailureCode::BadProof && connection.own.refused();
        connection.answer(event.ack(), &JoinReply::refused(failed));
        if too_many {
            connection.close();
        }
    }
}

fn request(context: &Context, connection: &Connection, mut join: Join) -> Result<Request, Failed> {
    let tags = &context.tags;
    let (country, wish) = (country(connection, &join)?, wish(&join.want)?);
    let hide = hide(context.ice.hiding(), &join)?;
    let direct_only = direct_only(context.ice.hiding(), &join)?;
    let ways = match (hide, direct_only) {
        (true, _) => Ways::RelayOnly,
        (_, true) => Ways::DirectOnly,
        _ => Ways::Any,
    };
    let session = tag(tags, Kind::Session, join.session.as_deref())?;
    let connected = connection.origin.pseudonyms.day;
    let named = join.session.as_deref().map(|session| context.apart.sessions(connected, session.as_bytes()));
    let sessions = named.unwrap_or_default();
    let profile = Profile {
        country,
        wish,
        session,
        network: Some(connection.origin.network),
        ways,
        site: connection.origin.site(),
        pseudonyms: Pseudonyms { sessions, ..connection.origin.pseudonyms },
    };
    let op = tag(tags, Kind::Operation, join.op_id.as_deref())?;
    let offer = join.offer.take().map(|it| offer::kept(context, connection, *it)).transpose()?.flatten();
    let proved = join.proof.take().map(|proof| prove(context, connection, *proof)).transpose()?.is_some();
    Ok(Request::Join { profile, op, proved, offer })
}

/// Looks at a proof of work.
fn prove(context: &Context, connection: &Connection, proof: Proof) -> Result<(), Failed> {
    let checked = connection.check_proof(proof);
    checked.map_err(|bad| Failed::new(FailureCode::BadProof, bad.to_string()))?;
    context.metrics.proved();
    Ok(())
}

/// Whether the caller's address is to be hidden. Who asks for it in vain is told so, and not exposed instead.
fn hide(hiding: Hiding, join: &Join) -> Result<bool, Failed> {
    match (hiding, join.hide_address == Some(true)) {
        (Hiding::Always, _) => Ok(true),
        (Hiding::Unavailable, true) => {
            Err(Failed::new(FailureCode::NoRelay, "this server has no relay, so it can't hide an address"))
        }
        (_, asked) => Ok(asked),
    }
}

/// Whether the caller refuses the relay. Who must hide, or asks to, can't.
fn direct_only(hiding: Hiding, join: &Join) -> Result<bool, Failed> {
    let asked = join.direct_only == Some(true);
    if asked && (hiding == Hiding::Always || join.hide_address == Some(true)) {
        return Err(Failed::new(FailureCode::NoDirectWay, "an address can be hidden by the relay only"));
    }
    Ok(asked)
}

/// The country that the caller is matched by: none if withheld, else the address's, else the declared one.
fn country(connection: &Connection, join: &Join) -> Result<Option<Country>, Failed> {
    if join.withhold_country == Some(true) {
        return Ok(None);
    }
    match (connection.origin.country, &join.country) {
        (Some(seen), _) => Ok(Some(seen)),
        (None, Some(declared)) => Country::from_code(declared)
            .map(Some)
            .map_err(|error| Failed::new(FailureCode::UnknownCountry, error.to_string())),
        (None, None) => Ok(None),
    }
}

fn wish(want: &Want) -> Result<Wish, Failed> {
    match want {
        Want::Any(_) => Ok(Wish::Any),
        Want::Only(codes) => Wish::only(codes),
        Want::Except { except } => Wish::except(except),
    }
    .map_err(|error| {
        let code = match error {
            WishError::UnknownCountry(_) => FailureCode::UnknownCountry,
            _ => FailureCode::BadWant,
        };
        Failed::new(code, error.to_string())
    })
}

/// A client's free text as a tag: bounded, and of no meaning outside this process.
pub(super) fn tag(tags: &Tags, kind: Kind, text: Option<&str>) -> Result<Option<calln_core::Tag>, Failed> {
    match text {
        Some(text) if text.len() > MAX_TAG_BYTES => Err(Failed::new(
            FailureCode::TooLarge,
            format!("`op_id` and `session` take at most {MAX_TAG_BYTES} bytes"),
        )),
        text => Ok(text.map(|text| tags.of(kind, text.as_bytes()))),
    }
}
