//! Why a connection is answered with no before the application has a say.

/// What was wrong. [`Handler::rejected`](crate::Handler::rejected) is told of each, so that an operator can find out why
/// callers don't get in.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Rejection {
    /// The page that asks is of another site, or a reverse proxy passes on another `Host` than the browser's: 403.
    Origin,
    /// The `Host` is no name of this server: 421.
    Host,
    /// An address, a network around it or all together have as many TCP connections as they may: 429.
    Crowded,
}
