//! `calln doctor`: looks at what a server needs and an operator can get wrong, and says what to do.
//!
//! | file | what it looks at |
//! |---|---|
//! | `files` | the state directory, the bans, the limit on open files |
//! | `page` | the port of the page, and who stands in front of it |
//! | `relay` | the public address, STUN and TURN through a real allocation, TLS |
//!
//! It can be run beside a running server, which it then asks, or without one: then it serves STUN and TURN itself for
//! as long as it looks.

mod files;
mod page;
mod relay;
mod report;

pub use report::{Finding, Report, Verdict};

use crate::config::Config;

/// Examines everything.
///
/// # Errors
/// Where it can't even begin: the system gives no threads.
pub fn examine(config: &Config) -> std::io::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    page::examine(config, &mut report);
    runtime.block_on(relay::examine(config, &mut report));
    files::examine(config, &mut report);
    Ok(report)
}
