//! The effective configuration as a TOML file: `calln config` prints it, and `--config` reads it back.

use std::fmt::Write as _;

use super::{Effective, SETTINGS};

impl Effective {
    /// Commented TOML that says of each value what it does and who set it.
    pub fn to_toml(&self) -> String {
        let mut config = self.config.clone();
        let mut out = String::new();
        let mut section = "";
        for setting in SETTINGS {
            let (within, name) = setting.section_and_name();
            if within != section {
                section = within;
                let _ = write!(out, "\n[{section}]");
            }
            let value = (setting.field)(&mut config).to_toml();
            let (help, source) = (setting.help, self.source(setting.key));
            let _ = write!(out, "\n# {help}.\n# Set by: {source}\n{name} = {value}\n");
        }
        out.trim_start().to_owned()
    }
}
