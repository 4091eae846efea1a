//! Settings, through the real binary: who wins, what is refused, and what `calln config` prints.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A TOML file that goes away with its owner.
struct Toml(PathBuf);

impl Toml {
    fn new(text: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("config-{}-{}.toml", std::process::id(), NEXT.fetch_add(1, Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Toml {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn calln(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_calln"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

/// What `calln config` prints.
fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = calln(&[&["config"], arguments].concat(), variables);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What `calln serve` says as it refuses to start.
fn refused(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = calln(&[&["serve"], arguments].concat(), variables);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// The line of a setting, and the comment above it that says who set it.
fn line<'a>(toml: &'a str, name: &str) -> (&'a str, &'a str) {
    let lines: Vec<&str> = toml.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(&format!("{name} ="))).unwrap();
    (lines[at], lines[at - 1].strip_prefix("# Set by: ").unwrap())
}

#[test]
fn flags_go_before_variables_before_the_file_before_defaults() {
    let file = Toml::new("listen = '127.0.0.1:1'\n[limits]\nsignal_bytes = 1\npending_requests = 1\n");
    let variables = [("CALLN_LISTEN", "127.0.0.1:2"), ("CALLN_LIMITS_SIGNAL_BYTES", "2"), ("PATH", "/bin")];
    let toml = shown(&["--config", file.path(), "--listen", "127.0.0.1:3"], &variables);
    assert_eq!(line(&toml, "listen"), (r#"listen = "127.0.0.1:3""#, "--listen"));
    assert_eq!(line(&toml, "signal_bytes"), ("signal_bytes = 2", "CALLN_LIMITS_SIGNAL_BYTES"));
    assert_eq!(line(&toml, "pending_requests"), ("pending_requests = 1", file.path()));
    assert_eq!(line(&toml, "message_bytes"), ("message_bytes = 65536", "default"));
}

#[test]
fn the_file_is_named_by_flag_or_variable() {
    let [one, two] = ["127.0.0.1:1", "127.0.0.1:2"].map(|listen| Toml::new(&format!("listen = '{listen}'")));
    let toml = shown(&[], &[("CALLN_CONFIG", one.path())]);
    assert_eq!(line(&toml, "listen").0, r#"listen = "127.0.0.1:1""#);
    let toml = shown(&["--config", two.path()], &[("CALLN_CONFIG", one.path())]);
    assert_eq!(line(&toml, "listen").0, r#"listen = "127.0.0.1:2""#);
}

#[test]
fn what_config_prints_can_be_read_back() {
    let file = Toml::new(
        r#"
        origins = ["https://example.org"]
        trusted_proxies = ["10.0.0.0/8", "2001:db8::1"]
        [geo]
        database = "/some \"quoted\" place.mmdb"
        [ice]
        servers = ["stun:stun.example.org", { urls = ["turn:a", "turns:a"], username = "u", credential = "c" }]
        [matching]
        forbid_same_network = true
        [log]
        level = "off"
        format = "json"
        "#,
    );
    let settings = |toml: &str| toml.parse::<toml::Table>().unwrap();
    let first = shown(&["--config", file.path()], &[]);
    let printed = Toml::new(&first);
    let second = shown(&["--config", printed.path()], &[]);
    assert_eq!(settings(&first), settings(&second));
    let servers = |toml: &str| settings(toml)["ice"]["servers"].clone();
    assert_eq!(servers(&first), servers(&std::fs::read_to_string(&file.0).unwrap()));
    assert_eq!(settings(&first)["log"]["level"].as_str(), Some("off"));
}

#[test]
fn p43_no_stun_server_but_its_own_is_configured_by_default() {
    assert_eq!(line(&shown(&[], &[]), "servers"), ("servers = []", "default"));
}

#[test]
fn a_list_is_separated_by_commas() {
    let variables = [("CALLN_ICE_SERVERS", "stun:a.example.org,stun:b.example.org:3478")];
    let toml = shown(&["--trusted-proxies", "10.0.0.0/8, 192.0.2.1"], &variables);
    assert_eq!(line(&toml, "trusted_proxies").0, r#"trusted_proxies = ["10.0.0.0/8", "192.0.2.1/32"]"#);
    assert_eq!(line(&toml, "servers").0, r#"servers = ["stun:a.example.org", "stun:b.example.org:3478"]"#);
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    for (toml, name, nearest) in [
        ("lisen = '127.0.0.1:1'", "lisen", "listen"),
        ("[limits]\nmesage_bytes = 1", "limits.mesage_bytes", "limits.message_bytes"),
        ("[limit]\nmessage_bytes = 1", "limit.message_bytes", "limits.message_bytes"),
        ("geo = 'here.mmdb'", "geo", "geo.database"),
    ] {
        let file = Toml::new(toml);
        let message = refused(&["--config", file.path()], &[]);
        assert!(message.contains(&format!("`{name}`")), "{message}");
        assert!(message.contains(&format!("did you mean `{nearest}`?")), "{message}");
        assert!(message.contains(file.path()), "{message}");
    }
    let file = Toml::new("[qwxyz]");
    assert!(refused(&["--config", file.path()], &[]).contains("`calln config` lists them all"));

    let message = refused(&[], &[("CALLN_GEO_DATABSE", "x")]);
    assert!(message.contains("`CALLN_GEO_DATABSE`") && message.contains("`CALLN_GEO_DATABASE`"), "{message}");
    let message = refused(&["--geo-databse", "x"], &[]);
    assert!(message.contains("--geo-databse") && message.contains("--geo-database"), "{message}");
}

#[test]
fn what_kubernetes_says_of_its_services_is_no_setting() {
    let service = [
        ("CALLN_SERVICE_HOST", "10.96.0.11"),
        ("CALLN_PORT", "tcp://10.96.0.11:8080"),
        ("CALLN_PORT_8080_TCP_ADDR", "10.96.0.11"),
        ("CALLN_TURN_SERVICE_PORT_STUN_UDP", "3478"),
        ("CALLN_TURN_PORT_3478_UDP", "udp://10.96.0.12:3478"),
    ];
    assert_eq!(line(&shown(&[], &service), "listen").1, "default");
    let message = refused(&[], &[service[0], ("CALLN_PORT", "8080")]);
    assert!(message.contains("`CALLN_PORT`"), "{message}");
}

#[test]
fn an_unknown_variable_may_be_ignored_and_an_unknown_key_may_not() {
    let variables = [("CALLN_PURPOSE", "calls"), ("CALLN_IGNORE_UNKNOWN_VARIABLES", "true")];
    let toml = shown(&[], &variables);
    assert_eq!(line(&toml, "ignore_unknown_variables").0, "ignore_unknown_variables = true");
    let file = Toml::new("purpose = 'calls'");
    assert!(refused(&["--config", file.path()], &variables[1..]).contains("`purpose`"));
}

#[test]
fn an_empty_variable_is_not_set_and_the_word_none_takes_a_default_away() {
    let defaults: toml::Table = shown(&[], &[]).parse().unwrap();
    let names = example();
    let names: Vec<&str> = names
        .lines()
        .filter_map(|line| line.strip_prefix("# ")?.split_once(", --"))
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains(&"CALLN_TURN_LISTEN") && names.len() > 50, "{names:?}");
    let empty: Vec<(&str, &str)> =
        names.iter().map(|name| (*name, "")).chain([("CALLN_CONFIG", "")]).collect();
    let settings: toml::Table = shown(&[], &empty).parse().unwrap();
    assert_eq!(settings, defaults);
    let toml = shown(&[], &[("CALLN_METRICS_LISTEN", "none"), ("CALLN_TURN_LISTEN", "none")]);
    assert_eq!(toml.matches("listen = \"\"").count(), 2, "{toml}");
}

#[test]
fn a_wrong_value_is_refused_with_setting_source_and_what_is_right() {
    let file = Toml::new("[limits]\nmessage_bytes = '512 KiB'");
    let message = refused(&["--config", file.path()], &[]);
    for part in ["`limits.message_bytes`", file.path(), "a whole number from 1", "found a string"] {
        assert!(message.contains(part), "{message}");
    }
    for (variable, value, expected) in [
        ("CALLN_LISTEN", "8080", "an IP address and a port"),
        ("CALLN_LIMITS_PENDING_REQUESTS", "0", "a whole number from 1"),
        ("CALLN_LIMITS_PENDING_REQUESTS", "-1", "a whole number from 1"),
        ("CALLN_LIMITS_PENDING_REQUESTS", "4294967296", "a whole number from 1"),
        ("CALLN_MATCHING_FORBID_SAME_NETWORK", "yes", "true or false"),
        ("CALLN_LOG_LEVEL", "loud", "off, error, warn, info, debug or trace"),
        ("CALLN_LOG_FORMAT", "xml", "human or json"),
        ("CALLN_TRUSTED_PROXIES", "10.0.0.0/8,everybody", "networks"),
        ("CALLN_ORIGINS", "example.org", "origins, as https://"),
        ("CALLN_ICE_SERVERS", "turn:turn.example.org", "username and credential"),
    ] {
        let message = refused(&[], &[(variable, value)]);
        assert!(message.contains(variable) && message.contains(expected), "{message}");
        let rejected = value.rsplit(',').next().unwrap();
        assert!(message.contains(&format!("`{rejected}`")), "{message}");
    }
    let message = refused(&["--limits-outbox-bytes", "many"], &[]);
    assert!(message.contains("--limits-outbox-bytes") && message.contains("`many`"), "{message}");
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    let message = refused(&["--limits-outbox-bytes", "1000"], &[]);
    assert!(message.contains("`limits.message_bytes` (default)"), "{message}");
    assert!(message.contains("`limits.outbox_bytes` (--limits-outbox-bytes)"), "{message}");
    let message = refused(&[], &[("CALLN_LIMITS_MESSAGE_BYTES", "1000")]);
    assert!(message.contains("`limits.signal_bytes`"), "{message}");
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let message = refused(&["--config", "/nowhere/calln.toml"], &[]);
    assert!(message.contains("/nowhere/calln.toml") && message.contains("No such file"), "{message}");
}

#[test]
fn no_message_quotes_the_file() {
    for broken in [
        "[ice]\nservers = [{ urls = ['turn:a'], username = 'u', credential = 'hunter2' ]",
        "[ice]\nservers = [{ urls = 'turn:a', username = 'u', credential = 'hunter2' }]",
        "[limits]\nmessage_bytes = 'hunter2'",
    ] {
        let file = Toml::new(broken);
        let message = refused(&["--config", file.path()], &[]);
        assert!(!message.contains("hunter2"), "{message}");
    }
    let file = Toml::new("listen = '127.0.0.1:1'\n\n[ice\n");
    assert!(refused(&["--config", file.path()], &[]).contains(", line 3: "));
}

#[test]
fn help_explains_every_setting() {
    let help = String::from_utf8(calln(&["serve", "--help"], &[]).stdout).unwrap();
    for part in ["--geo-database <FILE>", "CALLN_GEO_DATABASE", "--config <FILE>", "65536", "SIGHUP"] {
        assert!(help.contains(part), "{part} is missing from:\n{help}");
    }
    let bare = calln(&[], &[]);
    assert_eq!(bare.status.code(), Some(2));
    assert!(String::from_utf8(bare.stderr).unwrap().contains("serve"));
    let version = calln(&["--version"], &[]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap(),
        concat!("calln ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

/// deploy/calln.example.toml.
fn example() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/calln.example.toml");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_example_is_what_the_settings_say() {
    assert!(example() == calln::config::example(), "run `cargo xtask settings`");
}

#[test]
fn the_example_is_the_defaults_with_its_values_in_force_and_without() {
    let defaults: toml::Table = shown(&[], &[]).parse().unwrap();
    let in_force = example().lines().fold(String::new(), |text, line| {
        let value = line.strip_prefix('#').filter(|rest| !rest.is_empty() && !rest.starts_with(' '));
        text + value.unwrap_or(line) + "\n"
    });
    for text in [example(), in_force.clone()] {
        let file = Toml::new(&text);
        let settings: toml::Table = shown(&["--config", file.path()], &[]).parse().unwrap();
        assert_eq!(settings, defaults);
    }
    let in_force: toml::Table = in_force.parse().unwrap();
    assert_eq!(in_force, defaults, "the example names every setting");
}
