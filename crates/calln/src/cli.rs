//! The command line. The flags of the settings come from the settings' table.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::config::{Config, Given, SETTINGS};

/// What the operator asked for.
pub enum Action {
    /// `calln serve`
    Serve,
    /// `calln config`
    ShowConfig,
}

/// Reads the command line. `--help`, `--version` and mistakes are answered here, and end the process.
pub fn parse() -> (Action, Given) {
    let matches = command().get_matches();
    let (action, matches) = match matches.subcommand() {
        Some(("config", matches)) => (Action::ShowConfig, matches),
        Some((_, matches)) => (Action::Serve, matches),
        None => (Action::Serve, &matches),
    };
    (action, given(matches))
}

fn given(matches: &ArgMatches) -> Given {
    let flags = SETTINGS
        .iter()
        .filter_map(|setting| Some((setting.key, matches.get_one::<String>(setting.key)?.clone())));
    Given {
        file: matches.get_one::<PathBuf>("config").cloned(),
        flags: flags.collect(),
        environment: std::env::vars_os().collect(),
    }
}

fn command() -> Command {
    let settings = settings();
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
                .about("Run the server; SIGTERM or Ctrl-C stops it, SIGHUP reads the country database and certificate again")
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
}

const PRECEDENCE: &str = "Flags go before CALLN_* variables, those before the file, that before the defaults. \
                          Lists are separated by commas.";

fn settings() -> Vec<Arg> {
    let mut defaults = Config::default();
    let file = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("TOML file with settings\n[env: CALLN_CONFIG]");
    let flags = SETTINGS.iter().map(|setting| {
        let default = (setting.field)(&mut defaults).to_toml();
        let help = format!("{}\n[env: {}] [default: {default}]", setting.help, setting.variable());
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
