//! The reverse proxies that `deploy/proxies` has configurations for, which the tests run.

use crate::command::find;
use crate::debian;

/// Each program with its package.
const PROXIES: [(&str, &str); 4] =
    [("nginx", "nginx-light"), ("haproxy", "haproxy"), ("apache2", "apache2-bin"), ("caddy", "caddy")];

/// Sees that they are on the search path, from Debian's packages where they aren't.
pub(crate) fn install() -> eyre::Result<()> {
    let missing: Vec<_> = PROXIES
        .iter()
        .filter(|(program, _)| find(&[*program]).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() { Ok(()) } else { debian::install(&missing) }
}
