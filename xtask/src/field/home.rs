//! Homes: where a caller's browser runs, and what lies between it and the Internet.

use super::addresses::{INNER, Plot, UPLINK};
use super::internet::Internet;
use super::kinds::Kind;
use super::namespace::Namespace;
use super::router::{self, Rules};

/// A home with its routers.
pub(super) struct Home {
    inside: Namespace,
    routers: Vec<Namespace>,
}

impl Home {
    /// A home with a network of that kind.
    pub(super) fn build(internet: &mut Internet, kind: Kind, plot: Plot) -> eyre::Result<Self> {
        let inside = match kind {
            Kind::Ipv6 => Namespace::add(&format!("home{}", plot.0))?,
            _ => Namespace::add_without_ipv6(&format!("home{}", plot.0))?,
        };
        let mut home = Self { inside, routers: Vec::new() };
        match kind {
            Kind::Open => {
                internet.connect(&home.inside)?;
                Internet::give_v4(&home.inside, &plot.public_v4())?;
            }
            Kind::PortRestricted => home.put_behind(internet, UPLINK, plot, Rules::KeepsPort)?,
            Kind::Symmetric => home.put_behind(internet, UPLINK, plot, Rules::RandomPort)?,
            Kind::NoUdp => home.put_behind(internet, UPLINK, plot, Rules::NoUdp)?,
            Kind::Tcp443 => home.put_behind(internet, UPLINK, plot, Rules::Tcp443)?,
            Kind::CarrierNat => home.put_behind_two(internet, plot)?,
            Kind::Ipv6 => {
                let router = home.router(UPLINK, plot)?;
                internet.connect(&router)?;
                router::route(&router, Rules::KeepsPort)?;
                home.routers.push(router);
                home.give_v6(internet, plot)?;
            }
        }
        Ok(home)
    }

    /// A home with both families: IPv4 behind a NAT, and IPv6.
    pub(super) fn build_with_both(internet: &mut Internet, plot: Plot) -> eyre::Result<Self> {
        let mut home = Self { inside: Namespace::add(&format!("home{}", plot.0))?, routers: Vec::new() };
        home.put_behind(internet, UPLINK, plot, Rules::KeepsPort)?;
        home.give_v6(internet, plot)?;
        Ok(home)
    }

    /// Where the browser runs.
    pub(super) fn inside(&self) -> &Namespace {
        &self.inside
    }

    /// From the one in the home outwards.
    pub(super) fn routers(&self) -> &[Namespace] {
        &self.routers
    }

    /// Adds an interface that leads to a router of its own, which replaces addresses.
    pub(super) fn put_behind(
        &mut self,
        internet: &mut Internet,
        interface: &str,
        plot: Plot,
        rules: Rules,
    ) -> eyre::Result<()> {
        let router = self.router(interface, plot)?;
        self.give_v4(&router, interface, plot)?;
        internet.connect(&router)?;
        Internet::give_v4(&router, &plot.public_v4())?;
        router::route(&router, rules)?;
        self.routers.push(router);
        Ok(())
    }

    /// The uplink goes out: interface, address and route.
    pub(super) fn unplug(&self, interface: &str) -> eyre::Result<()> {
        self.inside.ip(&format!("address flush dev {interface}"))?;
        self.inside.ip(&format!("link set {interface} down"))
    }

    fn put_behind_two(&mut self, internet: &mut Internet, plot: Plot) -> eyre::Result<()> {
        let router = self.router(UPLINK, plot)?;
        self.give_v4(&router, UPLINK, plot)?;
        let carrier = Namespace::add(&format!("carrier{}", plot.0))?;
        router.connect(UPLINK, &carrier, INNER)?;
        carrier.address(INNER, &format!("{}/24", plot.carrier(1)))?;
        router.address(UPLINK, &format!("{}/24", plot.carrier(2)))?;
        router.ip(&format!("route add default via {}", plot.carrier(1)))?;
        internet.connect(&carrier)?;
        Internet::give_v4(&carrier, &plot.public_v4())?;
        for each in [&router, &carrier] {
            router::route(each, Rules::KeepsPort)?;
        }
        self.routers.extend([router, carrier]);
        Ok(())
    }

    /// A router with a cable from the home and no address yet.
    fn router(&self, interface: &str, plot: Plot) -> eyre::Result<Namespace> {
        let router = Namespace::add(&format!("router{}", plot.0))?;
        self.inside.connect(interface, &router, INNER)?;
        Ok(router)
    }

    /// IPv4 addresses between the home and its router.
    fn give_v4(&self, router: &Namespace, interface: &str, plot: Plot) -> eyre::Result<()> {
        router.address(INNER, &format!("{}/24", plot.inner_v4(1)))?;
        self.inside.address(interface, &format!("{}/24", plot.inner_v4(2)))?;
        self.inside.ip(&format!("route add default via {} dev {interface}", plot.inner_v4(1)))
    }

    /// IPv6 through the home's own router.
    fn give_v6(&self, internet: &Internet, plot: Plot) -> eyre::Result<()> {
        let Some(router) = self.routers.first() else { return Ok(()) };
        Internet::give_v6(router, &plot.public_v6())?;
        router.address(INNER, &format!("{}/64", plot.inner_v6("1")))?;
        self.inside.address(UPLINK, &format!("{}/64", plot.inner_v6("2")))?;
        self.inside.ip(&format!("-6 route add default via {} dev {UPLINK}", plot.inner_v6("1")))?;
        internet.lead_to(plot)
    }
}
