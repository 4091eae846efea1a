//! The settings, a file for each group of them.

#![allow(rustdoc::bare_urls, reason = "the documentation of a setting is its help, too")]

mod limits;
mod moderation;
mod network;
mod observation;
mod service;
mod visitors;

pub use limits::LimitsConfig;
pub use moderation::{BansConfig, ModerationConfig};
pub use network::{GeoConfig, IceConfig, MatchingConfig, RelayConfig, TurnConfig, TurnTlsConfig};
pub use observation::{LogConfig, MetricsConfig};
pub use service::{Config, OperatorConfig, StateConfig};
pub use visitors::{AdsConfig, AnalyticsConfig, AndroidConfig};

use super::declaration::Declared;

/// A setting of the server.
pub(crate) type Setting = Declared<Config>;

/// Every setting, those outside a section first, as TOML wants it.
pub(crate) fn settings() -> impl Iterator<Item = &'static Setting> {
    let groups = [
        service::SETTINGS,
        moderation::SETTINGS,
        visitors::SETTINGS,
        network::SETTINGS,
        observation::SETTINGS,
        limits::SETTINGS,
    ];
    groups.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_settings_share_a_flag_or_a_variable() {
        let mut seen = HashSet::new();
        for setting in settings() {
            assert!(seen.insert(setting.flag()), "{}", setting.key);
            assert!(seen.insert(setting.variable()), "{}", setting.key);
        }
        assert!(!seen.contains("config") && !seen.contains("CALLN_CONFIG"), "the file has that name");
    }

    #[test]
    fn settings_outside_a_section_come_first_and_sections_stay_together() {
        let mut sections: Vec<_> = settings().map(|setting| setting.section_and_name().0).collect();
        assert_eq!(sections.first(), Some(&""));
        sections.dedup();
        assert_eq!(sections.iter().collect::<HashSet<_>>().len(), sections.len());
    }
}
