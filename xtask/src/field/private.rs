//! What the lab does is seen by nobody else, and gone with it: it runs in mount and process namespaces of its own.
//!
//! The names of network namespaces are mounts in /run, and hosts are looked up in /etc/hosts; both are the lab's own.
//! Two labs can run at a time, and however one ends (done, panic, Ctrl-C, `kill -9`), the kernel ends its processes and
//! drops its networks and files, since all of them hang on the lab's first process.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use eyre::{WrapErr as _, bail};

use super::addresses::HOSTS;
use crate::command::{run, shown};

/// Where files lie that end with the lab.
pub(super) const FILES: &str = "/run/field";

/// What a system must let us do: the same as the lab does, once.
const TRIAL: &str = "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add trial && \
    ip netns exec trial nft 'table ip trial { chain nat { type nat hook postrouting priority srcnat; \
    masquerade fully-random; }; }'";

/// Why this system has no lab, in its own words; `None` where it can have one.
pub(super) fn refusal() -> Option<String> {
    let trial = unshare().args(["sh", "-c", TRIAL]).output();
    match trial {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(format!("can't start `unshare`: {error}")),
    }
}

/// Runs this very program again with these arguments, in private. It ends with this one, which holds its input.
///
/// # Errors
/// Where it doesn't succeed.
pub(super) fn enter(arguments: &[&str]) -> eyre::Result<()> {
    let mut command = unshare();
    command.arg(std::env::current_exe()?).args(arguments).stdin(Stdio::piped());
    let mut inside = command.spawn().wrap_err("can't start `unshare`")?;
    // `wait` would close the input first.
    let held = inside.stdin.take();
    let status = inside.wait()?;
    drop(held);
    if !status.success() {
        bail!("`{}` failed ({status})", shown(&command));
    }
    Ok(())
}

/// Takes possession, inside: ends with whoever started this, and has /run and /etc/hosts for itself.
pub(super) fn settle() -> eyre::Result<()> {
    std::thread::spawn(|| {
        // Nothing is ever written there.
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(1);
    });
    run(Command::new("mount").args(["-t", "tmpfs", "tmpfs", "/run"]))?;
    fs::create_dir_all("/run/netns")?;
    fs::create_dir_all(FILES)?;
    // Without name servers a name that isn't among the hosts is refused at once.
    for (name, content) in [("hosts", HOSTS), ("resolv.conf", "")] {
        let (ours, systems) = (Path::new(FILES).join(name), Path::new("/etc").join(name));
        fs::write(&ours, content)?;
        if systems.exists() {
            run(Command::new("mount").arg("--bind").args([ours, systems]))?;
        }
    }
    Ok(())
}

fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]);
    command
}
