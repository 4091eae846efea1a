//! `calln doctor`: looks at what a server needs and an operator can get wrong, and says what to do.
//!
//! | file | what it looks at |
//! |---|---|
//! | `files` | the state directory, the bans, the countries, the limit on open files |
//! | `page` | the port of the page |
//! | `proxies` | who stands in front of it, and what of that is believed |
//! | `socket_io` | the connection of callers, over polling and over a WebSocket |
//! | `relay` | the public address, STUN and TURN through a real allocation, TLS |
//!
//! It can be run beside a running server, which it then asks, or without one: then it serves STUN and TURN itself for
//! as long as it looks.

mod files;
mod page;
mod proxies;
mod relay;
mod report;
mod request;
mod socket_io;

use std::time::Duration;

use http::Uri;
pub use report::{Finding, Report, Verdict};

use crate::config::Config;

/// Examines everything; with `url`, what callers open, the way from there as well, and a connection over it that says nothing
/// for `patience`.
///
/// # Errors
/// Where it can't even begin: the system gives no threads.
pub fn examine(config: &Config, url: Option<&Uri>, patience: Duration) -> std::io::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    runtime.block_on(async {
        page::examine(config, &mut report).await;
        proxies::examine(config, url, &mut report).await;
        if let Some(url) = url {
            socket_io::examine(url, patience, &mut report).await;
        }
        relay::examine(config, &mut report).await;
    });
    files::examine(config, &mut report);
    Ok(report)
}
