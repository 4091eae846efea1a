//! Whether the ports that the server is going to listen on are free: said before minutes of building, not after.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;

use eyre::{WrapErr as _, bail};
use toml::Table;

use crate::operator_files::EXAMPLE;
use crate::project::Project;

/// The settings that name an address without which the server doesn't start, and whether it listens there by UDP too.
const LISTENERS: &[(&str, bool)] = &[("listen", false), ("turn.listen", true)];

/// Fails where a server with these flags, in this environment, would find a port taken. What else is wrong with them
/// the server says itself.
pub(crate) fn check_free(project: &Project, flags: &[&str]) -> eyre::Result<()> {
    let example = project.path(EXAMPLE);
    let example =
        std::fs::read_to_string(&example).wrap_err_with(|| format!("can't read {}", example.display()))?;
    let defaults = uncommented(&example)?;
    let file = value_of("config", flags, None).and_then(|path| {
        std::fs::read_to_string(PathBuf::from(path)).ok().and_then(|text| text.parse::<Table>().ok())
    });
    for (key, by_udp) in LISTENERS {
        let told = value_of(key, flags, file.as_ref()).or_else(|| within(&defaults, key));
        let Some(address) = told.and_then(|text| text.parse::<SocketAddr>().ok()) else { continue };
        if is_taken(address, *by_udp) {
            let flag = key.replace('.', "-");
            bail!(
                "another program listens on {address}, where the server would (`{key}`); stop it, or take another port \
                 with `cargo xtask run --{flag} {}`",
                SocketAddr::new(address.ip(), 0)
            );
        }
    }
    Ok(())
}

/// What a setting is told to be, by flag, variable or file.
fn value_of(key: &str, flags: &[&str], file: Option<&Table>) -> Option<String> {
    let flag = format!("--{}", key.replace(['.', '_'], "-"));
    let variable = format!("CALLN_{}", key.replace('.', "_").to_uppercase());
    let joined = flags.iter().find_map(|word| word.strip_prefix(&flag)?.strip_prefix('='));
    let apart = || flags.windows(2).find(|pair| pair[0] == flag).map(|pair| pair[1]);
    let by_flag = joined.or_else(apart).map(str::to_owned);
    by_flag.or_else(|| std::env::var(variable).ok()).or_else(|| within(file?, key))
}

fn within(table: &Table, key: &str) -> Option<String> {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let section = if section.is_empty() { table } else { table.get(section)?.as_table()? };
    Some(section.get(name)?.as_str()?.to_owned())
}

/// The example with its values in force: a comment has a space after its `#`, a value has none.
fn uncommented(example: &str) -> eyre::Result<Table> {
    let lines = example.lines().map(|line| match line.strip_prefix('#') {
        Some(value) if !value.is_empty() && !value.starts_with(' ') => value,
        _ => line,
    });
    Ok(lines.collect::<Vec<_>>().join("\n").parse()?)
}

fn is_taken(address: SocketAddr, by_udp: bool) -> bool {
    let taken = |error: std::io::Error| error.kind() == ErrorKind::AddrInUse;
    TcpListener::bind(address).is_err_and(taken) || (by_udp && UdpSocket::bind(address).is_err_and(taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_go_before_the_file() {
        let file: Table = "listen = 'of the file'".parse().unwrap();
        for (flags, value) in [
            (&["--listen", "apart"][..], "apart"),
            (&["--log-level", "info", "--listen=joined"], "joined"),
            (&["--listen-elsewhere", "x"], "of the file"),
        ] {
            assert_eq!(value_of("listen", flags, Some(&file)).as_deref(), Some(value), "{flags:?}");
        }
    }

    #[test]
    fn a_taken_port_is_seen() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert!(is_taken(address, false));
        drop(listener);
        let socket = UdpSocket::bind(address).unwrap();
        assert!(!is_taken(address, false) && is_taken(address, true));
        drop(socket);
        assert!(!is_taken(address, true));
    }

    #[test]
    fn the_example_names_every_default_that_is_looked_for() {
        let example = include_str!("../../deploy/calln.example.toml");
        let defaults = uncommented(example).unwrap();
        for (key, _) in LISTENERS {
            assert!(within(&defaults, key).unwrap().parse::<SocketAddr>().is_ok(), "{key}");
        }
    }
}
