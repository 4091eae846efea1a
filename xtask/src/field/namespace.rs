//! One Linux network namespace, and the cables between them.

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};

use eyre::{OptionExt as _, bail};

use crate::command::run;

/// A machine of the lab: it has its own interfaces, addresses, routes and packet filter.
pub(super) struct Namespace {
    name: String,
}

impl Namespace {
    /// A machine that forwards nothing and has the loopback interface alone.
    pub(super) fn add(name: &str) -> eyre::Result<Self> {
        run(Command::new("ip").args(["netns", "add", name]))?;
        let namespace = Self { name: name.to_owned() };
        // An address that becomes usable later is a change of network to a browser, which then drops what it loads.
        namespace.set("net/ipv6/conf/default/dad_transmits", "0")?;
        namespace.ip("link set lo up")?;
        Ok(namespace)
    }

    /// A machine that lies in no IPv6 network.
    pub(super) fn add_without_ipv6(name: &str) -> eyre::Result<Self> {
        let namespace = Self::add(name)?;
        namespace.set("net/ipv6/conf/all/disable_ipv6", "1")?;
        namespace.set("net/ipv6/conf/default/disable_ipv6", "1")?;
        Ok(namespace)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A command of iproute2, without the program's name.
    pub(super) fn ip(&self, what: &str) -> eyre::Result<()> {
        run(Command::new("ip").args(["-netns", &self.name]).args(what.split_whitespace()))
    }

    /// A cable to another machine: an interface at each end, both up.
    pub(super) fn connect(&self, interface: &str, other: &Self, others: &str) -> eyre::Result<()> {
        self.ip(&format!("link add {interface} type veth peer name {others} netns {}", other.name))?;
        self.ip(&format!("link set {interface} up"))?;
        other.ip(&format!("link set {others} up"))
    }

    /// An address, usable at once: nobody else of the lab has it.
    pub(super) fn address(&self, interface: &str, address: &str) -> eyre::Result<()> {
        let flag = if address.contains(':') { "nodad" } else { "" };
        self.ip(&format!("address add {address} dev {interface} {flag}"))
    }

    /// A program that runs on this machine.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }

    /// Rules of nftables, beside those that there are.
    pub(super) fn filter(&self, rules: &str) -> eyre::Result<()> {
        let mut nft = self.command("nft").args(["-f", "-"]).stdin(Stdio::piped()).spawn()?;
        nft.stdin.take().ok_or_eyre("nft has no input")?.write_all(rules.as_bytes())?;
        if !nft.wait()?.success() {
            bail!("nftables refuses the rules of {}:\n{rules}", self.name);
        }
        Ok(())
    }

    /// Forgets all connections that the packet filter and the NAT know of.
    pub(super) fn forget_connections(&self) -> eyre::Result<()> {
        run(self.command("conntrack").arg("-F").stderr(Stdio::null()))
    }

    /// A setting of the kernel for this machine, under /proc/sys.
    pub(super) fn set(&self, setting: &str, value: &str) -> eyre::Result<()> {
        run(self.command("sh").args(["-c", &format!("echo {value} > /proc/sys/{setting}")]))
    }

    /// Packets are passed on between the interfaces.
    pub(super) fn forward(&self) -> eyre::Result<()> {
        self.set("net/ipv4/ip_forward", "1")?;
        self.set("net/ipv6/conf/all/forwarding", "1")
    }
}
