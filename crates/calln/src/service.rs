//! What all handlers share: those of the gateway and those of plain HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use ipnet::IpNet;

use crate::bans::Bans;
use crate::client_ip::ClientIp;
use crate::limits::{Action, Limits};
use crate::lobby::LobbyHandle;
use crate::metrics::Metrics;
use crate::moderation::{Notices, Standings};
use crate::totals::Totals;
use crate::turn::Ice;

/// The running server, as its handlers see it: a way to each subsystem that they ask.
///
/// The lobby and the ban store end with the last of their handles, and this holds one of each. So whoever holds the
/// service has to let go of it before these two are stopped.
pub(crate) struct Service {
    pub(crate) lobby: LobbyHandle,
    pub(crate) bans: Bans,
    /// What an address is to reports, bans and limits.
    pub(crate) standings: Standings,
    /// What banned callers are told.
    pub(crate) notices: Notices,
    /// How often an address and its network may do what.
    pub(crate) limits: Arc<Limits>,
    /// What callers are told of STUN and TURN.
    pub(crate) ice: Arc<Ice>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) totals: Arc<Totals>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
}

impl Service {
    /// The address of who sent a request with these headers from `peer`, which may be a proxy.
    pub(crate) fn client_ip(&self, peer: SocketAddr, headers: &HeaderMap) -> ClientIp {
        ClientIp::of_request(peer, headers, &self.trusted_proxies)
    }

    /// Counts one more `action` from an address.
    ///
    /// # Errors
    /// The address or its network does that too often: the time after which it may again.
    pub(crate) fn count(&self, action: Action, ip: ClientIp) -> Result<(), Duration> {
        if self.limits.exempts(ip) {
            return Ok(());
        }
        self.limits.count(action, &self.standings.of(ip))
    }
}
