//! Bodies of the plain HTTP interface.

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

use crate::safety::Banned;
use crate::server::{Headcount, Hiding, IceServer};

/// `GET /api/site`: what the operator has switched on besides calls.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Site {
    /// Who runs the service; null where they haven't said.
    pub operator: Option<String>,
    /// Where to write to: an e-mail address or an https URL. Null where the operator named none.
    pub contact: Option<String>,
    /// How Firebase Analytics is reached, after consent; null where there is none.
    pub firebase: Option<FirebaseConfig>,
    /// Whether `POST /api/visit` counts.
    pub counts: bool,
    /// Where advertising stands.
    pub ads: Ads,
}

/// A Firebase web app, as its console shows it. Nothing in it is secret.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct FirebaseConfig {
    /// `apiKey`
    pub api_key: String,
    /// `appId`
    pub app_id: String,
    /// `projectId`
    pub project_id: String,
    /// `measurementId`
    pub measurement_id: String,
}

/// Where advertising stands, and whether it may be personal.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Ads {
    /// The screens that `GET /ad/SLOT` has something for.
    pub slots: Vec<AdSlot>,
    /// Whether it may be personal, after consent.
    pub personalised: bool,
}

/// A screen with room for advertising.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AdSlot {
    /// Before the first call.
    Start,
    /// While nobody is found.
    Waiting,
    /// After a call.
    Ended,
    /// Beside a call, without scripts.
    Call,
}

/// `POST /api/visit`, and all that analytics of others is told: what a page may say of a visit. Nothing else can be said.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitEvent {
    /// The page of the calls was seen.
    PageView {},
    /// Somebody began to look for a partner.
    CallStart {},
    /// Somebody was met.
    CallMatch {},
    /// A call ended.
    SessionLength {
        /// How long it lasted, roughly.
        bucket: LengthBucket,
    },
}

/// How long a call lasted, coarse enough to single nobody out.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub enum LengthBucket {
    /// Less than a minute.
    #[serde(rename = "under_1_min")]
    UnderOneMinute,
    /// Less than five.
    #[serde(rename = "1_to_5_min")]
    OneToFive,
    /// Less than twenty.
    #[serde(rename = "5_to_20_min")]
    FiveToTwenty,
    /// Less than an hour.
    #[serde(rename = "20_to_60_min")]
    TwentyToSixty,
    /// An hour and more.
    #[serde(rename = "over_60_min")]
    OverAnHour,
}

/// `GET /api/stats`: what anybody may know of the service.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Stats {
    /// Callers connected now.
    pub online: Headcount,
    /// Those of them who wait for a partner.
    pub waiting: Headcount,
    /// Those who are in a call.
    pub talking: Headcount,
    /// Where they are, for countries with ten or more.
    pub countries: Vec<CountryCount>,
}

/// How many callers a country has.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct CountryCount {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Ten or more, rounded down to a multiple of ten.
    pub online: u32,
}

/// `GET /api/relay`: what a relay does for callers here.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Relay {
    /// As in [`Welcome`](crate::server::Welcome).
    pub hiding: Hiding,
    /// Whether calls that find no direct way are relayed, where neither caller
    /// [refuses that](crate::client::Join::direct_only).
    pub fallback: bool,
}

/// `POST /api/check/relay`: what a self-test tries the relay with.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct CheckRelay {
    /// The relay that a call would be given in which somebody hides, with credentials that last for a minute and lead to
    /// nobody but the one who has them. Null where there is no relay.
    pub relay: Option<IceServer>,
}

/// `GET /api/address`: how the server comes by the address of who asks, and of what kind it is; not the address itself.
/// For whoever sets up a proxy, and `calln doctor`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct SeenAddress {
    /// Where it comes from.
    pub source: AddressSource,
    /// What it is.
    pub kind: AddressKind,
}

/// What an address is taken from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// Who connects to the server.
    Connection,
    /// What a trusted proxy says in `X-Forwarded-For`.
    Proxy,
}

/// Kinds of addresses.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// The machine's own for itself, or somewhere in a network of one's own.
    Local,
    /// Made for documentation (RFC 5737, RFC 3849): nobody has it, so somebody claims to.
    Documentation,
    /// Any other.
    Public,
}

/// `GET /api/my-data`: all that is held about the address that asks, past what a call needs while it is on. Worked out
/// from the address of the request, for nobody else's can be. `DELETE` deletes first what may be deleted: how many
/// calls there were, where nobody shares the address and nobody has reported it; the rest keeps others safe until it
/// is forgotten by itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct MyData {
    /// The bans that hold for the address.
    pub bans: Vec<Banned>,
    /// What else is remembered of it; nothing that is zero.
    pub kept: Vec<Kept>,
    /// Whom to write to with questions. Null where the operator named nobody.
    pub contact: Option<String>,
}

/// One thing that is remembered of an address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Kept {
    /// What it is.
    pub what: What,
    /// How many of it.
    pub count: u32,
    /// When it will have been forgotten at the latest, if nothing is added: seconds since 1970-01-01 UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub until: u64,
}

/// What can be remembered of an address.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Calls of the last day.
    Calls,
    /// Reports that it has filed in the last day.
    ReportsFiled,
    /// Networks that have reported it in the last day.
    ReportsReceived,
    /// Bans of the last thirty days, ended ones included.
    Strikes,
}
