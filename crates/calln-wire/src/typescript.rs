//! The page's side of the wire, rendered from the Rust types.

use std::fmt::Write as _;

use ts_rs::{Config, TS};

use crate::{app, client, event, http, proof, safety, server};

/// The whole of `web/src/wire/index.ts`: a declaration for each type, then one event map for each direction.
pub fn typescript() -> String {
    let config = Config::default();
    let mut out = String::from("// Generated from crates/calln-wire by `cargo xtask wire`. Do not edit.\n");
    macro_rules! declare {
        ($($type:ty),+ $(,)?) => {
            $(let _ = write!(out, "\nexport {}\n", <$type as TS>::decl(&config));)+
        };
    }
    declare!(
        client::Any,
        client::Want,
        proof::Parameters,
        proof::Challenge,
        proof::Solution,
        proof::Proof,
        client::Join,
        client::Leave,
        client::Next,
        client::HangUp,
        client::SessionDescription,
        client::IceCandidate,
        client::Signal,
        client::Offer,
        client::Renew,
        client::Resume,
        client::Auth,
        server::Hiding,
        client::Keys,
        client::Attachment,
        client::Chat,
        client::Image,
        client::Typing,
        client::Way,
        client::Connectivity,
        server::IceServer,
        server::Limits,
        server::Small,
        server::Headcount,
        server::Welcome,
        server::Estimate,
        server::Waiting,
        server::Role,
        server::Partner,
        server::Matched,
        server::Reconnecting,
        server::Returned,
        server::Moving,
        server::Why,
        server::PartnerLeft,
        server::FailureCode,
        server::Failed,
        server::JoinState,
        server::JoinReply,
        server::Renewed,
        server::RenewReply,
        server::Resumed,
        server::ResumeReply,
        safety::Reason,
        safety::Report,
        safety::Block,
        client::Again,
        server::Acknowledgement,
        safety::Banned,
        http::AdSlot,
        http::Ads,
        http::FirebaseConfig,
        http::LengthBucket,
        http::VisitEvent,
        http::Site,
        http::CountryCount,
        http::Stats,
        http::What,
        http::Kept,
        http::MyData,
        http::Relay,
        http::AddressSource,
        http::AddressKind,
        http::CheckRelay,
        http::SeenAddress,
        app::PageState,
        app::FromPage,
        app::AppCommand,
        app::SoundRouteKind,
        app::SoundRoute,
        app::FromApp,
        app::FullScreenAds,
        app::AppOffers,
    );
    for (interface, events) in event::maps() {
        let _ = write!(out, "\nexport type {interface} = {{\n");
        for (name, payload) in events {
            let _ = writeln!(out, "  {name}: {payload};");
        }
        out.push_str("};\n");
    }
    out
}
