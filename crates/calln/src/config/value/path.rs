//! Paths.

use std::path::PathBuf;

use toml::Value as Toml;

use super::Item;

impl Item for PathBuf {
    const EXPECTED: &'static str = "the path of a file";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.display().to_string())
    }
}
