//! What callers are told: which servers there are, whether they can hide, and credentials for one call.

use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::CallId;
use calln_core::attendance::{Claim, Role};
use calln_turn::{Credentials, Secret};
use calln_wire::client::TOKEN_LIFE;
use calln_wire::server::{Hiding, IceServer};
use tokio::sync::mpsc::UnboundedSender;

use super::running::Running;
use crate::config::{Config, RelayPolicy};
use crate::random;

/// How long credentials can begin something new, as a call does that changes networks. They are renewed with the
/// caller's token, and live twice as long: who is cut off from the server finds another way to the partner for as long
/// as there is a way back into the call.
pub(super) const CREDENTIALS: Duration = TOKEN_LIFE.saturating_mul(2);

/// How long a self-test can use the relay: each of its steps gives up after ten seconds.
const TRIAL: Duration = Duration::from_secs(60);

/// What callers are told of STUN and TURN.
pub(crate) struct Ice {
    servers: Vec<IceServer>,
    hiding: Hiding,
    relay: Option<Relay>,
    /// The relay that the operator named, with credentials that are the same for all.
    elsewhere: Option<IceServer>,
}

/// This server's own relay.
struct Relay {
    urls: Vec<String>,
    secret: Secret,
    /// Whose allocations are to be ended. Bounded by the calls: each adds two entries, once.
    ended: UnboundedSender<String>,
}

impl Ice {
    pub(super) fn new(config: &Config, running: Option<&Running>) -> Self {
        let mut servers = config.ice.servers.clone();
        let relay = running.map(|running| {
            let Urls { stun, turn } = Urls::of(config, running);
            servers.insert(0, IceServer { urls: vec![stun], username: None, credential: None });
            Relay { urls: turn, secret: running.secret().clone(), ended: running.ended() }
        });
        let relay = relay.filter(|_| config.relay.policy != RelayPolicy::Never);
        let elsewhere = servers.iter().find(|server| is_relay(server)).cloned();
        let can_hide = relay.is_some() || elsewhere.is_some();
        let hiding = match config.relay.policy {
            RelayPolicy::Caller if can_hide => Hiding::Optional,
            RelayPolicy::Always if can_hide => Hiding::Always,
            _ => Hiding::Unavailable,
        };
        Self { servers, hiding, relay, elsewhere }
    }

    /// The servers that every caller is told of.
    pub(crate) fn servers(&self) -> Vec<IceServer> {
        self.servers.clone()
    }

    /// Whether callers can, or must, hide.
    pub(crate) fn hiding(&self) -> Hiding {
        self.hiding
    }

    pub(super) fn can_hide(&self) -> bool {
        self.hiding != Hiding::Unavailable
    }

    /// What a caller needs to reach its partner in a call where either side hides: the relay, this server's own if it has
    /// one, with credentials for that side of the call.
    pub(crate) fn relay(&self, Claim { call, role, hiding, .. }: Claim) -> Option<IceServer> {
        if !hiding.of_either() {
            return None;
        }
        let Some(relay) = &self.relay else { return self.elsewhere.clone() };
        // Fails only for ids that are empty or very long.
        let credentials = Credentials::issue(&relay.secret, unix_now(), CREDENTIALS, &id(call, role)).ok()?;
        Some(relay.shown(credentials))
    }

    /// What a caller's self-test tries the relay with, the one that [`relay`](Self::relay) would name. Credentials for
    /// this server's own lead to nobody but that same test. None: there is no relay.
    pub(crate) fn trial(&self) -> Option<IceServer> {
        let Some(relay) = &self.relay else { return self.elsewhere.clone() };
        let id = format!("{:032x}", u128::from_ne_bytes(random::bytes()));
        let credentials = Credentials::trial(&relay.secret, unix_now(), TRIAL, &id).ok()?;
        Some(relay.shown(credentials))
    }

    /// Ends what a call has at the relay, and with it its credentials.
    pub(crate) fn end(&self, call: CallId) {
        if let Some(relay) = &self.relay {
            for role in [Role::Waiter, Role::Newcomer] {
                // Without the relay there is nothing left to end.
                let _stopping = relay.ended.send(id(call, role));
            }
        }
    }
}

impl Relay {
    fn shown(&self, credentials: Credentials) -> IceServer {
        IceServer {
            urls: self.urls.clone(),
            username: Some(credentials.username),
            credential: Some(credentials.password),
        }
    }
}

fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Quotas and ends go by this; what stands before the dot, the relay keeps to itself.
fn id(call: CallId, role: Role) -> String {
    match role {
        Role::Waiter => format!("{call}.waiter"),
        Role::Newcomer => format!("{call}.newcomer"),
    }
}

/// Under which URLs callers find this server (RFC 7064, RFC 7065).
struct Urls {
    stun: String,
    /// The likeliest first: UDP, then TCP and TLS for networks that let nothing else out.
    turn: Vec<String>,
}

impl Urls {
    fn of(config: &Config, running: &Running) -> Self {
        let host = config.turn.host.clone().unwrap_or_else(|| bracketed(running.public_address().ip));
        let port = running.local_addr().port();
        let mut turn: Vec<String> =
            ["udp", "tcp"].map(|transport| format!("turn:{host}:{port}?transport={transport}")).into();
        turn.extend(running.tls_port().map(|port| format!("turns:{host}:{port}?transport=tcp")));
        Self { stun: format!("stun:{host}:{port}"), turn }
    }
}

/// Whether the server is a TURN server.
pub(crate) fn is_relay(server: &IceServer) -> bool {
    server.urls.iter().any(|url| url.starts_with("turn:") || url.starts_with("turns:"))
}

fn bracketed(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}
