//! The server itself: where it listens, whom it believes, who runs it, what outlives it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::{
    AdsConfig, AnalyticsConfig, AndroidConfig, BansConfig, GeoConfig, IceConfig, LimitsConfig, LogConfig,
    MatchingConfig, MetricsConfig, ModerationConfig, RelayConfig, TurnConfig,
};
use crate::config::declaration::settings;
use crate::config::{Contact, Day, Host, Line, Link, Origin};

settings! {
    /// The settings, typed and checked. Not `Debug`: it holds the password of a TURN server.
    #[derive(Clone, PartialEq)]
    struct Config at () {
        /// Address to listen on; port 0 takes a free one and says which.
        // This machine only: browsers grant the microphone to `localhost` and to HTTPS, so a server for others stands
        // behind something that speaks TLS, and usually on the same machine.
        listen: SocketAddr as "ADDR:PORT" = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),

        /// Networks of your own reverse proxies, whose X-Forwarded-For is believed. Name them exactly: whoever is in one
        /// may pretend to be any caller.
        trusted_proxies: Vec<IpNet> as "CIDR,...",

        /// Names that callers open, as calls.example.org; requests for any other are refused. Without it, your proxies
        /// are believed, and who comes directly may use addresses, localhost and the hosts of origins.
        hosts: Vec<Host> as "HOST,...",

        /// Other sites whose pages may connect, as https://example.org; the server's own page always may.
        origins: Vec<Origin> as "ORIGIN,...",

        /// Longest time between being told to stop and stopping, for callers to move to the next server.
        // Clients move within three seconds, and service managers and platforms give a process 30 s before they kill it.
        drain_within: Duration as "SECONDS" = Duration::from_secs(25),

        /// Longest time that a call waits for a caller whose connection broke; the voices go on meanwhile.
        return_within: Duration as "SECONDS" = calln_core::defaults::GRACE,
        /// Start although the environment has a CALLN_ variable that is no setting, instead of naming it and the nearest one.
        ignore_unknown_variables: bool as "true|false" = false,
    } with {
        /// What outlives a restart.
        state: StateConfig,
        /// Who runs the service.
        operator: OperatorConfig,
        /// Who is kept out.
        bans: BansConfig,
        /// What follows from reports.
        moderation: ModerationConfig,
        /// Who counts visits.
        analytics: AnalyticsConfig,
        /// Whose advertising is shown.
        ads: AdsConfig,
        /// The Android app.
        android: AndroidConfig,
        /// Where callers are.
        geo: GeoConfig,
        /// How callers find a way to each other.
        ice: IceConfig,
        /// Whose address is kept from the partner.
        relay: RelayConfig,
        /// The STUN and TURN server inside.
        turn: TurnConfig,
        /// Who may meet.
        matching: MatchingConfig,
        /// What is written of the server's doings.
        log: LogConfig,
        /// What a monitoring system may ask.
        metrics: MetricsConfig,
        /// What one connection may take.
        limits: LimitsConfig,
    }

    /// `state.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct StateConfig at (state) {
        /// Where bans are kept, and the keys with which calls survive a restart; by default $STATE_DIRECTORY, which
        /// systemd sets, or ~/.local/state/calln.
        directory: Option<PathBuf> as "DIR",
    }

    /// `operator.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct OperatorConfig at (operator) {
        /// Where callers write to about privacy, safety or a ban: an e-mail address, or a URL with https.
        contact: Option<Contact> as "EMAIL|URL",

        /// Who runs this service, person or company, for the privacy policy and the foot of the pages.
        name: Option<Line> as "NAME",

        /// Where the source of the program that you run can be read, for the page about the service: a URL with https.
        source: Option<Link> as "URL",

        /// The last day on which you changed something that the privacy policy tells, such as advertising.
        policy_date: Option<Day> as "YYYY-MM-DD",
    }
}
