//! `calln doctor`: looks at what a server needs and an operator can get wrong, and says what to do.
//!
//! | file | what it looks at |
//! |---|---|
//! | `files` | the state directory, the bans, the limit on open files |
//! | `page` | the port of the page |
//! | `proxies` | who stands in front of it, and what of that is believed |
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

use http::Uri;
pub use report::{Finding, Report, Verdict};

use crate::config::Config;

/// Examines everything; with `url`, what callers open, the way from there as well.
///
/// # Errors
/// Where it can't even begin: the system gives no threads.
pub fn examine(config: &Config, url: Option<&Uri>) -> std::io::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    runtime.block_on(async {
        page::examine(config, &mut report).await;
        proxies::examine(config, url, &mut report).await;
        relay::examine(config, &mut report).await;
    });
    files::examine(config, &mut report);
    Ok(report)
}
