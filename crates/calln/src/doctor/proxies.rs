//! Who stands in front of the server, and whether it is believed what it should be.
//!
//! The server is asked as what it sees somebody who claims, in `X-Forwarded-For`, an address that nobody has. From this
//! machine that shows whether a proxy here would be believed. Through the address that callers open, it shows whether
//! callers can pass themselves off as somebody else, or all look like the proxy.

use std::net::{IpAddr, Ipv4Addr};

use calln_wire::http::{AddressKind, AddressSource, SeenAddress};
use http::{StatusCode, Uri, header};

use super::page::reachable;
use super::report::{Report, reason};
use super::request::{Answer, Question};
use crate::config::Config;
use crate::hosts::Hosts;

/// For documentation (RFC 5737): whoever comes from there only says so.
const CLAIM: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));
const FORGERY: Question<'static> =
    Question { path: "/api/address", forwarded_for: Some(CLAIM), origin: None, opens_websocket: false };
const CHECK: &str = "proxies";

pub(super) async fn examine(config: &Config, url: Option<&Uri>, report: &mut Report) {
    match url {
        Some(url) => from_outside(config, url, report).await,
        None => from_here(config, report).await,
    }
}

/// As a proxy on this machine would ask.
async fn from_here(config: &Config, report: &mut Report) {
    let listen = config.listen;
    let answer = FORGERY.ask_near(reachable(listen)).await.ok();
    let believed = answer.as_ref().and_then(seen).map(|seen| seen.kind == AddressKind::Documentation);
    let here = answer.map_or(reachable(listen).ip(), |answer| answer.from);
    match (believed, trusts(config, here)) {
        (Some(true), false) | (Some(false), true) => report.problem(
            CHECK,
            "the running server trusts other proxies than these settings say",
            "restart it, or run the doctor with its settings",
        ),
        (None | Some(false), false) if listen.ip().is_loopback() => report.warn(
            CHECK,
            format!(
                "{listen} is reached through a proxy, or from this machine only, and no proxy here is trusted: all \
                 callers would have the proxy's address, its country and its bans"
            ),
            "name the proxy's network in trusted_proxies, 127.0.0.1/32 if it is on this machine",
        ),
        (_, true) => report.fine(CHECK, "a proxy on this machine is believed; --url looks at what it says"),
        (_, false) if config.trusted_proxies.is_empty() => {
            report.fine(CHECK, "callers are taken to connect directly, whatever they claim");
        }
        (_, false) => report.fine(CHECK, "proxies elsewhere are believed; --url looks at what they say"),
    }
}

/// As a caller would ask.
async fn from_outside(config: &Config, url: &Uri, report: &mut Report) {
    let answer = match FORGERY.ask_at(url).await {
        Ok(answer) => answer,
        Err(error) => {
            let says = format!("{url} doesn't lead here: {}", reason(&error));
            return report.problem("public page", says, "see to name, port, certificate and proxy");
        }
    };
    if names_the_host(config, url, &answer, report) == Named::Nowhere {
        return;
    }
    let Some(seen) = seen(&answer) else {
        let says = format!("at {url} answers something else than Calln: status {}", answer.status.as_u16());
        return report.problem("public page", says, "let the proxy pass everything on to listen");
    };
    report.fine("public page", format!("{url} leads to a server"));
    let is_secure = url.scheme_str() == Some("https");
    match seen {
        _ if trusts(config, answer.from) => report.warn(
            CHECK,
            "a request from this machine, itself a trusted proxy, shows nothing",
            "run the doctor on another machine, with the server's settings",
        ),
        SeenAddress { kind: AddressKind::Documentation, .. } => report.problem(
            CHECK,
            "what callers claim in X-Forwarded-For is believed: anybody can come from anywhere, and no ban holds",
            "let the proxy add its caller's address at the right end, or write the header anew; and name in \
             trusted_proxies the proxies' own addresses alone",
        ),
        SeenAddress { source: AddressSource::Connection, .. } if is_secure => report.problem(
            CHECK,
            "the proxy is taken for the caller: all callers have its address, its country and its bans",
            "name the proxy's network in trusted_proxies, and let it send X-Forwarded-For",
        ),
        SeenAddress { source: AddressSource::Connection, .. } => {
            report.fine(CHECK, "callers connect directly, whatever they claim");
        }
        SeenAddress { source: AddressSource::Proxy, .. } => {
            report.fine(CHECK, "the proxy says who comes, and what callers claim isn't believed");
        }
    }
    if is_secure && !answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY) {
        report.warn(
            "HTTPS",
            "the server isn't told that callers come over HTTPS, so browsers aren't told to stay with it",
            "let the proxy send X-Forwarded-Proto: https",
        );
    }
}

/// Whether the server is reached by the name that callers open.
#[derive(PartialEq, Eq)]
enum Named {
    Somewhere,
    Nowhere,
}

fn names_the_host(config: &Config, url: &Uri, answer: &Answer, report: &mut Report) -> Named {
    const CHECK: &str = "hosts";
    let host = url.host().unwrap_or_default();
    let remedy = format!("name {host} in hosts");
    if answer.status == StatusCode::MISDIRECTED_REQUEST {
        report.problem(CHECK, format!("the server refuses callers who open {host}"), remedy);
        return Named::Nowhere;
    }
    if Hosts::of(config).knows(host) {
        report.fine(CHECK, format!("{host} is a name of this server"));
    } else {
        report.warn(
            CHECK,
            format!("{host} isn't named: whatever host a proxy passes on is believed"),
            remedy,
        );
    }
    Named::Somewhere
}

fn trusts(config: &Config, ip: IpAddr) -> bool {
    config.trusted_proxies.iter().any(|network| network.contains(&ip.to_canonical()))
}

/// How the server saw who asked; none where it isn't Calln.
fn seen(answer: &Answer) -> Option<SeenAddress> {
    let body = (answer.status == StatusCode::OK).then_some(&answer.body)?;
    serde_json::from_slice(body).ok()
}
