//! What can be wrong with a configuration.

use std::path::PathBuf;

use super::source::Source;

/// Why the server doesn't start with the configuration that it was given. No message quotes the TOML file: it
/// can hold passwords.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("can't read the configuration file {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The file isn't TOML.
    #[error("{}, line {line}: {message}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// Nothing has that name.
    #[error("{source_name} knows no setting `{name}`; {suggestion}")]
    Unknown {
        /// The name.
        name: String,
        /// Where it stands.
        source_name: String,
        /// The nearest name, or where to find them all.
        suggestion: String,
    },
    /// The value isn't what the setting takes.
    #[error("`{key}` from {source_name} must be {expected}; {problem}")]
    Wrong {
        /// The setting.
        key: &'static str,
        /// Who set it.
        source_name: Source,
        /// What it takes.
        expected: String,
        /// What is wrong with what it was given.
        problem: String,
    },
    /// Two settings contradict each other.
    #[error("`{lesser}` ({lesser_source}) must not be larger than `{greater}` ({greater_source})")]
    OutOfProportion {
        /// The one that is too large.
        lesser: &'static str,
        /// Who set it.
        lesser_source: Source,
        /// The one that bounds it.
        greater: &'static str,
        /// Who set that.
        greater_source: Source,
    },
}
