//! `android/calln.properties`: whose app it is.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use eyre::{OptionExt as _, WrapErr as _, bail};

use crate::project::Project;

/// The operator's file, each key overridden by an environment variable where there is one.
pub(super) struct Properties {
    values: HashMap<String, String>,
    folder: PathBuf,
}

impl Properties {
    pub(super) fn read(project: &Project) -> eyre::Result<Self> {
        let folder = project.path("android");
        let text = fs::read_to_string(folder.join("calln.properties"))
            .wrap_err("can't read android/calln.properties")?;
        let values = parse(&text, |key| std::env::var(variable(key)).ok())?;
        let properties = Self { values, folder };
        properties.check()?;
        Ok(properties)
    }

    /// A value, empty where the operator gave none.
    pub(super) fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// A file that a key names.
    pub(super) fn file(&self, key: &str) -> Option<PathBuf> {
        let name = self.get(key);
        (!name.is_empty()).then(|| self.folder.join(name))
    }

    /// The host of the origin.
    pub(super) fn host(&self) -> &str {
        let rest = self.get("origin").trim_start_matches("https://");
        rest.split([':', '/']).next().unwrap_or(rest)
    }

    fn check(&self) -> eyre::Result<()> {
        let origin =
            self.get("origin").strip_prefix("https://").ok_or_eyre("`origin` must begin with https://")?;
        if origin.is_empty() || origin.contains('/') {
            bail!("`origin` in android/calln.properties is https:// and a host, without a path");
        }
        if self.get("name").is_empty() {
            bail!("`name` in android/calln.properties is missing");
        }
        let parts: Vec<&str> = self.get("application.id").split('.').collect();
        let word = |part: &&str| part.starts_with(|first: char| first.is_ascii_alphabetic());
        if parts.len() < 2 || !parts.iter().all(word) {
            bail!("`application.id` in android/calln.properties is names with dots, as org.example.calls");
        }
        if self.get("version.code").parse::<u32>().is_err() {
            bail!("`version.code` in android/calln.properties is a number");
        }
        Ok(())
    }
}

fn variable(key: &str) -> String {
    format!("CALLN_ANDROID_{}", key.replace('.', "_").to_uppercase())
}

fn parse(text: &str, overridden: impl Fn(&str) -> Option<String>) -> eyre::Result<HashMap<String, String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let Some((key, value)) = line.split_once('=') else { bail!("`{line}` is no `key = value`") };
            let key = key.trim();
            Ok((key.to_owned(), overridden(key).unwrap_or_else(|| value.trim().to_owned())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_goes_before_the_file() {
        let text = "# yours\norigin = https://a.example\nname =  Calls of ours \n";
        let asked =
            |key: &str| (variable(key) == "CALLN_ANDROID_ORIGIN").then(|| "https://b.example".to_owned());
        let values = parse(text, asked).unwrap();
        assert_eq!(values["origin"], "https://b.example");
        assert_eq!(values["name"], "Calls of ours");
        assert!(parse("origin", |_| None).is_err());
    }
}
