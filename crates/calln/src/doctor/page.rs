//! The port of the page.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use http::StatusCode;

use super::report::{Report, reason};
use super::request::{Answer, Question};
use crate::config::Config;

pub(super) async fn examine(config: &Config, report: &mut Report) {
    let listen = config.listen;
    let question = Question { path: "/readyz", ..Question::default() };
    match question.ask_near(reachable(listen)).await {
        Ok(answer) => judge(listen, &answer, report),
        Err(_) => match TcpListener::bind(listen) {
            Ok(_free) => report.fine("page", format!("{listen} is free, and no server is running")),
            Err(error) => report.problem(
                "page",
                format!("{listen} can't be listened on, and no Calln answers there: {}", reason(&error)),
                "choose another address with listen",
            ),
        },
    }
}

fn judge(listen: SocketAddr, answer: &Answer, report: &mut Report) {
    let says = String::from_utf8_lossy(&answer.body);
    match answer.status {
        StatusCode::OK if says.starts_with("ready") => {
            report.fine("page", format!("a server answers at {listen}, and matches callers"));
        }
        StatusCode::SERVICE_UNAVAILABLE => report.problem(
            "page",
            format!("the server at {listen} can't match callers: {}", says.trim()),
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
