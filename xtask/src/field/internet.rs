//! The Internet: one machine to which every home's public address is a hop away, and the server a distance.

use super::addresses::{GATEWAYS, Plot, SERVERS, UPLINK};
use super::distance::Distance;
use super::namespace::Namespace;

/// The interface that the cables of all homes end at.
const SWITCH: &str = "switch";
/// Its hardware address: locally administered, and nobody else's.
const SWITCHS_MAC: &str = "02:00:00:00:00:01";
/// The interface that leads to the server.
const FAR: &str = "far";

/// The Internet, and how many cables it has.
pub(super) struct Internet {
    namespace: Namespace,
    cables: u16,
}

impl Internet {
    pub(super) fn build() -> eyre::Result<Self> {
        let namespace = Namespace::add("internet")?;
        namespace.forward()?;
        // A bridge without an address of its own takes the lowest of its ports': with a new port it may change, and what the
        // others send to the one that they remember is lost for half a minute.
        namespace.ip(&format!("link add {SWITCH} address {SWITCHS_MAC} type bridge"))?;
        namespace.ip(&format!("link set {SWITCH} up"))?;
        for (gateway, length) in GATEWAYS.iter().zip([24, 64]) {
            namespace.address(SWITCH, &format!("{gateway}/{length}"))?;
        }
        Ok(Self { namespace, cables: 0 })
    }

    /// Gives the server's machine an uplink, yet without an address, which is far away from everybody else.
    pub(super) fn connect_far(&self, machine: &Namespace) -> eyre::Result<Distance> {
        let distance = Distance::between([(&self.namespace, FAR), (machine, UPLINK)])?;
        for network in SERVERS {
            self.namespace.ip(&format!("route add {network} dev {FAR}"))?;
        }
        Ok(distance)
    }

    /// Gives a machine an uplink, yet without an address.
    pub(super) fn connect(&mut self, machine: &Namespace) -> eyre::Result<()> {
        self.cables += 1;
        let port = format!("port{}", self.cables);
        self.namespace.connect(&port, machine, UPLINK)?;
        self.namespace.ip(&format!("link set {port} master {SWITCH}"))
    }

    /// Gives it an IPv4 address on its uplink, and the way to everywhere.
    pub(super) fn give_v4(machine: &Namespace, address: &str) -> eyre::Result<()> {
        machine.address(UPLINK, &format!("{address}/24"))?;
        machine.ip(&format!("route add default via {} dev {UPLINK}", GATEWAYS[0]))
    }

    /// The same for IPv6.
    pub(super) fn give_v6(machine: &Namespace, address: &str) -> eyre::Result<()> {
        machine.address(UPLINK, &format!("{address}/64"))?;
        machine.ip(&format!("-6 route add default via {} dev {UPLINK}", GATEWAYS[1]))
    }

    /// Leads to a home's IPv6 network.
    pub(super) fn lead_to(&self, plot: Plot) -> eyre::Result<()> {
        self.namespace.ip(&format!("-6 route add {}/64 via {}", plot.inner_v6(""), plot.public_v6()))
    }
}
