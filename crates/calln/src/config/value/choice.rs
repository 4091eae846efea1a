//! Values that are one of a few words.

use std::path::PathBuf;

use toml::Value as Toml;

use super::{Item, NONE, not};

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

/// A file with HTML, `house`, or `none` for nowhere.
impl Item for AdSource {
    const EXPECTED: &'static str = "the path of a file with HTML, or house, or none";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(match text {
            "" | NONE => Self::Nowhere,
            "house" => Self::House,
            path => Self::File(path.into()),
        })
    }

    fn to_toml(&self) -> Toml {
        Toml::String(match self {
            Self::Nowhere => String::new(),
            Self::House => "house".to_owned(),
            Self::File(path) => path.display().to_string(),
        })
    }
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

/// Values that are one of a few words.
macro_rules! words {
    ($type:ty, $expected:literal, { $($word:literal => $value:path),+ $(,)? }) => {
        impl Item for $type {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok($value),)+
                    _ => Err(not(text)),
                }
            }

            fn to_toml(&self) -> Toml {
                Toml::String(match self { $($value => $word,)+ }.to_owned())
            }
        }
    };
}

words!(LogLevel, "off, error, warn, info, debug or trace", {
    "off" => LogLevel::Off,
    "error" => LogLevel::Error,
    "warn" => LogLevel::Warn,
    "info" => LogLevel::Info,
    "debug" => LogLevel::Debug,
    "trace" => LogLevel::Trace,
});

words!(RelayPolicy, "caller, always or never", {
    "caller" => RelayPolicy::Caller,
    "always" => RelayPolicy::Always,
    "never" => RelayPolicy::Never,
});

words!(LogFormat, "human or json", {
    "human" => LogFormat::Human,
    "json" => LogFormat::Json,
});
