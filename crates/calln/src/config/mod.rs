//! The server's settings: one table ([`settings`]), four places to set them.
//!
//! Flags go before `CALLN_*` variables, those before the TOML file, that before the defaults. A key or variable
//! that isn't in the table is refused, with the nearest one that is: a misspelt limit must not be no limit.

mod android;
mod defaults;
mod error;
mod ice;
mod layers;
mod render;
mod settings;
mod turn;
mod value;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

pub use android::{AndroidConfig, Fingerprint};
pub use error::ConfigError;
pub use ice::IceServerConfig;
pub use layers::{Effective, Given, Source};
pub use turn::TurnSecret;
pub use value::{Contact, Day, Host, Line, Origin, Percent};

pub(crate) use settings::SETTINGS;
pub(crate) use value::Value;

use calln_core::moderation;
use ipnet::IpNet;

/// The settings, typed and checked. Not `Debug`: it holds the password of a TURN server.
#[derive(Clone, PartialEq)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Names by which the server is reached.
    pub hosts: Vec<Host>,
    /// Sites, besides the server's own, whose pages may connect.
    pub origins: Vec<Origin>,
    /// Longest time between being told to stop and stopping.
    pub drain_within: Duration,
    /// Longest time that a call waits for a caller whose connection broke.
    pub return_within: Duration,
    /// What outlives a restart.
    pub state: StateConfig,
    /// Who runs the service.
    pub operator: OperatorConfig,
    /// Who is kept out.
    pub bans: BansConfig,
    /// What follows from reports.
    pub moderation: ModerationConfig,
    /// Who counts visits.
    pub analytics: AnalyticsConfig,
    /// Whose advertising is shown.
    pub ads: AdsConfig,
    /// The Android app.
    pub android: AndroidConfig,
    /// Where callers are.
    pub geo: GeoConfig,
    /// How callers find a way to each other.
    pub ice: IceConfig,
    /// Whose address is kept from the partner.
    pub relay: RelayConfig,
    /// The STUN and TURN server inside.
    pub turn: TurnConfig,
    /// Who may meet.
    pub matching: MatchingConfig,
    /// What is written of the server's doings.
    pub log: LogConfig,
    /// What a monitoring system may ask.
    pub metrics: MetricsConfig,
    /// What one connection may take.
    pub limits: LimitsConfig,
}

/// `state.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateConfig {
    /// Where it is kept, if not in the usual place.
    pub directory: Option<PathBuf>,
}

/// `operator.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorConfig {
    /// Where callers write to, about privacy, safety or a ban: an e-mail address or a URL.
    pub contact: Option<Contact>,
    /// Who that is, in the policy and at the foot of the pages.
    pub name: Option<Line>,
    /// The last day on which the configuration changed what the privacy policy says.
    pub policy_date: Option<Day>,
}

/// `analytics.*`. What the Firebase console shows for a web app: all four, or none and no Firebase Analytics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyticsConfig {
    /// Whether the server counts visits itself.
    pub own: bool,
    /// `apiKey`
    pub firebase_api_key: Option<Line>,
    /// `appId`
    pub firebase_app_id: Option<Line>,
    /// `projectId`
    pub firebase_project_id: Option<Line>,
    /// `measurementId`
    pub firebase_measurement_id: Option<Line>,
}

/// `ads.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdsConfig {
    /// What stands on the start screen.
    pub start: AdSource,
    /// What stands on the screen of those who wait.
    pub waiting: AdSource,
    /// What stands on the screen after a call.
    pub ended: AdSource,
    /// What stands beside a call, without scripts.
    pub call: AdSource,
    /// Where what stands there may be fetched from.
    pub hosts: Vec<Origin>,
    /// Whether advertising may be personal, after consent.
    pub personalised: bool,
}

/// Where an advertisement comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AdSource {
    /// There is none.
    #[default]
    Nowhere,
    /// Calln's own, as an example.
    House,
    /// A file with HTML of the operator's.
    File(PathBuf),
}

/// `bans.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BansConfig {
    /// Where bans are kept, if not in the directory of the state.
    pub file: Option<PathBuf>,
}

/// `moderation.*`: the numbers that an operator may have reason to change. The rest is in
/// [`calln_core::moderation::Settings`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModerationConfig {
    /// Distinct reporter networks that ban somebody.
    pub networks: NonZeroU32,
    /// Shortest talk that can be reported.
    pub talk: Duration,
    /// Reports that one address may file in 24 hours.
    pub quota: NonZeroU32,
    /// Least share of somebody's calls that must have been reported, in percent.
    pub share_percent: Percent,
    /// How long a first under-18 report blocks; zero turns that off.
    pub first_report_block: Duration,
    /// Calls that a caller may skip at once before it is asked for a proof of work.
    pub skips: NonZeroU32,
    /// Searches of all callers together, in a second, from which on everybody is asked.
    pub searches_per_second: NonZeroU32,
}

impl ModerationConfig {
    /// What the policy goes by.
    pub(crate) fn settings(&self) -> moderation::Settings {
        let defaults = moderation::Settings::default();
        let blocks = !self.first_report_block.is_zero();
        moderation::Settings {
            networks: self.networks.get() as usize,
            talk: self.talk,
            quota: self.quota.get(),
            share_percent: self.share_percent.get(),
            first_report_block: self.first_report_block,
            skips: self.skips.get(),
            searches_per_second: self.searches_per_second.get(),
            first_report_quota: if blocks { defaults.first_report_quota } else { 0 },
            ..defaults
        }
    }
}

/// `geo.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeoConfig {
    /// An `.mmdb` file that takes the place of the embedded database.
    pub database: Option<PathBuf>,
}

/// `ice.*`
#[derive(Clone, PartialEq, Eq)]
pub struct IceConfig {
    /// STUN and TURN servers besides the one inside, told to every caller.
    pub servers: Vec<IceServerConfig>,
    /// Where callers reach this machine, if the operator says so: one address, or one of each family.
    pub public_address: Vec<IpAddr>,
}

/// `relay.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayConfig {
    /// Whose calls are relayed.
    pub policy: RelayPolicy,
    /// Whether calls that find no direct way are relayed too.
    pub fallback: bool,
}

/// Whose calls are relayed, so that partners don't learn each other's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayPolicy {
    /// Those of callers who ask for it.
    Caller,
    /// All.
    Always,
    /// None.
    Never,
}

/// `turn.*`. Not `Debug`: it holds a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct TurnConfig {
    /// Where STUN and TURN are served, over UDP and TCP; nowhere if there is none.
    pub listen: Option<SocketAddr>,
    /// The name under which callers reach that port, if it isn't the public address.
    pub host: Option<String>,
    /// What credentials are made from, if not from a key in the state directory.
    pub secret: Option<TurnSecret>,
    /// Allocations in all.
    pub allocations: NonZeroU32,
    /// Bytes a second that are relayed in all.
    pub bytes_per_second: NonZeroU32,
    /// TURN over TLS.
    pub tls: TurnTlsConfig,
}

/// `turn.tls.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnTlsConfig {
    /// Where it is served, once there are certificate and key.
    pub listen: SocketAddr,
    /// A file with the certificate and what leads to its root, in PEM.
    pub certificate: Option<PathBuf>,
    /// A file with its private key, in PEM.
    pub key: Option<PathBuf>,
}

/// `matching.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingConfig {
    /// Callers of one network (an IPv4 address, an IPv6 /64) never meet.
    pub forbid_same_network: bool,
}

/// `log.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// The least important thing that is written.
    pub level: LogLevel,
    /// For whom it is written.
    pub format: LogFormat,
    /// Where it is written to files too.
    pub directory: Option<PathBuf>,
    /// How large all those files together may be, in bytes.
    pub max_bytes: NonZeroU32,
}

/// `metrics.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricsConfig {
    /// Address to listen on; none to serve none.
    pub listen: Option<SocketAddr>,
}

/// How important a line of the log must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing is written.
    Off,
    /// Something has failed.
    Error,
    /// Something is wrong and the server goes on.
    Warn,
    /// Starts and stops.
    Info,
    /// What the server does.
    Debug,
    /// Every step.
    Trace,
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line that reads well.
    Human,
    /// One JSON object a line.
    Json,
}

/// `limits.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Largest message that a caller may send, in bytes.
    pub message_bytes: NonZeroU32,
    /// Largest `signal` among them, in bytes.
    pub signal_bytes: NonZeroU32,
    /// Bytes that may wait for a slow reader before it is disconnected.
    pub outbox_bytes: NonZeroU32,
    /// Bytes that may wait for all slow readers together.
    pub total_outbox_bytes: NonZeroU32,
    /// Bytes of what has begun to come and isn't complete, of all callers together.
    pub total_inbox_bytes: NonZeroU32,
    /// Bytes of offers that are kept for whoever comes.
    pub total_offer_bytes: NonZeroU32,
    /// Bytes a second that must come of what has begun to.
    pub least_bytes_per_second: NonZeroU32,
    /// TCP connections that one address may have open.
    pub connections_per_address: NonZeroU32,
    /// Sessions that one address may have open, over any transport.
    pub sessions_per_address: NonZeroU32,
    /// HTTP connections of one address that are kept for a next request.
    pub idle_connections_per_address: NonZeroU32,
    /// How long they are kept.
    pub idle_within: Duration,
    /// Bytes of images that one caller may send each second.
    pub image_bytes_per_second: NonZeroU32,
    /// Requests to the lobby that one connection may have unanswered.
    pub pending_requests: NonZeroU32,
    /// Callers of one IPv4 address or IPv6 /48 that may wait at the same time.
    pub waiting: NonZeroU32,
    /// Networks whose callers may do as much as they like in a time.
    pub exempt: Vec<IpNet>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: defaults::LISTEN,
            trusted_proxies: Vec::new(),
            hosts: Vec::new(),
            origins: Vec::new(),
            drain_within: defaults::DRAIN_WITHIN,
            return_within: calln_core::defaults::GRACE,
            state: StateConfig { directory: None },
            operator: OperatorConfig { contact: None, name: None, policy_date: None },
            bans: BansConfig { file: None },
            moderation: ModerationConfig {
                networks: defaults::REPORTER_NETWORKS,
                talk: moderation::defaults::TALK,
                quota: defaults::REPORTS_A_DAY,
                share_percent: defaults::REPORTED_PERCENT,
                first_report_block: moderation::defaults::FIRST_REPORT_BLOCK,
                skips: defaults::SKIPS,
                searches_per_second: defaults::SEARCHES_PER_SECOND,
            },
            analytics: AnalyticsConfig {
                own: false,
                firebase_api_key: None,
                firebase_app_id: None,
                firebase_project_id: None,
                firebase_measurement_id: None,
            },
            ads: AdsConfig {
                start: AdSource::Nowhere,
                waiting: AdSource::Nowhere,
                ended: AdSource::Nowhere,
                call: AdSource::Nowhere,
                hosts: Vec::new(),
                personalised: false,
            },
            android: AndroidConfig::default(),
            geo: GeoConfig { database: None },
            ice: IceConfig { servers: Vec::new(), public_address: Vec::new() },
            relay: RelayConfig { policy: RelayPolicy::Caller, fallback: defaults::RELAY_FALLBACK },
            turn: TurnConfig {
                listen: Some(defaults::TURN_LISTEN),
                host: None,
                secret: None,
                allocations: defaults::TURN_ALLOCATIONS,
                bytes_per_second: defaults::TURN_BYTES_PER_SECOND,
                tls: TurnTlsConfig { listen: defaults::TURN_TLS_LISTEN, certificate: None, key: None },
            },
            matching: MatchingConfig { forbid_same_network: defaults::FORBID_SAME_NETWORK },
            log: LogConfig {
                level: defaults::LOG_LEVEL,
                format: defaults::LOG_FORMAT,
                directory: None,
                max_bytes: defaults::LOG_MAX_BYTES,
            },
            metrics: MetricsConfig { listen: Some(defaults::METRICS_LISTEN) },
            limits: LimitsConfig {
                message_bytes: defaults::MESSAGE_BYTES,
                signal_bytes: defaults::SIGNAL_BYTES,
                outbox_bytes: defaults::OUTBOX_BYTES,
                total_outbox_bytes: defaults::TOTAL_OUTBOX_BYTES,
                total_inbox_bytes: defaults::TOTAL_INBOX_BYTES,
                total_offer_bytes: defaults::TOTAL_OFFER_BYTES,
                least_bytes_per_second: defaults::LEAST_BYTES_PER_SECOND,
                connections_per_address: defaults::CONNECTIONS_PER_ADDRESS,
                sessions_per_address: defaults::SESSIONS_PER_ADDRESS,
                idle_connections_per_address: defaults::IDLE_CONNECTIONS_PER_ADDRESS,
                idle_within: defaults::IDLE_WITHIN,
                image_bytes_per_second: defaults::IMAGE_BYTES_PER_SECOND,
                pending_requests: defaults::PENDING_REQUESTS,
                waiting: defaults::WAITING,
                exempt: Vec::new(),
            },
        }
    }
}
