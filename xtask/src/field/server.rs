//! Calln's server in the middle: the real program, on a machine with two addresses of each family.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use eyre::{OptionExt as _, WrapErr as _};

use super::addresses::{CALLERS, PAGE, PAGE_NAME, RELAY, RELAY_NAME, UPLINK};
use super::distance::Distance;
use super::internet::Internet;
use super::namespace::Namespace;
use super::private::FILES;

/// The server's start is a matter of milliseconds, on a machine that has nothing else to do.
const START: Duration = Duration::from_secs(20);

/// The machine, and the process on it.
pub(super) struct Server {
    machine: Namespace,
    #[expect(dead_code, reason = "held for its end")]
    distance: Distance,
    program: PathBuf,
    flags: Vec<String>,
    process: Child,
}

impl Server {
    /// Builds the machine and starts the program. `flags` go before the lab's own.
    pub(super) fn start(internet: &Internet, program: &Path, flags: &[String]) -> eyre::Result<Self> {
        let (machine, distance) = machine(internet)?;
        let flags: Vec<String> = own_flags()?.into_iter().chain(flags.iter().cloned()).collect();
        let process = spawn(&machine, program, &flags)?;
        Ok(Self { machine, distance, program: program.to_owned(), flags, process })
    }

    /// Kills the process, and starts another in its place.
    pub(super) fn restart(&mut self) -> eyre::Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        self.process = spawn(&self.machine, &self.program, &self.flags)?;
        Ok(())
    }
}

/// The page is served at one address and the relay at the other, each at port 443 besides: that is all that the
/// strictest networks let out.
fn machine(internet: &Internet) -> eyre::Result<(Namespace, Distance)> {
    let machine = Namespace::add("server")?;
    let distance = internet.connect_far(&machine)?;
    let ([page_v4, page_v6], [relay_v4, relay_v6]) = (PAGE, RELAY);
    for address in [relay_v4, page_v4, relay_v6, page_v6] {
        machine.address(UPLINK, address)?;
    }
    // UDP answers come from the address that the system chooses.
    machine.ip(&format!("route add default dev {UPLINK} src {relay_v4}"))?;
    machine.ip(&format!("-6 route add default dev {UPLINK} src {relay_v6}"))?;
    machine.filter(&format!(
        "table inet server {{
            chain nat {{
                type nat hook prerouting priority dstnat;
                ip daddr {page_v4} tcp dport 443 redirect to :8080
                ip6 daddr {page_v6} tcp dport 443 redirect to :8080
            }}
        }}"
    ))?;
    Ok((machine, distance))
}

/// As an operator would set it.
fn own_flags() -> eyre::Result<Vec<String>> {
    let file = |name: &str| format!("{FILES}/{name}");
    let made = rcgen::generate_simple_self_signed([RELAY_NAME.to_owned()])?;
    fs::write(file("relay.crt"), made.cert.pem())?;
    fs::write(file("relay.key"), made.signing_key.serialize_pem())?;
    let flags = [
        ("listen", "[::]:8080".to_owned()),
        ("hosts", PAGE_NAME.to_owned()),
        ("state-directory", file("state")),
        ("log-level", "warn".to_owned()),
        ("limits-exempt", CALLERS.to_owned()),
        ("ice-public-address", RELAY[0].to_owned()),
        ("turn-listen", "[::]:3478".to_owned()),
        ("turn-host", RELAY_NAME.to_owned()),
        ("turn-tls-listen", "[::]:443".to_owned()),
        ("turn-tls-certificate", file("relay.crt")),
        ("turn-tls-key", file("relay.key")),
    ];
    Ok(flags.into_iter().flat_map(|(name, value)| [format!("--{name}"), value]).collect())
}

/// Returns once the server listens.
fn spawn(machine: &Namespace, program: &Path, flags: &[String]) -> eyre::Result<Child> {
    let mut command = machine.command(program);
    command.arg("serve").args(flags).stdin(Stdio::null()).stdout(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        // The server takes each for a setting of its own.
        if name.to_string_lossy().starts_with("CALLN_") {
            command.env_remove(name);
        }
    }
    let mut process = command.spawn().wrap_err("can't start the server")?;
    let output = process.stdout.take().ok_or_eyre("the server has no output")?;
    let (listening, listens) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if line.starts_with("listening on") {
                // Nobody waits any more for one that was too late.
                let _too_late = listening.send(());
            }
        }
    });
    listens.recv_timeout(START).wrap_err("the server doesn't listen")?;
    Ok(process)
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended by itself there is nothing left to do.
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}
