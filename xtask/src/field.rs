//! `cargo xtask field`: calls through the networks that callers have, with real NATs, made of Linux namespaces.
//!
//! | file | what it holds |
//! |---|---|
//! | `private` | a place that nobody else sees, and that is gone with the lab |
//! | `namespace`, `internet`, `distance`, `router`, `home`, `addresses` | the network |
//! | `kinds`, `way` | the kinds of network, and which way a call between two of them takes |
//! | `server`, `caller` | the programs in it: the real server, and browsers that `web/field` drives |
//! | `lab` | all of that together |
//! | `call`, `pairs`, `table` | calls between kinds of network |
//! | `roam` | calls whose network changes |
//! | `plan` | what the command line asks for |

mod addresses;
mod call;
mod caller;
mod distance;
mod home;
mod internet;
mod kinds;
mod lab;
mod namespace;
mod outcome;
mod pairs;
mod plan;
mod private;
mod roam;
mod router;
mod server;
mod table;
mod way;

use std::path::PathBuf;

use crate::command::{cargo, find, run};
use crate::project::Project;
use crate::{browsers, debian, npm, page};
use caller::Browser;
use kinds::Kind;
use lab::Lab;
use pairs::Callers;
use plan::{Part, Plan};

/// The first argument of the program's second start, inside the lab's private place.
const INSIDE: &str = "--inside";

/// The hardest pairs, of which the first caller has Chromium and the second Firefox.
const HARDEST: [[Kind; 2]; 4] = [
    [Kind::PortRestricted, Kind::Symmetric],
    [Kind::Symmetric, Kind::Symmetric],
    [Kind::NoUdp, Kind::NoUdp],
    [Kind::Tcp443, Kind::Ipv6],
];

/// Everything that the lab can try, with the release build as it is.
pub(crate) fn test(project: &Project) -> eyre::Result<()> {
    if is_possible()? { start(&["pairs", "firefox", "roam"], project.release("calln")) } else { Ok(()) }
}

/// What the arguments say, with page and server built before.
pub(crate) fn field(project: &Project, arguments: &[&str]) -> eyre::Result<()> {
    if let [INSIDE, server, rest @ ..] = arguments {
        return inside(project, PathBuf::from(server), &Plan::read(rest)?);
    }
    // Says what is wrong with the arguments before anything is built.
    Plan::read(arguments)?;
    if !is_possible()? {
        return Ok(());
    }
    let web = project.path("web");
    npm::install(&web)?;
    let server = match std::env::var_os("CALLN_BIN") {
        Some(named) => PathBuf::from(named),
        None => {
            page::build(project)?;
            run(&mut cargo(project, &["build", "--release", "--package", "calln"]))?;
            project.release("calln")
        }
    };
    start(arguments, server)
}

/// Whether this system lets us have the lab; where it doesn't, says so and why.
///
/// # Errors
/// Where it would, and the programs for it can't be had.
fn is_possible() -> eyre::Result<bool> {
    let reason = match debian::is_root() {
        Ok(true) => {
            install()?;
            private::refusal()
        }
        _ => Some("not root".to_owned()),
    };
    if let Some(reason) = &reason {
        println!("Left out: calls between networks take Linux, root and network namespaces. Here: {reason}");
    }
    Ok(reason.is_none())
}

fn install() -> eyre::Result<()> {
    let packages = [
        ("ip", "iproute2"),
        ("nft", "nftables"),
        ("conntrack", "conntrack"),
        ("socat", "socat"),
        ("unshare", "util-linux"),
    ];
    let missing: Vec<&str> = packages
        .into_iter()
        .filter(|(program, _)| find(&[program]).is_none())
        .map(|(_, package)| package)
        .collect();
    if !missing.is_empty() {
        debian::install(&missing)?;
    }
    browsers::chromium()?;
    browsers::firefox()?;
    Ok(())
}

fn start(arguments: &[&str], server: PathBuf) -> eyre::Result<()> {
    let server = server.display().to_string();
    let mut all = vec!["field", INSIDE, &server];
    all.extend(arguments);
    private::enter(&all)
}

/// The lab itself.
fn inside(project: &Project, server: PathBuf, plan: &Plan) -> eyre::Result<()> {
    private::settle()?;
    let mut lab = Lab::build(project, &server, &plan.flags)?;
    let mut among_chromium = Callers::new([Browser::Chromium; 2], plan.hidden);
    let mut outcomes = Vec::new();
    for part in &plan.parts {
        let table = match part {
            Part::Pairs(pairs) => among_chromium.call(&mut lab, pairs),
            Part::Firefox => {
                Callers::new([Browser::Chromium, Browser::Firefox], plan.hidden).call(&mut lab, &HARDEST)
            }
            Part::Roam => {
                outcomes.push(roam::roam(&mut lab));
                continue;
            }
        };
        println!("\n{}", table.markdown());
        outcomes.push(table.judge());
    }
    // Everything is tried before the first failure counts.
    outcomes.into_iter().collect()
}
