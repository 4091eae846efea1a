//! `calln bans`: what an operator can do about bans, on the very file that a running server uses.
//!
//! What is listed are references and ends. There are no addresses to list, and one that is typed here is hashed and
//! forgotten.

use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use calln_core::moderation::Reason;
use eyre::{WrapErr as _, bail};
use serde_json::json;

use crate::bans::{Ban, Reference, Register, Sentence, SqliteStore, Whom};
use crate::config::Config;
use crate::{random, state};

/// What to do.
#[derive(Clone)]
pub enum BansCommand {
    /// Show all bans.
    List,
    /// Ban an address, or the /64 of an IPv6 one.
    Add {
        /// Whom.
        address: IpAddr,
        /// For how long.
        lasts: Duration,
        /// What the banned are told.
        reason: Reason,
    },
    /// Lift the bans of an address, or one by its reference.
    Remove(Subject),
    /// Destroy what has ended, now instead of within a second of a server's time.
    Purge,
}

/// Whose bans to lift, as typed.
#[derive(Clone, Copy)]
pub enum Subject {
    /// The bans that hold for an address.
    Address(IpAddr),
    /// The ban that is called so.
    Reference(Reference),
}

impl std::str::FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = text.parse().map(Self::Address).ok();
        address
            .or_else(|| text.parse().map(Self::Reference).ok())
            .ok_or_else(|| "it is neither an IP address nor a reference such as 7K3M-9QXA".to_owned())
    }
}

/// Does it and says what came of it, in `json` if asked.
///
/// # Errors
/// Where the file is missing or in trouble; the message says what to do.
pub fn run(config: &Config, command: BansCommand, json: bool) -> eyre::Result<()> {
    let file = state::bans_file(config);
    let Some(file) = file else { bail!("nobody said where bans are kept; name the file with --bans-file") };
    let now = SystemTime::now();
    let mut register = open(&file, now, matches!(command, BansCommand::Add { .. }))?;
    let mut out = io::stdout().lock();
    let told = match command {
        BansCommand::List => tell(&mut out, &register.list(now), json, "nobody is banned"),
        BansCommand::Add { address, lasts, reason } => {
            let target = register.seal(address).host();
            let ban = register.add(target, Sentence { lasts, reason, rung: 0 }, now)?;
            tell(&mut out, &[ban], json, "")
        }
        BansCommand::Remove(subject) => {
            let whom = match subject {
                Subject::Address(address) => Whom::Address(address),
                Subject::Reference(reference) => Whom::Reference(reference),
            };
            tell(&mut out, &register.remove(whom, now)?, json, "there was no such ban")
        }
        BansCommand::Purge => {
            register.purge(now)?;
            tell(&mut out, &register.list(now), json, "what has ended is destroyed; nobody is banned")
        }
    };
    match told {
        // `calln bans list | head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        told => Ok(told?),
    }
}

/// A file that isn't there is made only to put a ban in: otherwise the operator has probably named the wrong one.
fn open(file: &Path, now: SystemTime, make: bool) -> eyre::Result<Register> {
    if make {
        let made = state::make_directory_of(file);
        made.wrap_err_with(|| format!("can't make the directory of {}", file.display()))?;
    } else if !file.exists() {
        bail!(
            "there is no ban file at {}; is it the server's state.directory?",
            PathBuf::from(file).display()
        );
    }
    let open = || -> eyre::Result<Register> {
        let store = Box::new(SqliteStore::open(file)?);
        Ok(Register::open(store, Arc::new(random::fill), now)?)
    };
    open().wrap_err_with(|| format!("can't use {}", file.display()))
}

fn tell(out: &mut impl Write, bans: &[Ban], as_json: bool, none: &str) -> io::Result<()> {
    if as_json {
        let bans = bans.iter().map(|ban| {
            let until = ban.until.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            json!({
                "reference": ban.reference.to_string(),
                "until": until,
                "reason": ban.reason.name(),
                "rung": ban.rung,
            })
        });
        return writeln!(out, "{}", serde_json::Value::from_iter(bans));
    }
    if bans.is_empty() {
        return writeln!(out, "{none}");
    }
    writeln!(out, "{:<11}{:<22}{:<12}RUNG", "REFERENCE", "ENDS", "REASON")?;
    for ban in bans {
        let ends = humantime::format_rfc3339_seconds(ban.until).to_string();
        let rung = if ban.rung == 0 { "-".to_owned() } else { ban.rung.to_string() };
        writeln!(out, "{:<11}{ends:<22}{:<12}{rung}", ban.reference.to_string(), ban.reason.name())?;
    }
    Ok(())
}
