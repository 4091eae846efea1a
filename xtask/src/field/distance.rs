//! The distance between the Internet and the server. Without one, the relay would answer sooner than the other caller,
//! and a browser would be content with it where there is a direct way.
//!
//! Where the kernel can't delay packets itself (netem), two of its TUN devices lead them through here. `socat` opens
//! those devices; each packet is a datagram of a socket between it and us.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use eyre::WrapErr as _;

use super::namespace::Namespace;
use super::private::FILES;

/// One way. A server in the same country.
pub(super) const DISTANCE: Duration = Duration::from_millis(15);
/// More than a packet of the lab has.
const MTU: usize = 2048;

/// Two machines with a distance between them. It ends with this.
pub(super) struct Distance(#[expect(dead_code, reason = "held for their end")] [Opener; 2]);

/// A process that holds a TUN device open.
struct Opener(Child);

impl Distance {
    /// Gives each of two machines an interface that leads to the other, up and without an address.
    pub(super) fn between(ends: [(&Namespace, &str); 2]) -> eyre::Result<Self> {
        let [one, other] = ends.map(|(machine, interface)| End::open(machine, interface));
        let (one, other) = (one?, other?);
        one.pass_to(&other);
        other.pass_to(&one);
        Ok(Self([one.opener, other.opener]))
    }
}

/// One of the two ends.
struct End {
    /// What comes out of the device comes here.
    socket: Arc<UnixDatagram>,
    /// What is sent there goes into the device.
    device: String,
    opener: Opener,
}

impl End {
    fn open(machine: &Namespace, interface: &str) -> eyre::Result<Self> {
        let ours = format!("{FILES}/{}.from-device", machine.name());
        let device = format!("{FILES}/{}.to-device", machine.name());
        let socket = UnixDatagram::bind(&ours).wrap_err("can't bind a socket for a TUN device")?;
        machine.ip(&format!("tuntap add dev {interface} mode tun"))?;
        machine.ip(&format!("link set {interface} up"))?;
        let mut socat = machine.command("socat");
        socat.arg(format!("TUN,tun-name={interface},tun-type=tun,iff-no-pi"));
        socat.arg(format!("UNIX-SENDTO:{ours},bind={device}")).stdin(Stdio::null());
        let opener = Opener(socat.spawn().wrap_err("can't start socat")?);
        Ok(Self { socket: Arc::new(socket), device, opener })
    }

    /// Passes every packet on, in order, after the time that the distance takes.
    fn pass_to(&self, other: &Self) {
        let (from, to, device) = (Arc::clone(&self.socket), Arc::clone(&other.socket), other.device.clone());
        let (under_way, arriving) = mpsc::channel::<(Instant, Vec<u8>)>();
        std::thread::spawn(move || -> io::Result<()> {
            let mut packet = [0; MTU];
            loop {
                let length = from.recv(&mut packet)?;
                let arrives = Instant::now() + DISTANCE;
                if under_way.send((arrives, packet[..length].to_vec())).is_err() {
                    return Ok(());
                }
            }
        });
        std::thread::spawn(move || {
            for (arrives, packet) in arriving {
                std::thread::sleep(arrives.saturating_duration_since(Instant::now()));
                // As on a real line, what can't be delivered is lost.
                let _lost = to.send_to(&packet, &device);
            }
        });
    }
}

impl Drop for Opener {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}
