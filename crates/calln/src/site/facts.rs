//! What the pages have to know of a configuration.

use std::path::PathBuf;

use calln_wire::http::{self, AdSlot, FirebaseConfig, Site};
use calln_wire::server::Hiding;

use super::Android;
use crate::config::{AdSource, AdsConfig, AnalyticsConfig, Config, Line};
use crate::turn::hiding;

/// Calln's own advertisement, and an example of one.
const HOUSE_AD: &str = include_str!("house-ad.html");

/// Who runs this service, and what of it is switched on.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who runs it.
    pub operator: Option<String>,
    /// Where to write to: an e-mail address or an https URL.
    pub contact: Option<String>,
    /// Where the source can be read, an https URL.
    pub source: Option<String>,
    /// The names that callers open, the first before the others.
    pub hosts: Vec<String>,
    /// When the operator last changed what the policy says, as `2026-11-24`.
    pub updated: Option<String>,
    /// URLs of the STUN and TURN servers that browsers are told to ask.
    pub ice_urls: Vec<String>,
    /// Whether the service can relay a call, so that callers don't see each other's address.
    pub relays: Relays,
    /// Whether this server counts visits itself.
    pub counts: bool,
    /// How Google's Firebase Analytics is reached, after consent.
    pub firebase: Option<FirebaseConfig>,
    /// The advertising.
    pub ads: Ads,
    /// The Android app.
    pub android: Android,
}

/// Whose calls go through a relay of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relays {
    /// Nobody's.
    #[default]
    Never,
    /// Those of callers who ask for it, and of whom they meet.
    OnRequest,
    /// The same, and those that find no direct way.
    WhereNeeded,
    /// Everybody's.
    Always,
}

impl Relays {
    fn of(config: &Config) -> Self {
        match hiding(config, config.turn.listen.is_some()) {
            Hiding::Unavailable => Self::Never,
            Hiding::Optional if config.relay.fallback => Self::WhereNeeded,
            Hiding::Optional => Self::OnRequest,
            Hiding::Always => Self::Always,
        }
    }
}

/// The advertising; by default there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ads {
    /// The HTML that stands in each slot.
    pub slots: Vec<(AdSlot, String)>,
    /// Origins that it may be fetched from.
    pub hosts: Vec<String>,
    /// Whether it may be chosen by what an advertiser knows of the visitor, after consent.
    pub personalised: bool,
}

/// Why the site can't be as the configuration says.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A file isn't there, or isn't text.
    #[error("can't read the advertisement {}; mend `ads.*` or the file", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Some of the settings of Firebase are there, and others aren't.
    #[error("Firebase Analytics takes all four of analytics.firebase_*; set the others too, or none")]
    HalfAnalytics,
}

impl Facts {
    /// What a configuration says, and what the files hold that it names.
    ///
    /// # Errors
    /// Where an advertisement can't be read, or analytics are half configured.
    pub fn of(config: &Config) -> Result<Self, FactsError> {
        Ok(Self {
            operator: config.operator.name.as_ref().map(ToString::to_string),
            contact: config.operator.contact.as_ref().map(|contact| contact.as_str().to_owned()),
            source: config.operator.source.as_ref().map(|source| source.as_str().to_owned()),
            hosts: config.hosts.iter().map(|host| host.as_str().to_owned()).collect(),
            updated: config.operator.policy_date.as_ref().map(ToString::to_string),
            ice_urls: config.ice.servers.iter().flat_map(|server| server.urls.iter().cloned()).collect(),
            relays: Relays::of(config),
            counts: config.analytics.own,
            firebase: firebase(&config.analytics)?,
            ads: Ads::of(&config.ads)?,
            android: Android::of(&config.android),
        })
    }

    /// What the page has to know of it.
    pub fn site(&self) -> Site {
        Site {
            operator: self.operator.clone(),
            contact: self.contact.clone(),
            firebase: self.firebase.clone(),
            counts: self.counts,
            ads: http::Ads {
                slots: self.ads.slots.iter().map(|(slot, _)| *slot).collect(),
                personalised: self.ads.personalised,
            },
        }
    }

    /// Whether advertising may be personal.
    pub(super) fn personal_ads(&self) -> bool {
        self.ads.personalised && !self.ads.slots.is_empty()
    }

    /// Whether visitors are asked before something of others is loaded.
    pub(super) fn asks_consent(&self) -> bool {
        self.firebase.is_some() || self.personal_ads()
    }
}

impl Ads {
    fn of(config: &AdsConfig) -> Result<Self, FactsError> {
        let mut slots = Vec::new();
        for (slot, source) in [
            (AdSlot::Start, &config.start),
            (AdSlot::Waiting, &config.waiting),
            (AdSlot::Ended, &config.ended),
            (AdSlot::Call, &config.call),
        ] {
            let html = match source {
                AdSource::Nowhere => continue,
                AdSource::House => HOUSE_AD.to_owned(),
                AdSource::File(path) => std::fs::read_to_string(path)
                    .map_err(|source| FactsError::Unreadable { path: path.clone(), source })?,
            };
            slots.push((slot, html));
        }
        let hosts = config.hosts.iter().map(ToString::to_string).collect();
        Ok(Self { slots, hosts, personalised: config.personalised })
    }
}

fn firebase(config: &AnalyticsConfig) -> Result<Option<FirebaseConfig>, FactsError> {
    let AnalyticsConfig {
        own: _,
        firebase_api_key,
        firebase_app_id,
        firebase_project_id,
        firebase_measurement_id,
    } = config;
    let text = |line: &Line| line.to_string();
    match (firebase_api_key, firebase_app_id, firebase_project_id, firebase_measurement_id) {
        (None, None, None, None) => Ok(None),
        (Some(api_key), Some(app_id), Some(project_id), Some(measurement_id)) => Ok(Some(FirebaseConfig {
            api_key: text(api_key),
            app_id: text(app_id),
            project_id: text(project_id),
            measurement_id: text(measurement_id),
        })),
        _ => Err(FactsError::HalfAnalytics),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{IceServerConfig, RelayPolicy};

    #[test]
    fn p02_the_policy_counts_a_relay_elsewhere_and_says_always_where_no_call_is_direct() {
        let relays = |elsewhere: bool, here: bool, policy, fallback| {
            let mut config = Config::default();
            config.turn.listen = here.then(|| "127.0.0.1:3478".parse().unwrap());
            if elsewhere {
                let urls = vec!["turns:turn.example.org".to_owned()];
                config.ice.servers =
                    vec![IceServerConfig { urls, username: None, credential: None, secret: None }];
            }
            (config.relay.policy, config.relay.fallback) = (policy, fallback);
            Relays::of(&config)
        };
        for (elsewhere, here) in [(true, false), (false, true), (true, true)] {
            assert_eq!(relays(elsewhere, here, RelayPolicy::Always, true), Relays::Always);
            assert_eq!(relays(elsewhere, here, RelayPolicy::Always, false), Relays::Always);
            assert_eq!(relays(elsewhere, here, RelayPolicy::Caller, true), Relays::WhereNeeded);
            assert_eq!(relays(elsewhere, here, RelayPolicy::Caller, false), Relays::OnRequest);
            assert_eq!(relays(elsewhere, here, RelayPolicy::Never, true), Relays::Never);
        }
        assert_eq!(relays(false, false, RelayPolicy::Always, true), Relays::Never);
    }
}
