//! Lets callers in and out, and hands their events on: the transport's handler.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use calln_core::Country;
use calln_transport::{CloseReason, Event, Handler, Refusal, Socket};
use calln_wire::server::{Headcount, IceServer, Limits, Welcome};
use http::request::Parts;
use ipnet::IpNet;
use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::caller::{Caller, Origin};
use crate::client_ip::ClientIp;
use crate::config::Config;
use crate::events::{self, Context};
use crate::geo::Geo;
use crate::lobby::{LobbyGone, LobbyHandle};
use crate::tags::{Kind, Tags};
use crate::token::Sealer;

/// What every connection shares.
pub(crate) struct Doorman {
    context: Context,
    geo: Arc<Geo>,
    trusted_proxies: Vec<IpNet>,
    ice_servers: Vec<IceServer>,
    limits: Limits,
    online: watch::Sender<usize>,
    /// The server is about to stop.
    draining: AtomicBool,
}

impl Doorman {
    pub(crate) fn new(config: &Config, geo: Arc<Geo>, lobby: LobbyHandle, sealer: Arc<Sealer>) -> Self {
        let limits = events::Limits {
            signal_bytes: config.limits.signal_bytes.get() as usize,
            pending_requests: config.limits.pending_requests.get() as usize,
        };
        Self {
            context: Context { lobby, sealer, tags: Tags::new(), limits },
            geo,
            trusted_proxies: config.trusted_proxies.clone(),
            ice_servers: config.ice.servers.clone(),
            limits: Limits {
                message_bytes: config.limits.message_bytes.get(),
                signal_bytes: config.limits.signal_bytes.get(),
            },
            online: watch::Sender::new(0),
            draining: AtomicBool::new(false),
        }
    }

    /// Callers connected now.
    pub(crate) fn online(&self) -> usize {
        *self.online.borrow()
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

    /// Returns once the lobby's owner has shown that it turns.
    pub(crate) async fn probe_lobby(&self) -> Result<(), LobbyGone> {
        self.context.lobby.probe().await
    }
}

impl Handler for Doorman {
    type Peer = Origin;
    type Session = Arc<Caller>;

    /// The only place that sees a caller's address. What is needed of it later is derived here.
    fn accept(&self, request: &Parts, peer: SocketAddr) -> Result<Origin, Refusal> {
        if self.draining.load(Relaxed) {
            return Err(Refusal::new("the server is about to stop; connect again in a moment"));
        }
        let ip = ClientIp::of_request(peer, &request.headers, &self.trusted_proxies);
        // Databases have codes of their own for networks that span several countries: those are unknown here.
        let code = self.geo.country(ip);
        let country = code.and_then(|code| Country::from_code(str::from_utf8(&code).ok()?).ok());
        Ok(Origin { country, network: self.context.tags.of(Kind::Network, &ip.network()) })
    }

    fn connect(
        &self,
        socket: Socket,
        origin: &Origin,
        namespace: &str,
        _auth: Option<&RawValue>,
    ) -> Result<Arc<Caller>, Refusal> {
        if namespace != "/" {
            return Err(Refusal::new("this server has the main namespace only"));
        }
        let caller = Arc::new(Caller::new(*origin, socket));
        self.online.send_modify(|online| *online += 1);
        self.context.lobby.connected(Arc::clone(&caller));
        caller.tell(&Welcome {
            country: origin.country.map(|country| country.code().to_owned()),
            ice_servers: self.ice_servers.clone(),
            limits: self.limits,
            online: Headcount::of(self.online()),
        });
        Ok(caller)
    }

    fn event(&self, caller: &Arc<Caller>, event: Event) {
        events::handle(&self.context, caller, &event);
    }

    fn close(&self, caller: &Arc<Caller>, reason: CloseReason) {
        caller.unlink();
        caller.take_offer();
        let caller = Arc::clone(caller);
        match reason {
            // Broken, not ended: whoever is in a call may come back to it.
            CloseReason::ConnectionLost | CloseReason::HeartbeatTimeout | CloseReason::Shutdown => {
                self.context.lobby.lost(caller);
            }
            _ => self.context.lobby.left(caller),
        }
        self.online.send_modify(|online| *online -= 1);
    }
}
