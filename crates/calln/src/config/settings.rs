//! The table of settings: what `--help`, the flags, the variables, the TOML file and `calln config` are made of.

use super::{Config, Value};

/// One setting.
pub(crate) struct Setting {
    /// Its name in TOML; those of the flag and the variable follow from it.
    pub(crate) key: &'static str,
    /// What stands for the value in `--help`.
    pub(crate) hint: &'static str,
    /// What it does, for an operator.
    pub(crate) help: &'static str,
    /// Where its value lives.
    pub(crate) field: fn(&mut Config) -> &mut dyn Value,
}

/// Every setting, those outside a section first, as TOML wants it.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        key: "listen",
        hint: "ADDR:PORT",
        help: "Address to listen on; port 0 takes a free one and says which",
        field: |config| &mut config.listen,
    },
    Setting {
        key: "trusted_proxies",
        hint: "CIDR,...",
        help: "Networks of your own reverse proxies, whose X-Forwarded-For is believed. \
               Name them exactly: whoever is in one may pretend to be any caller",
        field: |config| &mut config.trusted_proxies,
    },
    Setting {
        key: "hosts",
        hint: "HOST,...",
        help: "Names that callers open, as calls.example.org; requests for any other are refused. Without it, your proxies \
               are believed, and who comes directly may use addresses, localhost and the hosts of origins",
        field: |config| &mut config.hosts,
    },
    Setting {
        key: "origins",
        hint: "ORIGIN,...",
        help: "Other sites whose pages may connect, as https://example.org; the server's own page always may",
        field: |config| &mut config.origins,
    },
    Setting {
        key: "drain_within",
        hint: "SECONDS",
        help: "Longest time between being told to stop and stopping, for callers to move to the next server",
        field: |config| &mut config.drain_within,
    },
    Setting {
        key: "return_within",
        hint: "SECONDS",
        help: "Longest time that a call waits for a caller whose connection broke; the voices go on meanwhile",
        field: |config| &mut config.return_within,
    },
    Setting {
        key: "state.directory",
        hint: "DIR",
        help: "Where bans are kept, and the keys with which calls survive a restart; by default $STATE_DIRECTORY, \
               which systemd sets, or ~/.local/state/calln",
        field: |config| &mut config.state.directory,
    },
    Setting {
        key: "operator.contact",
        hint: "EMAIL|URL",
        help: "Where callers write to about privacy, safety or a ban: an e-mail address, or a URL with https",
        field: |config| &mut config.operator.contact,
    },
    Setting {
        key: "operator.name",
        hint: "NAME",
        help: "Who runs this service, person or company, for the privacy policy and the foot of the pages",
        field: |config| &mut config.operator.name,
    },
    Setting {
        key: "operator.policy_date",
        hint: "YYYY-MM-DD",
        help: "The last day on which you changed something that the privacy policy tells, such as advertising",
        field: |config| &mut config.operator.policy_date,
    },
    Setting {
        key: "bans.file",
        hint: "FILE",
        help: "Where bans are kept; by default bans.db in state.directory. Leave it out of backups that live \
               longer than 30 days",
        field: |config| &mut config.bans.file,
    },
    Setting {
        key: "moderation.networks",
        hint: "COUNT",
        help: "Distinct networks of one family (IPv4 /24, or IPv6 /32) whose callers must report somebody within 24 hours \
               for a ban",
        field: |config| &mut config.moderation.networks,
    },
    Setting {
        key: "moderation.talk",
        hint: "SECONDS",
        help: "Shortest time in a call after which it can be reported, and shortest talk that is no skip",
        field: |config| &mut config.moderation.talk,
    },
    Setting {
        key: "moderation.quota",
        hint: "COUNT",
        help: "Reports that one address (in IPv6 one /64) may file in 24 hours",
        field: |config| &mut config.moderation.quota,
    },
    Setting {
        key: "moderation.share_percent",
        hint: "PERCENT",
        help: "Least share of an address's calls that must have been reported for a ban, so that a carrier's gateway \
               isn't banned for one of its customers",
        field: |config| &mut config.moderation.share_percent,
    },
    Setting {
        key: "moderation.first_report_block",
        hint: "SECONDS",
        help: "How long the first report of somebody under 18 keeps an address out at once; 0 turns that off",
        field: |config| &mut config.moderation.first_report_block,
    },
    Setting {
        key: "moderation.skips",
        hint: "COUNT",
        help: "Calls that a caller may end within moments, one after the other, before it has to prove some work",
        field: |config| &mut config.moderation.skips,
    },
    Setting {
        key: "moderation.searches_per_second",
        hint: "COUNT",
        help: "Searches for partners, of all callers together, from which on it is taken for an attack, and everybody \
               has to prove some work",
        field: |config| &mut config.moderation.searches_per_second,
    },
    Setting {
        key: "analytics.own",
        hint: "true|false",
        help: "Whether the server counts page views, starts, matches and lengths of calls: a number a day, without anything of a visitor",
        field: |config| &mut config.analytics.own,
    },
    Setting {
        key: "analytics.firebase_api_key",
        hint: "TEXT",
        help: "`apiKey` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics",
        field: |config| &mut config.analytics.firebase_api_key,
    },
    Setting {
        key: "analytics.firebase_app_id",
        hint: "TEXT",
        help: "`appId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics",
        field: |config| &mut config.analytics.firebase_app_id,
    },
    Setting {
        key: "analytics.firebase_project_id",
        hint: "TEXT",
        help: "`projectId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics",
        field: |config| &mut config.analytics.firebase_project_id,
    },
    Setting {
        key: "analytics.firebase_measurement_id",
        hint: "TEXT",
        help: "`measurementId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics",
        field: |config| &mut config.analytics.firebase_measurement_id,
    },
    Setting {
        key: "ads.start",
        hint: "FILE|house",
        help: "HTML of an advertisement on the start screen, or `house` for Calln's own; docs/ads.md says what it may do",
        field: |config| &mut config.ads.start,
    },
    Setting {
        key: "ads.waiting",
        hint: "FILE|house",
        help: "HTML of an advertisement for those who wait, or `house` for Calln's own; docs/ads.md says what it may do",
        field: |config| &mut config.ads.waiting,
    },
    Setting {
        key: "ads.ended",
        hint: "FILE|house",
        help: "HTML of an advertisement after a call, or `house` for Calln's own; docs/ads.md says what it may do",
        field: |config| &mut config.ads.ended,
    },
    Setting {
        key: "ads.call",
        hint: "FILE|house",
        help: "HTML of an advertisement beside a call, where scripts never run, or `house` for Calln's own; docs/ads.md says what it may do",
        field: |config| &mut config.ads.call,
    },
    Setting {
        key: "ads.hosts",
        hint: "ORIGIN,...",
        help: "Hosts that advertisements may fetch from, as https://ads.example.net; from all others nothing comes",
        field: |config| &mut config.ads.hosts,
    },
    Setting {
        key: "ads.personalised",
        hint: "true|false",
        help: "Whether advertisements are told that a visitor has agreed to personal ones; visitors are asked then",
        field: |config| &mut config.ads.personalised,
    },
    Setting {
        key: "android.application_id",
        hint: "ID",
        help: "The application.id of your Android app, so that Android opens your links with it; docs/android.md says more",
        field: |config| &mut config.android.application_id,
    },
    Setting {
        key: "android.certificates",
        hint: "SHA256,...",
        help: "Fingerprints of the certificates that it is signed with: yours, and that of Google Play where it is there",
        field: |config| &mut config.android.certificates,
    },
    Setting {
        key: "android.banner",
        hint: "UNIT",
        help: "AdMob unit of the app's banner, by default Google's for tests; empty for no banner",
        field: |config| &mut config.android.banner,
    },
    Setting {
        key: "android.full_screen",
        hint: "UNIT",
        help: "AdMob unit of the app's full-screen advertising, by default Google's for tests; empty for none",
        field: |config| &mut config.android.full_screen,
    },
    Setting {
        key: "android.full_screen_calls",
        hint: "COUNT",
        help: "Ended calls after which full-screen advertising comes; 0 for never after calls",
        field: |config| &mut config.android.full_screen_calls,
    },
    Setting {
        key: "android.full_screen_minutes",
        hint: "MINUTES",
        help: "Minutes of a call after which full-screen advertising comes in it; 0 for never in calls",
        field: |config| &mut config.android.full_screen_minutes,
    },
    Setting {
        key: "geo.database",
        hint: "FILE",
        help: "Country database in MaxMind DB format (.mmdb) in place of the embedded one; SIGHUP reads it again",
        field: |config| &mut config.geo.database,
    },
    Setting {
        key: "ice.servers",
        hint: "URL,...",
        help: "STUN and TURN servers of others that callers use besides the one inside. For TURN write a table in \
               the TOML file: { urls = [\"turn:turn.example.org\"], username = \"...\", credential = \"...\" }, or \
               with secret = \"...\" in their place, from which credentials are made for each caller (TURN REST)",
        field: |config| &mut config.ice.servers,
    },
    Setting {
        key: "ice.public_address",
        hint: "IP,...",
        help: "Address at which callers reach this machine, or one of IPv4 and one of IPv6; by default those that its own \
               packets go out from, which behind a NAT are the wrong ones",
        field: |config| &mut config.ice.public_address,
    },
    Setting {
        key: "relay.policy",
        hint: "POLICY",
        help: "Whose address is hidden from the partner, by a relay: caller (who asks for it), always or never",
        field: |config| &mut config.relay.policy,
    },
    Setting {
        key: "relay.fallback",
        hint: "true|false",
        help: "Relays the calls that find no direct way, one in six or more; each takes about 24 kB a second each way",
        field: |config| &mut config.relay.fallback,
    },
    Setting {
        key: "turn.listen",
        hint: "ADDR:PORT",
        help: "Where STUN and TURN are served, over UDP and TCP; empty for nowhere. Callers must reach it under \
               the same port number",
        field: |config| &mut config.turn.listen,
    },
    Setting {
        key: "turn.host",
        hint: "NAME",
        help: "Name under which callers reach that port; by default the public address. TLS needs one",
        field: |config| &mut config.turn.host,
    },
    Setting {
        key: "turn.secret",
        hint: "SECRET",
        help: "What credentials for the relay are made from, 16 characters or more; by default a key of its own in \
               state.directory",
        field: |config| &mut config.turn.secret,
    },
    Setting {
        key: "turn.allocations",
        hint: "COUNT",
        help: "Most allocations at a time; every caller has one or more, whether in a call or not",
        field: |config| &mut config.turn.allocations,
    },
    Setting {
        key: "turn.bytes_per_second",
        hint: "BYTES",
        help: "Most that is relayed in a second, of all calls together",
        field: |config| &mut config.turn.bytes_per_second,
    },
    Setting {
        key: "turn.tls.listen",
        hint: "ADDR:PORT",
        help: "Where TURN is served over TLS, once there are certificate and key",
        field: |config| &mut config.turn.tls.listen,
    },
    Setting {
        key: "turn.tls.certificate",
        hint: "FILE",
        help: "Certificate for turn.host with its chain, in PEM; SIGHUP reads it again",
        field: |config| &mut config.turn.tls.certificate,
    },
    Setting {
        key: "turn.tls.key",
        hint: "FILE",
        help: "Its private key, in PEM",
        field: |config| &mut config.turn.tls.key,
    },
    Setting {
        key: "matching.forbid_same_network",
        hint: "true|false",
        help: "Whether callers behind one address (one /64 in IPv6) are kept apart",
        field: |config| &mut config.matching.forbid_same_network,
    },
    Setting {
        key: "log.level",
        hint: "LEVEL",
        help: "Least important line to write to standard error: off, error, warn, info, debug or trace",
        field: |config| &mut config.log.level,
    },
    Setting {
        key: "log.format",
        hint: "FORMAT",
        help: "Form of those lines: human or json",
        field: |config| &mut config.log.format,
    },
    Setting {
        key: "log.directory",
        hint: "DIR",
        help: "Where the log is written to files besides: one a day, none older than seven days",
        field: |config| &mut config.log.directory,
    },
    Setting {
        key: "log.max_bytes",
        hint: "BYTES",
        help: "How large all log files together may get; then the oldest go early",
        field: |config| &mut config.log.max_bytes,
    },
    Setting {
        key: "metrics.listen",
        hint: "ADDR:PORT",
        help: "Address to serve metrics on, at /metrics, for Prometheus; empty for none",
        field: |config| &mut config.metrics.listen,
    },
    Setting {
        key: "limits.message_bytes",
        hint: "BYTES",
        help: "Largest message that a caller may send",
        field: |config| &mut config.limits.message_bytes,
    },
    Setting {
        key: "limits.signal_bytes",
        hint: "BYTES",
        help: "Largest offer, answer or candidate that a caller may send",
        field: |config| &mut config.limits.signal_bytes,
    },
    Setting {
        key: "limits.outbox_bytes",
        hint: "BYTES",
        help: "Bytes that may wait for a slow reader before it is disconnected; from a quarter on its partner is held up",
        field: |config| &mut config.limits.outbox_bytes,
    },
    Setting {
        key: "limits.total_outbox_bytes",
        hint: "BYTES",
        help: "Bytes that may wait for all slow readers together; the fuller, the sooner senders are held up",
        field: |config| &mut config.limits.total_outbox_bytes,
    },
    Setting {
        key: "limits.total_inbox_bytes",
        hint: "BYTES",
        help: "Bytes of messages that have begun to come and aren't complete, of all callers together; \
               who would exceed it is closed, and 8 KiB may always be had",
        field: |config| &mut config.limits.total_inbox_bytes,
    },
    Setting {
        key: "limits.total_offer_bytes",
        hint: "BYTES",
        help: "Bytes of offers that are kept of callers who wait, all together; one for which there is no room is sent when \
               its caller has met somebody",
        field: |config| &mut config.limits.total_offer_bytes,
    },
    Setting {
        key: "limits.least_bytes_per_second",
        hint: "BYTES",
        help: "Bytes a second, on the average of 20 s, that must come of what a caller has begun to send",
        field: |config| &mut config.limits.least_bytes_per_second,
    },
    Setting {
        key: "limits.connections_per_address",
        hint: "COUNT",
        help: "TCP connections that one address (in IPv6 one /64) may have open; those of trusted_proxies aren't counted",
        field: |config| &mut config.limits.connections_per_address,
    },
    Setting {
        key: "limits.sessions_per_address",
        hint: "COUNT",
        help: "Sessions that one address (in IPv6 one /64) may have open, over WebSocket and polling together; the network \
               around it (/24, /48) may have four times as many",
        field: |config| &mut config.limits.sessions_per_address,
    },
    Setting {
        key: "limits.idle_connections_per_address",
        hint: "COUNT",
        help: "HTTP connections of one address that are kept for a next request",
        field: |config| &mut config.limits.idle_connections_per_address,
    },
    Setting {
        key: "limits.idle_within",
        hint: "SECONDS",
        help: "How long an HTTP connection is kept for a next request; longer than your reverse proxy keeps its own",
        field: |config| &mut config.limits.idle_within,
    },
    Setting {
        key: "limits.image_bytes_per_second",
        hint: "BYTES",
        help: "Bytes of images that one caller may send each second, and three times as many at once",
        field: |config| &mut config.limits.image_bytes_per_second,
    },
    Setting {
        key: "limits.pending_requests",
        hint: "COUNT",
        help: "Requests to the lobby that one connection may have unanswered",
        field: |config| &mut config.limits.pending_requests,
    },
    Setting {
        key: "limits.waiting",
        hint: "COUNT",
        help: "Callers behind one IPv4 address or IPv6 /48 that may wait for a partner at the same time",
        field: |config| &mut config.limits.waiting,
    },
    Setting {
        key: "limits.exempt",
        hint: "CIDR,...",
        help: "Networks whose callers aren't limited in how often they connect, join, skip and report, nor how many are connected or wait: \
               for load tests, never for the networks of callers",
        field: |config| &mut config.limits.exempt,
    },
];

impl Setting {
    /// The flag, without its dashes: `geo-database` for `geo.database`.
    pub(crate) fn flag(&self) -> String {
        self.key.replace(['.', '_'], "-")
    }

    /// The environment variable: `CALLN_GEO_DATABASE` for `geo.database`.
    pub(crate) fn variable(&self) -> String {
        format!("CALLN_{}", self.key.replace('.', "_").to_uppercase())
    }

    /// The section that the key is in, empty outside of any, and its name there.
    pub(crate) fn section_and_name(&self) -> (&'static str, &'static str) {
        self.key.rsplit_once('.').unwrap_or(("", self.key))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_settings_share_a_flag_or_a_variable() {
        let mut seen = HashSet::new();
        for setting in SETTINGS {
            assert!(seen.insert(setting.flag()), "{}", setting.key);
            assert!(seen.insert(setting.variable()), "{}", setting.key);
        }
        assert!(!seen.contains("config") && !seen.contains("CALLN_CONFIG"), "the file has that name");
    }

    #[test]
    fn no_two_settings_share_a_field() {
        let mut config = Config::default();
        let addresses: HashSet<_> = SETTINGS
            .iter()
            .map(|setting| std::ptr::from_mut((setting.field)(&mut config)).cast::<()>())
            .collect();
        assert_eq!(addresses.len(), SETTINGS.len());
    }

    #[test]
    fn settings_outside_a_section_come_first_and_sections_stay_together() {
        let mut sections: Vec<_> = SETTINGS.iter().map(|setting| setting.section_and_name().0).collect();
        assert_eq!(sections.first(), Some(&""));
        sections.dedup();
        assert_eq!(sections.iter().collect::<HashSet<_>>().len(), sections.len());
    }
}
