//! The variables of the environment that are meant for us.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::{ConfigError, Source, settings};

const PREFIX: &str = "CALLN";

/// The `CALLN_*` variables that have a value and aren't somebody else's. What compose files write as `${X:-}` is empty where
/// `X` isn't set.
///
/// # Errors
/// The value of one isn't Unicode.
pub(super) fn variables(
    environment: Vec<(OsString, OsString)>,
) -> Result<BTreeMap<String, String>, ConfigError> {
    let ours = environment
        .into_iter()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value))
        .filter(|(name, value)| name.starts_with("CALLN_") && !value.is_empty());
    let mut variables = BTreeMap::new();
    for (name, value) in ours {
        let setting = settings().find(|setting| setting.variable() == name);
        let value = value.into_string().map_err(|_| ConfigError::Wrong {
            key: setting.map_or("config", |setting| setting.key),
            source_name: Source::Variable(name.clone()),
            expected: "text".to_owned(),
            problem: "it isn't valid UTF-8".to_owned(),
        })?;
        if setting.is_some() || !is_service_link(&name, &value) {
            variables.insert(name, value);
        }
    }
    Ok(variables)
}

/// Whether a variable tells of a service of this name, or of one whose name begins with ours, in the same network: Kubernetes
/// puts `CALLN_SERVICE_HOST` and a dozen more into every pod beside a Service called `calln`, Docker those of its links
/// (Kubernetes documentation, "Environment variables" of a Service).
fn is_service_link(name: &str, value: &str) -> bool {
    let is_url = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    rest.ends_with("_SERVICE_HOST")
        || rest.ends_with("_SERVICE_PORT")
        || rest.contains("_SERVICE_PORT_")
        || (rest.ends_with("_PORT") && is_url)
        || is_port_of_link(rest)
}

/// `_PORT_8080_TCP`, with or without the service's own name before it and `_PROTO`, `_PORT` or `_ADDR` after it.
fn is_port_of_link(rest: &str) -> bool {
    rest.match_indices("_PORT_").any(|(at, found)| {
        let Some((port, rest)) = rest[at + found.len()..].split_once('_') else { return false };
        let (protocol, part) = rest.split_once('_').unwrap_or((rest, ""));
        port.parse::<u16>().is_ok()
            && matches!(protocol, "TCP" | "UDP" | "SCTP")
            && matches!(part, "" | "PROTO" | "PORT" | "ADDR")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_links_are_known_by_their_form() {
        for (name, value) in [
            ("CALLN_SERVICE_HOST", "10.0.0.11"),
            ("CALLN_SERVICE_PORT", "8080"),
            ("CALLN_SERVICE_PORT_HTTP", "8080"),
            ("CALLN_PORT", "tcp://10.0.0.11:8080"),
            ("CALLN_PORT_8080_TCP", "tcp://10.0.0.11:8080"),
            ("CALLN_PORT_8080_TCP_PROTO", "tcp"),
            ("CALLN_PORT_8080_TCP_PORT", "8080"),
            ("CALLN_PORT_8080_TCP_ADDR", "10.0.0.11"),
            ("CALLN_TURN_SERVICE_HOST", "10.0.0.12"),
            ("CALLN_TURN_PORT", "udp://10.0.0.12:3478"),
            ("CALLN_TURN_PORT_3478_UDP_ADDR", "10.0.0.12"),
        ] {
            assert!(is_service_link(name, value), "{name}");
        }
        for (name, value) in [
            ("CALLN_PORT", "8080"),
            ("CALLN_PORT_HTTP", "8080"),
            ("CALLN_PORT_8080_HTTP", "8080"),
            ("CALLN_PORT_8080_TCP_NAME", "x"),
            ("CALLN_LISTEN_ADDR", "tcp://10.0.0.11:8080"),
        ] {
            assert!(!is_service_link(name, value), "{name}");
        }
    }
}
