//! What the page and the Android app around it say to each other, through a message port that the app hands to the
//! page's main frame. Each message is one JSON text.
//!
//! The page speaks first, with [`FromPage::Ready`]; the app answers with [`FromApp::Hello`]. An unknown message is
//! ignored, so that a newer page and an older app get along; [`VERSION`] rises only where that isn't enough.

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

use crate::http::VisitEvent;

/// The version of this module. App and page that don't have the same stay silent.
pub const VERSION: u32 = 1;

/// The page speaks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromPage {
    /// The page has taken the port.
    Ready {
        /// The page's [`VERSION`].
        version: u32,
    },
    /// The caller's state has changed.
    State {
        /// The new one.
        state: PageState,
    },
    /// The caller chose where the partner's voice comes out.
    ChooseRoute {
        /// The id of a [`SoundRoute`].
        route: String,
    },
    /// The caller wants to change what advertising and analytics may do.
    ShowPrivacyOptions {},
    /// The caller wants to allow what was refused: the app's page in the system's settings.
    ShowAppSettings {},
    /// What brings the page back into its call, for the app to keep while its process lasts and in the state that Android
    /// saves of its screen: the WebView's own storage goes with the process.
    KeepCall {
        /// The page's own text, at most 900 bytes. Null: no call is on, and nothing is to be kept.
        call: Option<String>,
    },
    /// Something that analytics may count, with consent.
    Visit {
        /// What it is.
        event: VisitEvent,
    },
}

/// Where the caller stands, as far as the app is concerned.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum PageState {
    /// The microphone isn't needed.
    Idle {},
    /// The caller waits for a partner.
    Searching {},
    /// The caller has a partner.
    Call {
        /// The partner's country, ISO 3166-1 alpha-2. Null where it isn't known or shown.
        country: Option<String>,
        /// Whether the voices have met.
        connected: bool,
        /// Whether the caller is muted.
        muted: bool,
    },
}

/// The app speaks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromApp {
    /// The answer to [`FromPage::Ready`].
    Hello {
        /// The app's [`VERSION`].
        version: u32,
        /// Whether the page is to offer "Privacy options".
        privacy_options: bool,
        /// What a page before this one gave the app in [`FromPage::KeepCall`], where its call may still be on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        kept_call: Option<String>,
    },
    /// Whether the page is to offer "Privacy options" has changed.
    PrivacyOptions {
        /// Whether it is.
        offered: bool,
    },
    /// A button outside of the page was pressed: in the notification, on a headset.
    Command {
        /// What it asks for.
        command: AppCommand,
    },
    /// Where the partner's voice can come out, and where it does. Sent when either changes.
    Routes {
        /// All that are there now, the likeliest first.
        routes: Vec<SoundRoute>,
        /// The id of the one in use; null outside of calls.
        chosen: Option<String>,
    },
    /// Another app has the sound, such as a cellular call; or gives it back.
    Held {
        /// Whether it has.
        held: bool,
    },
    /// The app came into view or left it.
    Visible {
        /// Whether it is in view.
        visible: bool,
    },
}

/// What a button outside of the page asks for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AppCommand {
    /// The partner is to hear nothing.
    Mute,
    /// The partner is to hear the caller again.
    Unmute,
    /// The call is to end, or the search.
    HangUp,
    /// This call is to end and another search to begin.
    Next,
}

/// A place where the partner's voice can come out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct SoundRoute {
    /// Good until the device goes.
    pub id: String,
    /// Which kind it is.
    pub kind: SoundRouteKind,
    /// What a headset calls itself. Null for the phone's own.
    pub name: Option<String>,
}

/// Kinds of [`SoundRoute`].
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SoundRouteKind {
    /// At the ear.
    Earpiece,
    /// The phone's loudspeaker.
    Speaker,
    /// With a cable, USB included.
    Wired,
    /// Without one, Bluetooth LE and hearing aids included.
    Bluetooth,
}

/// `GET /api/app`: what the operator has switched on in the Android app.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct AppOffers {
    /// The AdMob unit of the banner. Null for no banner.
    pub banner: Option<String>,
    /// Full-screen advertising. Null for none.
    pub full_screen: Option<FullScreenAds>,
}

/// How often full-screen advertising may come.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct FullScreenAds {
    /// The AdMob unit of it.
    pub unit: String,
    /// It comes after so many ended calls. Zero: never after calls.
    pub every_calls: u32,
    /// It comes in a call after so many minutes. Zero: never in calls.
    pub every_call_minutes: u32,
}

/// One message of each kind, as JSON: what the app's own reader and writer are tested with.
#[cfg(feature = "typescript")]
pub fn samples() -> serde_json::Value {
    use crate::http::LengthBucket;

    let call = |country: Option<&str>, connected, muted| FromPage::State {
        state: PageState::Call { country: country.map(ToOwned::to_owned), connected, muted },
    };
    let from_page = [
        FromPage::Ready { version: VERSION },
        FromPage::State { state: PageState::Idle {} },
        FromPage::State { state: PageState::Searching {} },
        call(Some("FR"), true, false),
        call(None, false, true),
        FromPage::ChooseRoute { route: "7".to_owned() },
        FromPage::ShowPrivacyOptions {},
        FromPage::ShowAppSettings {},
        FromPage::KeepCall { call: Some("{\"call\":\"c\"}".to_owned()) },
        FromPage::KeepCall { call: None },
        FromPage::Visit { event: VisitEvent::PageView {} },
        FromPage::Visit { event: VisitEvent::CallStart {} },
        FromPage::Visit { event: VisitEvent::CallMatch {} },
        FromPage::Visit { event: VisitEvent::SessionLength { bucket: LengthBucket::OneToFive } },
    ];
    let command = |command| FromApp::Command { command };
    let route = |id: &str, kind, name: Option<&str>| SoundRoute {
        id: id.to_owned(),
        kind,
        name: name.map(ToOwned::to_owned),
    };
    let from_app = [
        FromApp::Hello { version: VERSION, privacy_options: true, kept_call: None },
        FromApp::Hello { version: VERSION, privacy_options: false, kept_call: Some("{}".to_owned()) },
        FromApp::PrivacyOptions { offered: false },
        command(AppCommand::Mute),
        command(AppCommand::Unmute),
        command(AppCommand::HangUp),
        command(AppCommand::Next),
        FromApp::Routes {
            routes: vec![
                route("1", SoundRouteKind::Earpiece, None),
                route("2", SoundRouteKind::Speaker, None),
                route("3", SoundRouteKind::Wired, Some("Cable")),
                route("4", SoundRouteKind::Bluetooth, Some("Buds")),
            ],
            chosen: Some("4".to_owned()),
        },
        FromApp::Routes { routes: Vec::new(), chosen: None },
        FromApp::Held { held: true },
        FromApp::Visible { visible: false },
    ];
    let offers = [
        AppOffers { banner: None, full_screen: None },
        AppOffers {
            banner: Some("ca-app-pub-1/2".to_owned()),
            full_screen: Some(FullScreenAds {
                unit: "ca-app-pub-1/3".to_owned(),
                every_calls: 3,
                every_call_minutes: 0,
            }),
        },
    ];
    serde_json::json!({ "version": VERSION, "from_page": from_page, "from_app": from_app, "offers": offers })
}
