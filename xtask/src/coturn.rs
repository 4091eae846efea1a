//! coturn's command line clients, which the relay is held against, and its server, which it is measured against and which
//! tests use as a relay elsewhere.

use crate::command::find;
use crate::debian;

/// Sees that they are on the search path, from Debian's package where they aren't.
pub(crate) fn clients() -> eyre::Result<()> {
    if find(&["turnutils_uclient"]).is_some() && find(&["turnutils_stunclient"]).is_some() {
        return Ok(());
    }
    debian::install(&["coturn"])
}

/// Sees that the server is on the search path, likewise.
pub(crate) fn server() -> eyre::Result<()> {
    if find(&["turnserver"]).is_some() { Ok(()) } else { debian::install(&["coturn"]) }
}
