//! Settings as a TOML file: `calln config` prints the effective ones, which `--config` reads back, and
//! deploy/calln.example.toml names them all.

use std::fmt::Write as _;

use super::declaration::Setting;
use super::{Config, Effective, settings};

impl Effective {
    /// Commented TOML that says of each value what it does and who set it.
    pub fn to_toml(&self) -> String {
        let mut config = self.config.clone();
        by_section(|setting| {
            let value = (setting.field)(&mut config).to_toml();
            let (help, source) = (setting.help(), self.source(setting.key));
            format!("# {help}.\n# Set by: {source}\n{} = {value}\n", setting.section_and_name().1)
        })
    }
}

/// What a file begins with that names every setting, each with its default and commented out, so that a later release may
/// change a default that nobody has touched.
const EXAMPLE: &str = "\
# Every setting of Calln with its default, for `calln serve --config FILE`. Take the # away from what you change.
# Flags and CALLN_* variables go before this file; `calln config` shows what is in force, and who set it.
# `cargo xtask settings` writes this from crates/calln/src/config/settings.

";

/// deploy/calln.example.toml.
pub fn example() -> String {
    let mut defaults = Config::default();
    let text = by_section(|setting| {
        let value = (setting.field)(&mut defaults).to_toml();
        let mut lines = wrapped(setting.help());
        let (variable, flag) = (setting.variable(), setting.flag());
        let _ = writeln!(lines, "# {variable}, --{flag} {}", setting.hint);
        let _ = writeln!(lines, "#{} = {value}", setting.section_and_name().1);
        lines
    });
    format!("{EXAMPLE}{text}")
}

/// A text for each setting, under the headings of their sections.
fn by_section(mut text: impl FnMut(&Setting) -> String) -> String {
    let mut out = String::new();
    let mut section = "";
    for setting in settings() {
        let (within, _) = setting.section_and_name();
        if within != section {
            section = within;
            let _ = write!(out, "\n[{section}]");
        }
        let _ = write!(out, "\n{}", text(setting));
    }
    out.trim_start().to_owned()
}

/// Help as lines of a comment.
fn wrapped(help: &str) -> String {
    /// As wide as lines of code in this project.
    const WIDTH: usize = 110;

    let mut out = String::from("#");
    let mut width = 1;
    for word in help.split(' ') {
        if width + 1 + word.len() > WIDTH {
            out.push_str("\n#");
            width = 1;
        }
        let _ = write!(out, " {word}");
        width += 1 + word.len();
    }
    out.push_str(".\n");
    out
}
