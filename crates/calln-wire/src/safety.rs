//! Reports, blocks and bans: what a client says of a partner, and what it is told of itself.

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

/// Why a caller is reported or banned. A fixed list: there is no text in a report.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody under 18 is in the call.
    #[serde(rename = "under_18")]
    Under18,
    /// Unwanted sexual talk.
    Sexual,
    /// Threats, insults, pursuit.
    Harassment,
    /// Hatred of a group of people.
    Hate,
    /// An attempt to get at money or secrets.
    Scam,
    /// Advertising, recordings, machines.
    Spam,
    /// Anything else.
    Other,
}

/// `report`: the partner of a call of one's own, the present one or one that ended a minute ago at the most, did
/// something that Calln should know of. Whatever becomes of the report, the two don't meet again for
/// 24 hours, as far as host or `session` of each is the same. Acknowledged with an [`Acknowledgement`]: `ok` where it counts.
/// What follows from it isn't told.
///
/// [`Acknowledgement`]: crate::server::Acknowledgement
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Report {
    /// The call.
    pub call: String,
    /// What it is about.
    pub reason: Reason,
    /// True: the call ends with this, as with `hang_up`. The partner isn't told of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<bool>,
}

/// `block`: never to meet the partner of that call again, as with [`Report`], but without telling why. Ends the call if
/// it is still on. Acknowledged with an [`Acknowledgement`], where that is asked for: refused with `over` where the call is
/// none of the caller's, or is forgotten.
///
/// [`Acknowledgement`]: crate::server::Acknowledgement
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Block {
    /// The call.
    pub call: String,
}

/// `banned`: callers from this address are kept out for a time. The server closes the connection after it, and any new
/// one after the same event, until the ban is over.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Banned {
    /// When it ends, in seconds since 1970-01-01 UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub until: u64,
    /// The reason given most often.
    pub reason: Reason,
    /// What to quote in an appeal, as `7K3M-9QXA`.
    pub reference: String,
    /// Where to appeal: an e-mail address or a URL. Null where the operator named none.
    pub contact: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_reason_is_spelt_as_people_write_the_number() {
        assert_eq!(serde_json::to_string(&Reason::Under18).unwrap(), r#""under_18""#);
        assert_eq!(serde_json::to_string(&Reason::Sexual).unwrap(), r#""sexual""#);
    }
}
