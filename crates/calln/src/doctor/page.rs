//! The port of the page, and who stands in front of it.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::report::{Report, reason};
use crate::config::Config;

/// A server on this machine answers in milliseconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// More than the answer to a probe has.
const ANSWER_BYTES: u64 = 4096;

pub(super) fn examine(config: &Config, report: &mut Report) {
    match ask(config.listen) {
        Ok(answer) => judge(config.listen, &answer, report),
        Err(_) => match TcpListener::bind(config.listen) {
            Ok(_free) => report.fine("page", format!("{} is free, and no server is running", config.listen)),
            Err(error) => report.problem(
                "page",
                format!("{} can't be listened on: {}", config.listen, reason(&error)),
                "choose another address with listen",
            ),
        },
    }
    let from_here_only = config.listen.ip().is_loopback();
    if !config.trusted_proxies.is_empty() {
        let proxies = config.trusted_proxies.len();
        report
            .fine("proxies", format!("X-Forwarded-For is believed from {proxies} network(s), and no other"));
    } else if from_here_only {
        report.warn(
            "proxies",
            format!(
                "{} is reached through a proxy, or from this machine only, and no proxy is trusted: all callers would \
                 have the proxy's address, its country and its bans",
                config.listen
            ),
            "name the proxy's network in trusted_proxies, 127.0.0.1/32 if it is on this machine",
        );
    } else {
        report.fine("proxies", "callers are taken to connect directly");
    }
}

/// What the server at `listen` says to `/readyz`, head and all.
fn ask(listen: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&reachable(listen), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nhost: {listen}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn judge(listen: SocketAddr, answer: &str, report: &mut Report) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    match head.split(' ').nth(1) {
        Some("200") if body.starts_with("ready") => {
            report.fine("page", format!("a server answers at {listen}, and matches callers"));
        }
        Some("503") => report.problem(
            "page",
            format!("the server at {listen} can't match callers: {}", body.trim()),
            "restart it, and read its log",
        ),
        _ => report.problem(
            "page",
            format!("something else than Calln listens at {listen}"),
            "choose another address with listen",
        ),
    }
}

/// Where to connect to somebody who listens on `listen`: an unspecified address stands for this machine too.
pub(super) fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
