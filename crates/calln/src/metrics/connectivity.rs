//! How calls connect: over which way, how soon, and how many don't.

use std::time::Duration;

use calln_wire::client::Way;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Label;

/// From "an offer was ready" to "the page gave up".
const SETUP_BUCKETS: [f64; 8] = [0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0];

/// Counted once for each call, by what the newcomer's client says of it.
#[derive(Clone)]
pub(super) struct Connectivity {
    ways: Family<Label, Counter>,
    setup: Histogram,
    declined: Counter,
}

impl Connectivity {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let own = Self {
            ways: Family::default(),
            setup: Histogram::new(SETUP_BUCKETS),
            declined: Counter::default(),
        };
        let ways = "Calls by the way that the voices found; none: no way was found";
        registry.register("call_ways", ways, own.ways.clone());
        let setup = "Time from the match to the connection, of calls that found a way";
        registry.register_with_unit("call_setup", setup, Unit::Seconds, own.setup.clone());
        let declined = "Calls begun without a relay to fall back on, since the relay's rate was spent";
        registry.register("relay_declined", declined, own.declined.clone());
        own
    }

    /// A call has found this way, or none.
    pub(super) fn told(&self, way: Option<Way>, after: Duration) {
        self.ways.get_or_create(&[("way", label(way))]).inc();
        if way.is_some() {
            self.setup.observe(after.as_secs_f64());
        }
    }

    /// A call can't fall back on the relay.
    pub(super) fn declined(&self) {
        self.declined.inc();
    }
}

fn label(way: Option<Way>) -> &'static str {
    match way {
        Some(Way::DirectIpv4) => "direct_ipv4",
        Some(Way::DirectIpv6) => "direct_ipv6",
        Some(Way::RelayUdp) => "relay_udp",
        Some(Way::RelayTcp) => "relay_tcp",
        Some(Way::RelayTls) => "relay_tls",
        None => "none",
    }
}
