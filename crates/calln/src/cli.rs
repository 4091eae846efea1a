//! The command line. The flags of the settings come from the settings' table.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use calln_core::moderation::Reason;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use http::Uri;

use crate::bans_command::{BansCommand, Subject};
use crate::config::{Config, Given, settings};

/// Longest silence that the doctor keeps, in seconds: an hour, beyond any usual proxy's.
const MOST_PATIENT: u64 = 3_600;

/// What the operator asked for.
pub enum Action {
    /// `calln serve`
    Serve,
    /// `calln config`
    ShowConfig,
    /// `calln doctor`
    Examine {
        /// The address that callers open, to look at the way through the proxy.
        url: Option<Uri>,
        /// How long a connection through it says nothing.
        patience: Duration,
        /// For programs rather than people.
        json: bool,
    },
    /// `calln bans`
    Bans {
        /// What to do about them.
        command: BansCommand,
        /// Whether to say what came of it in JSON.
        json: bool,
    },
    /// `calln stats`
    ShowStats {
        /// For programs rather than people.
        json: bool,
    },
}

/// Reads the command line. `--help`, `--version` and mistakes are answered here, and end the process.
pub fn parse() -> (Action, Given) {
    let matches = command().get_matches();
    let (action, matches) = match matches.subcommand() {
        Some(("config", matches)) => (Action::ShowConfig, matches),
        Some(("bans", matches)) => bans(matches),
        Some(("stats", matches)) => (Action::ShowStats { json: matches.get_flag("json") }, matches),
        Some(("doctor", matches)) => {
            let (url, json) = (matches.get_one("url").cloned(), matches.get_flag("json"));
            let patience = Duration::from_secs(matches.get_one("patient").copied().unwrap_or_default());
            (Action::Examine { url, patience, json }, matches)
        }
        Some((_, matches)) => (Action::Serve, matches),
        None => (Action::Serve, &matches),
    };
    (action, given(matches))
}

/// What `calln bans` is to do, and where the settings stand.
fn bans(matches: &ArgMatches) -> (Action, &ArgMatches) {
    let (command, matches) = match matches.subcommand() {
        Some(("add", add)) => (ban(add), add),
        Some(("remove", remove)) => {
            (remove.get_one::<Subject>("whom").copied().map(BansCommand::Remove), remove)
        }
        Some(("purge", purge)) => (Some(BansCommand::Purge), purge),
        Some((_, list)) => (None, list),
        None => (None, matches),
    };
    let action =
        Action::Bans { command: command.unwrap_or(BansCommand::List), json: matches.get_flag("json") };
    (action, matches)
}

/// Clap has seen to it that all three are there.
fn ban(matches: &ArgMatches) -> Option<BansCommand> {
    Some(BansCommand::Add {
        address: *matches.get_one("address")?,
        lasts: *matches.get_one("for")?,
        reason: *matches.get_one("reason")?,
    })
}

fn given(matches: &ArgMatches) -> Given {
    let flags =
        settings().filter_map(|setting| Some((setting.key, matches.get_one::<String>(setting.key)?.clone())));
    Given {
        file: matches.get_one::<PathBuf>("config").cloned(),
        flags: flags.collect(),
        environment: std::env::vars_os().collect(),
    }
}

/// What `calln` takes.
pub fn command() -> Command {
    let settings = arguments();
    Command::new("calln")
        .version(env!("CARGO_PKG_VERSION"))
        .about(env!("CARGO_PKG_DESCRIPTION"))
        .after_help(
            "`calln serve --help` explains every setting; `calln config` shows what is in force, and why.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("serve")
                .about(
                    "Run the server; SIGTERM or Ctrl-C stops it, SIGHUP reads database and certificate again, \
                     SIGUSR1 turns the log up",
                )
                .args(&settings)
                .after_help(PRECEDENCE),
        )
        .subcommand(
            Command::new("config")
                .about(
                    "Print the configuration in force, as TOML that --config reads back (passwords included)",
                )
                .args(&settings)
                .after_help(PRECEDENCE),
        )
        .subcommand(
            Command::new("doctor")
                .about("Look at ports, addresses, STUN and TURN, TLS and files, and say what is wrong and what to do")
                .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Write JSON"))
                .arg(
                    Arg::new("url").long("url").value_name("URL").value_parser(site).help(
                        "The address that callers open, as https://calln.example.org: the doctor opens it too, as a \
                         browser does, and looks whether the proxy in front of the server lets callers through and \
                         tells the truth about who comes",
                    ),
                )
                .arg(
                    Arg::new("patient")
                        .long("patient")
                        .value_name("SECONDS")
                        .value_parser(value_parser!(u64).range(..=MOST_PATIENT))
                        .requires("url")
                        .help("Also hold a connection there for so long that says nothing, which a proxy may cut"),
                )
                .args(&settings)
                .after_help(BESIDE_THE_SERVER),
        )
        .subcommand(
            Command::new("stats")
                .about("Print how many calls there were, day by day, for a year; also while the server runs")
                .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Write JSON"))
                .args(&settings)
                .after_help(PRECEDENCE),
        )
        .subcommand(bans_commands(&settings))
}

fn bans_commands(settings: &[Arg]) -> Command {
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("Answer in JSON");
    let here = settings
        .iter()
        .filter(|arg| ["config", "state.directory", "bans.file"].contains(&arg.get_id().as_str()));
    // The others may stand in the environment or the file of the server, and are read as there; as flags they would only
    // be in the way.
    let here: Vec<_> = here.cloned().chain([json]).collect();
    let hidden = settings.iter().filter(|arg| here.iter().all(|shown| shown.get_id() != arg.get_id()));
    let all: Vec<_> = hidden.cloned().map(|arg| arg.hide(true)).chain(here.iter().cloned()).collect();
    let command = |name: &'static str, about: &'static str| Command::new(name).about(about).args(&all);
    Command::new("bans")
        .about("Show, make and lift bans, in the file of a running server or a stopped one")
        .after_help("A running server sees a change within a second. There are no addresses to show.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(command("list", "Show every ban: its reference, its end, its reason and its rung"))
        .subcommand(
            command("add", "Ban an IPv4 address, or the /64 of an IPv6 address")
                .arg(Arg::new("address").required(true).value_name("ADDR").value_parser(value_parser!(IpAddr)))
                .arg(
                    Arg::new("for")
                        .long("for")
                        .required(true)
                        .value_name("TIME")
                        .value_parser(humantime::parse_duration)
                        .help("How long, as 30m, 24h or 7d; 30 days at the most"),
                )
                .arg(
                    Arg::new("reason")
                        .long("reason")
                        .required(true)
                        .value_name("REASON")
                        .value_parser(value_parser!(Reason))
                        .help("What the banned are told: under_18, sexual, harassment, hate, scam, spam or other"),
                ),
        )
        .subcommand(
            command("remove", "Lift a ban by its reference, or all that hold for an address").arg(
                Arg::new("whom")
                    .required(true)
                    .value_name("ADDR|REFERENCE")
                    .value_parser(value_parser!(Subject)),
            ),
        )
        .subcommand(command("purge", "Destroy what has ended now, as a running server does within a second"))
}

const BESIDE_THE_SERVER: &str = "Run it as the server's user and with the server's settings, beside the server or \
                                 without it. The exit code is 1 where there is a problem.";

const PRECEDENCE: &str = "Flags go before CALLN_* variables, those before the file, that before the defaults. \
                          Lists are separated by commas.";

/// A web site's address.
fn site(text: &str) -> Result<Uri, &'static str> {
    let is_site = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    text.parse().ok().filter(is_site).ok_or("it isn't a web site's address, as https://calln.example.org")
}

/// The file, and a flag for each setting.
fn arguments() -> Vec<Arg> {
    let mut defaults = Config::default();
    let file = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("TOML file with settings\n[env: CALLN_CONFIG]");
    let flags = settings().map(|setting| {
        let default = (setting.field)(&mut defaults).to_toml();
        let help = format!("{}\n[env: {}] [default: {default}]", setting.help(), setting.variable());
        Arg::new(setting.key).long(setting.flag()).value_name(setting.hint).help(help)
    });
    std::iter::once(file).chain(flags).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
