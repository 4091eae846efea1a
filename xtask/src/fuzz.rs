//! `cargo xtask fuzz`: the parsers by themselves, led on by what their code does; then malformed packets and hostile
//! lines against the real server. For a time, and from another seed each time.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use eyre::WrapErr as _;

use crate::command::{cargo, find, run};
use crate::debian;
use crate::project::Project;

/// A minute finds what a change of today has broken; nights are for more.
const SECONDS: u64 = 60;

const CARGO_FUZZ: &str = "0.13.2";

/// The tests of the suite that try the server, at the same time and with the same seed, which they say.
const TESTS: [&str; 10] = [
    "test",
    "--release",
    "--package",
    "calln",
    "--test",
    "attacks",
    "--",
    "--nocapture",
    "malformed_packets",
    "hostile_lines",
];

/// The programs in `fuzz/targets`.
const TARGETS: [Target; 4] = [
    Target { name: "frames", seeds: Seeds::Own },
    Target { name: "packets", seeds: Seeds::Packets },
    Target { name: "events", seeds: Seeds::Events },
    Target { name: "relay", seeds: Seeds::Own },
];

struct Target {
    name: &'static str,
    seeds: Seeds,
}

/// What a target begins with, besides the inputs that were once found to bring it down.
enum Seeds {
    /// The packets that the server is tried with.
    Packets,
    /// The JSON of the events among them.
    Events,
    Own,
}

/// Fuzzes the server for so many seconds, after as many that the parsers share.
pub(crate) fn fuzz(project: &Project, seconds: Option<&str>) -> eyre::Result<()> {
    let seconds = match seconds {
        Some(seconds) => {
            seconds.parse().wrap_err_with(|| format!("`{seconds}` isn't a number of seconds"))?
        }
        None => SECONDS,
    };
    let cargo_fuzz = install(project)?;
    for target in TARGETS {
        target.run(project, &cargo_fuzz, seconds.div_ceil(TARGETS.len() as u64))?;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = (since.as_nanos() as u64 | 1).to_string();
    run(cargo(project, &TESTS).env("FUZZ_SECONDS", seconds.to_string()).env("FUZZ_SEED", seed))
}

/// Looks at the targets as at any other code; they are built with other flags, so they aren't of the workspace.
pub(crate) fn check(project: &Project) -> eyre::Result<()> {
    let manifest = project.path("fuzz/Cargo.toml");
    run(cargo(project, &["fmt", "--check", "--manifest-path"]).arg(&manifest))?;
    run(cargo(project, &["clippy", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(project.target("fuzz"))
        .args(["--", "--deny", "warnings"])
        .env("RUSTFLAGS", "--cfg fuzzing"))
}

/// cargo-fuzz, of a known version.
fn install(project: &Project) -> eyre::Result<PathBuf> {
    // libFuzzer is C++.
    if find(&["c++"]).is_none() {
        debian::install(&["g++"])?;
    }
    let folder = project.target("cargo-fuzz").join(CARGO_FUZZ);
    let program = folder.join("bin/cargo-fuzz");
    if !program.exists() {
        run(cargo(project, &["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root"])
            .arg(&folder))?;
    }
    Ok(program)
}

impl Target {
    /// Seeks what brings the target down. That goes to its seeds, where every later run tries it first; what led on is
    /// kept in the folder that cargo builds into.
    fn run(&self, project: &Project, cargo_fuzz: &Path, seconds: u64) -> eyre::Result<()> {
        let corpus = project.target("fuzz").join("corpus").join(self.name);
        let seeds = project.path("fuzz/seeds").join(self.name);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&seeds)?;
        self.sow(project, &corpus)?;
        // Without a sanitizer it is all a stable compiler's work. There is no unsafe code here to be caught by one.
        run(std::process::Command::new(cargo_fuzz)
            .current_dir(project.root())
            .args(["fuzz", "run", "--sanitizer", "none", "--target-dir"])
            .arg(project.target("fuzz"))
            .arg(self.name)
            .args([&corpus, &seeds])
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}/", seeds.display()))
            .arg("-print_final_stats=1"))
    }

    /// Puts the packets of the suite's corpus into the target's.
    fn sow(&self, project: &Project, corpus: &Path) -> eyre::Result<()> {
        let packets = fs::read_to_string(project.path("crates/calln/tests/attacks/corpus.txt"))?;
        for (line, packet) in packets.lines().enumerate() {
            let seed = match self.seeds {
                Seeds::Packets => Some(with_attachment(packet)),
                Seeds::Events => packet.find('[').map(|json| packet[json..].to_owned()),
                Seeds::Own => None,
            };
            if let Some(seed) = seed {
                fs::write(corpus.join(format!("packet-{line}")), seed)?;
            }
        }
        Ok(())
    }
}

/// The packet, and the attachment that it announces if it does: a record separator, then base64 (Engine.IO v4, payload).
fn with_attachment(packet: &str) -> String {
    let attachment = if packet.starts_with("451-") { "\x1ebAQIDBA==" } else { "" };
    format!("{packet}{attachment}")
}
