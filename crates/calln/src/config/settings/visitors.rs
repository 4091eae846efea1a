//! What visitors meet besides calls: analytics, advertising, the Android app.

use crate::config::declaration::settings;
use crate::config::{AdSource, Fingerprint, Line, Origin};

settings! {
    /// `analytics.*`. What the Firebase console shows for a web app: all four, or none and no Firebase Analytics.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct AnalyticsConfig at (analytics) {
        /// Whether the server counts page views, starts, matches and lengths of calls: a number a day, without anything
        /// of a visitor.
        own: bool as "true|false" = false,

        /// `apiKey` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics.
        firebase_api_key: Option<Line> as "TEXT",

        /// `appId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics.
        firebase_app_id: Option<Line> as "TEXT",

        /// `projectId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase Analytics.
        firebase_project_id: Option<Line> as "TEXT",

        /// `measurementId` of your Firebase web app. With all four set, visitors are asked for consent to Firebase
        /// Analytics.
        firebase_measurement_id: Option<Line> as "TEXT",
    }

    /// `ads.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct AdsConfig at (ads) {
        /// HTML of an advertisement on the start screen, or `house` for Calln's own; docs/ads.md says what it may do.
        start: AdSource as "FILE|house",

        /// HTML of an advertisement for those who wait, or `house` for Calln's own; docs/ads.md says what it may do.
        waiting: AdSource as "FILE|house",

        /// HTML of an advertisement after a call, or `house` for Calln's own; docs/ads.md says what it may do.
        ended: AdSource as "FILE|house",

        /// HTML of an advertisement beside a call, where scripts never run, or `house` for Calln's own; docs/ads.md says
        /// what it may do.
        call: AdSource as "FILE|house",

        /// Hosts that advertisements may fetch from, as https://ads.example.net; from all others nothing comes.
        hosts: Vec<Origin> as "ORIGIN,...",

        /// Whether advertisements are told that a visitor has agreed to personal ones; visitors are asked then.
        personalised: bool as "true|false" = false,
    }

    /// `android.*`: which app is this service's, and what is switched on in it. The units say nothing to an app of flavour
    /// `plain`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct AndroidConfig at (android) {
        /// The application.id of your Android app, so that Android opens your links with it; docs/android.md says more.
        application_id: Option<Line> as "ID",

        /// Fingerprints of the certificates that it is signed with: yours, and that of Google Play where it is there.
        certificates: Vec<Fingerprint> as "SHA256,...",

        /// AdMob unit of the app's banner, by default Google's for tests; none for no banner.
        // Google's own units for tests pay nobody, and show what stands where.
        banner: Option<Line> as "UNIT" = Some(Line::of("ca-app-pub-3940256099942544/9214589741")),

        /// AdMob unit of the app's full-screen advertising, by default Google's for tests; none for no advertising.
        full_screen: Option<Line> as "UNIT" = Some(Line::of("ca-app-pub-3940256099942544/1033173712")),

        /// Ended calls after which full-screen advertising comes; 0 for never after calls.
        // Often enough to pay for the service; AdMob's policy asks for no more than one in two actions.
        full_screen_calls: u32 as "COUNT" = 3,

        /// Minutes of a call after which full-screen advertising comes in it; 0 for never in calls.
        // Long calls are few, and an interruption in one is felt.
        full_screen_minutes: u32 as "MINUTES" = 20,
    }
}
