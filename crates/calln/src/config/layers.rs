//! Laying flags over variables over the TOML file over the defaults.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value as Toml};

use super::environment::variables;
use super::settings::Setting;
use super::{Config, ConfigError, Source, settings};

/// Everything that a configuration is made from.
#[derive(Default)]
pub struct Given {
    /// The TOML file named on the command line; `CALLN_CONFIG` names one otherwise.
    pub file: Option<PathBuf>,
    /// Flags: key of the setting, value.
    pub flags: Vec<(&'static str, String)>,
    /// The environment. Only names that begin with `CALLN_` are looked at, and of those only what has a value.
    pub environment: Vec<(OsString, OsString)>,
}

/// A configuration, and who set what in it.
pub struct Effective {
    /// The settings.
    pub config: Config,
    sources: BTreeMap<&'static str, Source>,
}

impl Effective {
    /// Reads the file if one is named, and lays all layers over each other.
    ///
    /// # Errors
    /// Names the first thing that is wrong, where it stands and what would be right.
    pub fn load(given: Given) -> Result<Self, ConfigError> {
        let mut effective = Self { config: Config::default(), sources: BTreeMap::new() };
        let mut variables = variables(given.environment)?;
        let file = variables.remove("CALLN_CONFIG").map(PathBuf::from);
        if let Some(path) = given.file.or(file) {
            effective.lay_file(&path)?;
        }
        let unknown_variable = effective.lay_variables(variables)?;
        for setting in settings() {
            for (_, text) in given.flags.iter().filter(|(key, _)| *key == setting.key) {
                effective.lay_text(setting, text, Source::Flag(setting.flag()))?;
            }
        }
        if let Some(name) = unknown_variable.filter(|_| !effective.config.ignore_unknown_variables) {
            return Err(unknown(name, "the environment", Setting::variable));
        }
        effective.check_proportions()?;
        Ok(effective)
    }

    /// Who set the value of `key`.
    pub fn source(&self, key: &str) -> Source {
        self.sources.get(key).cloned().unwrap_or(Source::Default)
    }

    fn lay_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let offset = error.span().map_or(0, |span| span.start);
            let line = 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
            ConfigError::NotToml { path: path.to_owned(), line, message: error.message().to_owned() }
        })?;
        self.lay_table(&table, "", path)
    }

    fn lay_table(&mut self, table: &Table, prefix: &str, path: &Path) -> Result<(), ConfigError> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            if let Some(setting) = settings().find(|setting| setting.key == key) {
                let read = (setting.field)(&mut self.config).read_toml(value);
                self.settle(setting, read, Source::File(path.to_owned()))?;
                continue;
            }
            match value {
                Toml::Table(section) if !section.is_empty() => {
                    self.lay_table(section, &format!("{key}."), path)?;
                }
                Toml::Table(_) if settings().any(|setting| setting.section_and_name().0 == key) => {}
                _ => return Err(unknown(key, path.display(), |setting| setting.key.to_owned())),
            }
        }
        Ok(())
    }

    /// The first variable that is no setting's, if there is one.
    fn lay_variables(
        &mut self,
        mut variables: BTreeMap<String, String>,
    ) -> Result<Option<String>, ConfigError> {
        for setting in settings() {
            let name = setting.variable();
            if let Some(text) = variables.remove(&name) {
                self.lay_text(setting, &text, Source::Variable(name))?;
            }
        }
        Ok(variables.into_keys().next())
    }

    fn lay_text(&mut self, setting: &Setting, text: &str, source: Source) -> Result<(), ConfigError> {
        let read = (setting.field)(&mut self.config).read_text(text);
        self.settle(setting, read, source)
    }

    fn settle(
        &mut self,
        setting: &Setting,
        read: Result<(), String>,
        source: Source,
    ) -> Result<(), ConfigError> {
        let expected = (setting.field)(&mut self.config).expected();
        match read {
            Ok(()) => {
                self.sources.insert(setting.key, source);
                Ok(())
            }
            Err(problem) => {
                Err(ConfigError::Wrong { key: setting.key, source_name: source, expected, problem })
            }
        }
    }

    /// A signal is a message, and a message must fit into an empty outbox, or it could never be delivered; an outbox, and
    /// a message that is coming, is part of what all together may hold.
    fn check_proportions(&self) -> Result<(), ConfigError> {
        let limits = &self.config.limits;
        let signal = ("limits.signal_bytes", limits.signal_bytes);
        let message = ("limits.message_bytes", limits.message_bytes);
        let outbox = ("limits.outbox_bytes", limits.outbox_bytes);
        let total = ("limits.total_outbox_bytes", limits.total_outbox_bytes);
        let inbox = ("limits.total_inbox_bytes", limits.total_inbox_bytes);
        let pairs = [(signal, message), (message, outbox), (outbox, total), (message, inbox)];
        for ((lesser, small), (greater, large)) in pairs {
            if small > large {
                let (lesser_source, greater_source) = (self.source(lesser), self.source(greater));
                return Err(ConfigError::OutOfProportion { lesser, lesser_source, greater, greater_source });
            }
        }
        Ok(())
    }
}

fn unknown(name: String, place: impl fmt::Display, spelling: fn(&Setting) -> String) -> ConfigError {
    /// Below this (Jaro-Winkler, 0 to 1) a suggestion would be a guess.
    const ALIKE: f64 = 0.75;

    let nearest = settings()
        .map(spelling)
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate), candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(likeness, _)| *likeness > ALIKE);
    let suggestion = match nearest {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None => "`calln config` lists them all".to_owned(),
    };
    ConfigError::Unknown { name, source_name: place.to_string(), suggestion }
}
