//! What pages and apps have to know of the Android app.

use calln_wire::app::{AppOffers, FullScreenAds};

use crate::config::{AndroidConfig, Line};

/// The service's app; by default there is none, and no advertising in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Android {
    /// What is switched on in it.
    pub offers: AppOffers,
    /// By which name Android knows it, where Android is to open links with it.
    pub application_id: Option<String>,
    /// SHA-256 of the certificates that it is signed with.
    pub certificates: Vec<String>,
}

impl Android {
    pub(super) fn of(config: &AndroidConfig) -> Self {
        let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string);
        Self {
            offers: AppOffers {
                banner: text(&config.banner),
                full_screen: text(&config.full_screen).map(|unit| FullScreenAds {
                    unit,
                    every_calls: config.full_screen_calls,
                    every_call_minutes: config.full_screen_minutes,
                }),
            },
            application_id: text(&config.application_id),
            certificates: config.certificates.iter().map(ToString::to_string).collect(),
        }
    }
}
