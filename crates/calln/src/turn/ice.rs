//! What callers are told: which servers there are, whether they can hide, and credentials of their own.

use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::CallId;
use calln_turn::{Credentials, Handle, Secret};
use calln_wire::server::{Hiding, IceServer};

use super::running::Running;
use crate::config::{Config, IceServerConfig, RelayPolicy};
use crate::random;

/// How long credentials can begin something new. This server's own relay refuses them as soon as their caller is gone,
/// so this only has to be longer than anybody stays without a call. A relay elsewhere has nothing else to go by.
const CREDENTIALS: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a self-test can use the relay: each of its steps gives up after ten seconds.
const TRIAL: Duration = Duration::from_secs(60);

/// What callers are told of STUN and TURN.
pub(crate) struct Ice {
    /// This server's own STUN.
    stun: Option<IceServer>,
    /// What the operator named besides.
    servers: Vec<IceServerConfig>,
    hiding: Hiding,
    /// Calls that find no direct way may be relayed.
    fallback: bool,
    relay: Option<Relay>,
}

/// This server's own relay.
struct Relay {
    urls: Vec<String>,
    secret: Secret,
    handle: Handle,
}

/// Under which name the relay knows a caller's connection: random, and known to that caller alone.
#[derive(Clone, Copy)]
pub(crate) struct RelayUser(u128);

impl RelayUser {
    /// A name that nobody else has.
    pub(crate) fn random() -> Self {
        Self(u128::from_ne_bytes(random::bytes()))
    }

    fn id(self) -> String {
        format!("{:032x}", self.0)
    }
}

impl Ice {
    pub(super) fn new(config: &Config, running: Option<&Running>) -> Self {
        let urls = running.map(|running| Urls::of(config, running));
        let stun =
            urls.as_ref().map(|urls| IceServer { urls: urls.stun.clone(), username: None, credential: None });
        let has_policy = config.relay.policy != RelayPolicy::Never;
        let relay = running.zip(urls).filter(|_| has_policy).map(|(running, urls)| Relay {
            urls: urls.turn,
            secret: running.secret().clone(),
            handle: running.handle(),
        });
        let servers = config.ice.servers.clone();
        let hiding = hiding(config, relay.is_some());
        Self { stun, servers, hiding, fallback: has_policy && config.relay.fallback, relay }
    }

    /// Whether callers can, or must, hide.
    pub(crate) fn hiding(&self) -> Hiding {
        self.hiding
    }

    pub(super) fn can_hide(&self) -> bool {
        self.hiding != Hiding::Unavailable
    }

    /// Whether a call that finds no direct way can be relayed.
    pub(crate) fn falls_back(&self) -> bool {
        self.fallback && self.can_hide()
    }

    /// Has the relay know a caller. To be called before [`servers`](Self::servers) are told.
    pub(crate) fn admit(&self, user: RelayUser) {
        if let Some(relay) = &self.relay {
            let _stopping = relay.handle.admit(&user.id());
        }
    }

    /// The servers that a caller is told of: STUN, and where calls fall back on them, relays with credentials for this
    /// caller. What it allocates before it is in a call carries nothing.
    pub(crate) fn servers(&self, user: RelayUser) -> Vec<IceServer> {
        let own = self.relay.as_ref().filter(|_| self.fallback).and_then(|relay| relay.shown(user));
        let others = self.servers.iter().filter_map(|server| match self.fallback {
            true => server.shown(user),
            false => server.without_relay(),
        });
        self.stun.clone().into_iter().chain(own).chain(others).collect()
    }

    /// What a caller needs to reach its partner in a call where either side hides: the relay, this server's own if it has
    /// one, with credentials for this caller.
    pub(crate) fn relay(&self, user: RelayUser) -> Option<IceServer> {
        match &self.relay {
            Some(relay) => relay.shown(user),
            None => self.servers.iter().find(|server| is_relay(&server.urls))?.shown(user),
        }
    }

    /// Lets a caller reach its partner in this call through the relay.
    pub(crate) fn join(&self, call: CallId, user: RelayUser) {
        if let Some(relay) = &self.relay {
            let _stopping = relay.handle.join(&user.id(), &call.to_string());
        }
    }

    /// Whether the relay has no room for another call: what may be relayed in a second is spent.
    pub(crate) fn is_spent(&self) -> bool {
        self.relay.as_ref().is_some_and(|relay| relay.handle.is_spent())
    }

    /// Ends what a call has at the relay.
    pub(crate) fn end(&self, call: CallId) {
        if let Some(relay) = &self.relay {
            let _stopping = relay.handle.dissolve(&call.to_string());
        }
    }

    /// Has the relay forget a caller, at once or at the end of the call that it is in.
    pub(crate) fn leave(&self, user: RelayUser) {
        if let Some(relay) = &self.relay {
            let _stopping = relay.handle.leave(&user.id());
        }
    }

    /// What a caller's self-test tries the relay with, the one that [`relay`](Self::relay) would name. Credentials for
    /// this server's own lead to nobody but that same test. None: there is no relay.
    pub(crate) fn trial(&self) -> Option<IceServer> {
        let user = RelayUser::random();
        let Some(relay) = &self.relay else { return self.relay(user) };
        let credentials = Credentials::trial(&relay.secret, unix_now(), TRIAL, &user.id()).ok()?;
        Some(with_credentials(&relay.urls, credentials))
    }
}

impl Relay {
    /// None only for ids that are empty or very long.
    fn shown(&self, user: RelayUser) -> Option<IceServer> {
        let credentials = Credentials::issue(&self.secret, unix_now(), CREDENTIALS, &user.id()).ok()?;
        Some(with_credentials(&self.urls, credentials))
    }
}

impl IceServerConfig {
    /// What of it is no relay, if anything.
    fn without_relay(&self) -> Option<IceServer> {
        let is_other = |url: &&String| !is_relay(std::slice::from_ref(url));
        let urls: Vec<_> = self.urls.iter().filter(is_other).cloned().collect();
        (!urls.is_empty()).then_some(IceServer { urls, username: None, credential: None })
    }

    /// As a caller is told of it: with credentials made for it, where the operator named the secret for that.
    fn shown(&self, user: RelayUser) -> Option<IceServer> {
        let Some(secret) = &self.secret else {
            return Some(IceServer {
                urls: self.urls.clone(),
                username: self.username.clone(),
                credential: self.credential.clone(),
            });
        };
        let secret = Secret::new(secret.bytes());
        let credentials = Credentials::issue(&secret, unix_now(), CREDENTIALS, &user.id()).ok()?;
        Some(with_credentials(&self.urls, credentials))
    }
}

fn with_credentials(urls: &[String], Credentials { username, password }: Credentials) -> IceServer {
    IceServer { urls: urls.to_vec(), username: Some(username), credential: Some(password) }
}

fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Under which URLs callers find this server (RFC 7064, RFC 7065).
struct Urls {
    stun: Vec<String>,
    /// The likeliest first: UDP, then TCP and TLS for networks that let nothing else out.
    turn: Vec<String>,
}

impl Urls {
    fn of(config: &Config, running: &Running) -> Self {
        let addresses = running.public_address().all().map(bracketed);
        let hosts: Vec<String> =
            config.turn.host.clone().map_or_else(|| addresses.collect(), |host| vec![host]);
        let port = running.local_addr().port();
        let over = |scheme: &str, port: u16, transport: &str| {
            let url = |host: &String| format!("{scheme}:{host}:{port}?transport={transport}");
            hosts.iter().map(url).collect::<Vec<_>>()
        };
        let mut turn = [over("turn", port, "udp"), over("turn", port, "tcp")].concat();
        turn.extend(running.tls_port().into_iter().flat_map(|port| over("turns", port, "tcp")));
        Self { stun: hosts.iter().map(|host| format!("stun:{host}:{port}")).collect(), turn }
    }
}

/// Whether callers can, or must, hide. `has_own_relay`: this server runs a relay, besides those that the operator named.
pub(crate) fn hiding(config: &Config, has_own_relay: bool) -> Hiding {
    let can_hide = has_own_relay || config.ice.servers.iter().any(|server| is_relay(&server.urls));
    match config.relay.policy {
        RelayPolicy::Caller if can_hide => Hiding::Optional,
        RelayPolicy::Always if can_hide => Hiding::Always,
        _ => Hiding::Unavailable,
    }
}

/// Whether these are a TURN server's.
pub(crate) fn is_relay(urls: &[String]) -> bool {
    urls.iter().any(|url| url.starts_with("turn:") || url.starts_with("turns:"))
}

fn bracketed(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}
