//! The server's settings: each declared once ([`settings`]), four places to set them.
//!
//! Flags go before `CALLN_*` variables, those before the TOML file, that before the defaults. A key or variable
//! that isn't declared is refused, with the nearest one that is: a misspelt limit must not be no limit.

mod declaration;
mod environment;
mod error;
mod layers;
mod render;
mod settings;
mod source;
mod value;

pub use error::ConfigError;
pub use layers::{Effective, Given};
pub use render::example;
pub use settings::{
    AdsConfig, AnalyticsConfig, AndroidConfig, BansConfig, Config, GeoConfig, IceConfig, LimitsConfig,
    LogConfig, MatchingConfig, MetricsConfig, ModerationConfig, OperatorConfig, RelayConfig, StateConfig,
    TurnConfig, TurnTlsConfig,
};
pub use source::Source;
pub use value::{
    AdSource, Contact, Day, Fingerprint, Host, IceServerConfig, Line, Link, LogFormat, LogLevel, Origin,
    Percent, RelayPolicy, TurnSecret,
};

pub(crate) use settings::settings;
pub(crate) use value::Value;
