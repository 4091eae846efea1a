//! The Socket.IO handler: lets connections in and out, and hands their events on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use calln_core::Country;
use calln_transport::{CloseReason, Event, Flow, Handler, Refusal, Rejection, Socket};
use calln_wire::Event as _;
use calln_wire::client::Auth;
use calln_wire::safety::Banned;
use calln_wire::server::{FailureCode, Limits, Welcome};
use http::request::Parts;
use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::apart::ApartLog;
use crate::client_ip::ClientIp;
use crate::config::Config;
use crate::connection::{Connection, ConnectionId, Origin};
use crate::defaults::image_rate;
use crate::events::{self, Context};
use crate::geo::Geo;
use crate::hosts::Hosts;
use crate::limits::{Action, OpenSession, Own, whole_seconds};
use crate::moderation::Standing;
use crate::rejections::Rejections;
use crate::service::Service;
use crate::tags::{Kind, Tags};
use crate::token::Sealer;

/// What every connection shares.
pub(crate) struct Gateway {
    service: Arc<Service>,
    context: Context,
    geo: Arc<Geo>,
    hosts: Hosts,
    rejections: Rejections,
    /// What callers are told of the limits on what they send.
    limits: Limits,
    online: watch::Sender<usize>,
    /// How many have connected; the number tells connections apart.
    connected: AtomicU64,
    /// The server is about to stop.
    draining: AtomicBool,
    /// The operator has been told of requests that a stranger has forwarded.
    hinted: AtomicBool,
}

impl Gateway {
    pub(crate) fn new(
        config: &Config,
        service: Arc<Service>,
        geo: Arc<Geo>,
        sealer: Arc<Sealer>,
        apart: Arc<ApartLog>,
    ) -> Self {
        let limits = events::Limits {
            signal_bytes: config.limits.signal_bytes.get() as usize,
            pending_requests: config.limits.pending_requests.get() as usize,
            image_rate: image_rate(config.limits.image_bytes_per_second),
        };
        let context = Context {
            lobby: service.lobby.clone(),
            sealer,
            ice: Arc::clone(&service.ice),
            tags: Tags::new(),
            apart,
            limits,
            rates: Arc::clone(&service.limits),
            metrics: Arc::clone(&service.metrics),
        };
        let rejections = Rejections::new(Arc::clone(&service.metrics));
        Self {
            service,
            context,
            geo,
            hosts: Hosts::of(config),
            rejections,
            limits: Limits {
                message_bytes: config.limits.message_bytes.get(),
                signal_bytes: config.limits.signal_bytes.get(),
            },
            online: watch::Sender::new(0),
            connected: AtomicU64::new(0),
            draining: AtomicBool::new(false),
            hinted: AtomicBool::new(false),
        }
    }

    /// Lets nobody in from now on, tells all callers to come back to the next server, and resolves once they are
    /// gone.
    pub(crate) async fn drain(&self) {
        self.draining.store(true, Relaxed);
        self.context.lobby.drain();
        let mut online = self.online.subscribe();
        // Fails only without a sender, and that is here.
        let _nobody_left = online.wait_for(|online| *online == 0).await.is_ok();
    }

    /// To leave the namespace and connect to it again is a new caller on an old connection: it counts as a connection from
    /// its network, which the first was when it came, and as a request of its own. So does each attempt after one that was
    /// refused.
    fn may_connect_again(&self, origin: &Origin, own: &Own, socket: &Socket) -> Result<(), Refusal> {
        if !own.connects_again() || origin.exempt {
            return Ok(());
        }
        let counted =
            own.request().and_then(|()| self.context.rates.count(Action::Connect, &origin.standing));
        let Err(wait) = counted else { return Ok(()) };
        if own.refused() {
            socket.close();
        }
        Err(too_much(wait))
    }

    /// Counts a connection. Where too many come from its network, or are open, it is opened all the same, for whoever comes back to
    /// a call can show that only then; others are refused, with this time to wait, by [`comes_back`](Self::comes_back). What bounds
    /// such connections until then is how many sessions an address may have open, and the 5 s in which `CONNECT` must come: a rate would
    /// be spent by tokens that aren't good, at the cost of those that are.
    fn let_in(&self, standing: &Standing) -> Result<(Option<OpenSession>, Option<Duration>), Refusal> {
        let rates = &self.context.rates;
        let too_often = rates.count(Action::Connect, standing).err();
        let open = rates
            .open_session(standing)
            .map_err(|wait| Refusal::new("too many sessions are open from your network").too_often(wait))?;
        let only_back = too_often.or(open.only_back());
        Ok((Some(open), only_back))
    }

    /// Sees that somebody who connects shows a good token of a call, and that not too many of its network do; others are to wait.
    fn comes_back(&self, origin: &Origin, auth: Option<&RawValue>, wait: Duration) -> Result<(), Duration> {
        let shown = auth.and_then(|auth| serde_json::from_str::<Auth>(auth.get()).ok());
        let is_good =
            shown.is_some_and(|Auth { token }| self.context.sealer.open(&token, SystemTime::now()).is_ok());
        if is_good { self.context.rates.count(Action::Return, &origin.standing) } else { Err(wait) }
    }
}

/// The refusal of a `CONNECT`, with the time after which another may be let in.
fn too_much(wait: Duration) -> Refusal {
    let seconds = whole_seconds(wait);
    let refusal = Refusal::new(format!("too much of this; try again in {seconds} s"));
    let data = serde_json::json!({ "code": FailureCode::SlowDown, "retry_after": seconds });
    refusal.with_data(&data).unwrap_or_else(|_| Refusal::new("too much of this; wait"))
}

/// What is kept of a connection's handshake, as long as the connection lasts.
pub(crate) struct Arrival {
    origin: Origin,
    own: Arc<Own>,
    /// Too many come from there: only whoever comes back to a call gets in, and others after this time.
    only_back: Option<Duration>,
    /// Why it doesn't get in.
    ban: Option<Box<Banned>>,
    /// Counts it among the sessions of its address; none where those aren't counted.
    _open: Option<OpenSession>,
}

impl Handler for Gateway {
    type Peer = Arrival;
    /// None for a banned caller, who is told so and is on the way out.
    type Session = Option<Arc<Connection>>;

    /// The only place that sees a caller's address. What is needed of it later is derived here.
    fn accept(&self, request: &Parts, peer: SocketAddr) -> Result<Arrival, Refusal> {
        if self.draining.load(Relaxed) {
            return Err(Refusal::new("the server is about to stop; connect again in a moment"));
        }
        let ip = self.service.client_ip(peer, &request.headers);
        if ClientIp::is_forwarded_by_a_stranger(peer, &request.headers, &self.service.trusted_proxies)
            && !self.hinted.swap(true, Relaxed)
        {
            tracing::warn!(
                "connections come with X-Forwarded-For from a machine that trusted_proxies doesn't name; if that is \
                 your reverse proxy, name it there, or all callers have one address to Calln: the proxy's"
            );
        }
        let standing = self.service.standings.of(ip);
        let exempt = self.context.rates.exempts(ip);
        let (open, only_back) = if exempt { (None, None) } else { self.let_in(&standing)? };
        // Databases have codes of their own for networks that span several countries: those are unknown here.
        let code = self.geo.country(ip);
        let country = code.and_then(|code| Country::from_code(str::from_utf8(&code).ok()?).ok());
        let network = self.context.tags.of(Kind::Network, &ip.network());
        let pseudonyms = self.context.apart.pseudonyms(ip, SystemTime::now());
        let origin = Origin { country, network, standing, pseudonyms, exempt };
        let ban = self.service.notices.of_address(ip).map(Box::new);
        Ok(Arrival { origin, own: Arc::default(), only_back, ban, _open: open })
    }

    /// A session is its network's: whoever else has learnt its name, a banned caller on a connection that was opened
    /// elsewhere among them, is refused. Who has changed networks connects again.
    fn readmit(&self, arrival: &Arrival, request: &Parts, peer: SocketAddr) -> Result<(), Refusal> {
        let ip = self.service.client_ip(peer, &request.headers);
        if self.context.tags.of(Kind::Network, &ip.network()) != arrival.origin.network {
            return Err(Refusal::new("this connection was opened from another network; connect again"));
        }
        if arrival.origin.exempt {
            return Ok(());
        }
        arrival
            .own
            .poll()
            .map_err(|wait| Refusal::new("too many requests on this connection").too_often(wait))
    }

    fn check_host(&self, request: &Parts, peer: SocketAddr) -> Result<(), Refusal> {
        self.hosts.check(request, peer).map_err(|misdirected| Refusal::new(misdirected.to_string()))
    }

    fn rejected(&self, why: Rejection) {
        self.rejections.note(why);
    }

    fn is_unlimited(&self, peer: SocketAddr) -> bool {
        let ip = ClientIp::new(peer.ip());
        self.context.rates.exempts(ip)
            || self.service.trusted_proxies.iter().any(|net| net.contains(&ip.address()))
    }

    fn connect(
        &self,
        socket: Socket,
        Arrival { origin, own, only_back, ban, .. }: &Arrival,
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<Option<Arc<Connection>>, Refusal> {
        // First, so that a refusal below is counted too.
        self.may_connect_again(origin, own, &socket)?;
        if namespace != "/" {
            return Err(Refusal::new("this server has the main namespace only"));
        }
        if let Some(ban) = ban {
            // Closing on its own if it takes no more.
            let _closing = socket.emit(Banned::NAME, ban);
            socket.close();
            return Ok(None);
        }
        if let Some(wait) = only_back {
            self.comes_back(origin, auth, *wait).map_err(too_much)?;
        }
        let metrics = Arc::clone(&self.context.metrics);
        let id = ConnectionId(self.connected.fetch_add(1, Relaxed));
        let connection = Arc::new(Connection::new(id, *origin, Arc::clone(own), socket, metrics));
        self.online.send_modify(|online| *online += 1);
        self.context.metrics.connected();
        self.context.lobby.connected(Arc::clone(&connection));
        self.context.ice.admit(connection.relay_user);
        connection.tell(&Welcome {
            country: origin.country.map(|country| country.code().to_owned()),
            ice_servers: self.context.ice.servers(connection.relay_user),
            hiding: self.context.ice.hiding(),
            limits: self.limits,
            online: self.context.metrics.online(),
        });
        // A ban that fell since the address was looked at; one that falls from now on finds the caller in the lobby.
        if let Some(notice) = self.service.notices.of_sealed(&origin.standing.sealed) {
            connection.close_banned(&notice);
        }
        Ok(Some(connection))
    }

    fn event(&self, connection: &Option<Arc<Connection>>, event: Event) -> Flow {
        match connection {
            Some(connection) => events::handle(&self.context, connection, &event),
            None => Flow::On,
        }
    }

    fn close(&self, connection: &Option<Arc<Connection>>, reason: CloseReason) {
        let Some(connection) = connection else { return };
        connection.unlink();
        self.context.ice.leave(connection.relay_user);
        self.context.metrics.closed(reason);
        let connection = Arc::clone(connection);
        if is_broken(reason, self.draining.load(Relaxed)) {
            self.context.lobby.lost(connection);
        } else {
            self.context.lobby.left(connection);
        }
        self.online.send_modify(|online| *online -= 1);
    }
}

/// Whether a connection broke rather than ended: whoever is in a call may then come back to it. A line that is slow, or
/// that the server has no room for at the moment, isn't a caller who leaves. Nor is one whose line brings what isn't the
/// protocol: a reverse proxy that is reloaded may put a close frame of its own into the middle of another. Nor is one who closes the session because
/// the server has asked everybody to move: over long polling, official clients close with the same packet whether
/// they go or come back.
fn is_broken(reason: CloseReason, draining: bool) -> bool {
    match reason {
        CloseReason::ClientClosed
        | CloseReason::ConnectionLost
        | CloseReason::HeartbeatTimeout
        | CloseReason::PacketTimeout
        | CloseReason::SlowReader
        | CloseReason::OverBudget
        | CloseReason::Protocol(_)
        | CloseReason::Shutdown => true,
        CloseReason::ClientEnded => draining,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_is_lost_and_a_goodbye_is_not() {
        let damaged = CloseReason::Protocol("a frame is not masked");
        for reason in [CloseReason::PacketTimeout, CloseReason::SlowReader, CloseReason::OverBudget, damaged]
        {
            assert!(is_broken(reason, false), "{reason}");
        }
        for reason in [CloseReason::ClientLeft, CloseReason::ClientEnded] {
            assert!(!is_broken(reason, false), "{reason}");
        }
        assert!(is_broken(CloseReason::ClientEnded, true), "asked to move");
        assert!(!is_broken(CloseReason::ClientLeft, true));
    }
}
