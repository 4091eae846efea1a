//! What the server says. Each type is the one argument of the event named on it, or the body of an
//! acknowledgement.

use std::time::Duration;

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

use crate::client::SessionDescription;
use crate::proof::Challenge;

/// `welcome`: the first event on every connection.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Welcome {
    /// The caller's country as the server sees it (ISO 3166-1 alpha-2), or null where it can't tell.
    pub country: Option<String>,
    /// For `RTCConfiguration.iceServers`: this server's own STUN server, what else the operator chose, and relays for
    /// calls that find no direct way, with credentials of this connection. They are good for as long as it lasts, and for
    /// the rest of a call that it leaves behind. A relay carries nothing before the match.
    pub ice_servers: Vec<IceServer>,
    /// Whether callers can, or must, hide their address from their partner.
    pub hiding: Hiding,
    /// What the server accepts.
    pub limits: Limits,
    /// Callers connected now.
    pub online: Headcount,
}

/// Whether a caller's address can be kept from the partner. The server sees it in any case.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Hiding {
    /// There is no relay.
    Unavailable,
    /// Whoever asks for it in `join` is hidden.
    Optional,
    /// Everybody is hidden, whether they ask or not.
    Always,
}

/// `RTCIceServer` of the WebRTC specification. Formats without the credentials.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct IceServer {
    /// `stun:`, `turn:` or `turns:` URIs (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// User name, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Password, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// What the server accepts. A client that stays inside is never closed for size.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Limits {
    /// Largest message of any kind, in bytes.
    pub message_bytes: u32,
    /// Largest `signal`, in bytes of JSON.
    pub signal_bytes: u32,
}

/// A count of people that gives nobody away: exact numbers and small ones are hidden.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum Headcount {
    /// `"none"` or `"few"` (one to nine).
    Small(Small),
    /// Ten or more, rounded down to a multiple of ten.
    About(u32),
}

/// The counts that have no number.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Small {
    /// Nobody.
    None,
    /// One to nine.
    Few,
}

impl Headcount {
    /// The public form of an exact count.
    pub fn of(count: usize) -> Self {
        match count {
            0 => Self::Small(Small::None),
            1..10 => Self::Small(Small::Few),
            _ => Self::About(u32::try_from(count - count % 10).unwrap_or(u32::MAX)),
        }
    }
}

/// `waiting`: nobody fits yet. Sent when the wait begins, and again when what it says changes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Waiting {
    /// Callers on the service now, waiting or talking, with whom a match would be possible.
    pub supply: Headcount,
    /// How many more there would be if the caller wanted anyone.
    pub widened: Headcount,
    /// How long it may take; null while there is too little to go by.
    pub estimate: Option<Estimate>,
}

/// A range for the time until a match, in seconds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Estimate {
    /// Not much sooner than this.
    pub from: u32,
    /// Probably by then.
    pub to: u32,
}

/// `matched`: the call begins. Both partners get it before anything of each other's.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Matched {
    /// The call's name, random and used once; every relayed event carries it.
    pub call: String,
    /// Which side of the call this is.
    pub role: Role,
    /// The stranger.
    pub partner: Partner,
    /// To come back with, should the connection break; see [`Resume`](crate::client::Resume).
    pub token: String,
    /// The partner's offer. For the newcomer, if there was one to hand over; for the waiter too, if the two cross.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<SessionDescription>,
    /// For the waiter: whether its offer has been handed over. If not, it sends one with `signal`. For the newcomer:
    /// true if the two cross, so that nothing remains to be said; what it brought is of no use otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<bool>,
    /// Where either side hides its address: the relay to use, and nothing else (`iceTransportPolicy: "relay"`), with
    /// credentials of this connection. Neither side's other candidates pass, and no offer is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<IceServer>,
    /// True where either side [refuses relays](crate::client::Join::direct_only): no TURN server may be used, whoever runs it,
    /// and relay candidates of the partner are to be dropped. The offer of a caller who doesn't refuse isn't handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_only: Option<bool>,
    /// True where this server's relay has no room for the call, since all that it may relay in a second is spent: it carries
    /// nothing of this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay_full: Option<bool>,
}

/// `reconnecting`: the partner's connection to the server broke. The call goes on; the partner may come back.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Reconnecting {
    /// The call.
    pub call: String,
}

/// `returned`: the partner is back. Frames sent since the connection broke did not arrive, nor perhaps some of just
/// before; a client sends again what it isn't known to have got.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Returned {
    /// The call.
    pub call: String,
}

/// `moving`: the server is about to stop. Calls go on; clients are to connect again, each after a random part of
/// the time given, and resume.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Moving {
    /// Milliseconds over which clients should spread.
    pub jitter: u32,
}

/// The two sides of a call.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Was there first. Makes the offer; the impolite peer when offers cross.
    Waiter,
    /// Came and was matched. Answers; the polite peer.
    Newcomer,
}

/// All that a caller learns of the stranger.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Partner {
    /// The partner's country (ISO 3166-1 alpha-2), or null: unknown or withheld.
    pub country: Option<String>,
}

/// `partner_left`: the call is over.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct PartnerLeft {
    /// The call that ended.
    pub call: String,
    /// How it ended.
    pub why: Why,
}

/// How a call ended, seen from the side that stayed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The partner hung up.
    HungUp,
    /// The partner went on to the next caller.
    Next,
    /// The partner left without a word: closed the page, for example.
    Disconnected,
    /// The partner's connection broke, and did not come back in time.
    Lost,
}

/// `failed`: an event of the client's was not carried out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Failed {
    /// For programs.
    pub code: FailureCode,
    /// For people: what was wrong, and what would be right.
    pub message: String,
    /// With `slow_down`: after how many seconds the event would be carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// With `prove_work`: the puzzle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Box<Challenge>>,
}

impl Failed {
    /// A refusal that time alone doesn't change.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after: None, challenge: None }
    }

    /// [`FailureCode::SlowDown`] for a client that may try again after that time, rounded up to whole seconds.
    pub fn slow_down(message: impl Into<String>, retry_after: Duration) -> Self {
        let seconds = u32::try_from(retry_after.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        Self { retry_after: Some(seconds), ..Self::new(FailureCode::SlowDown, message) }
    }

    /// [`FailureCode::ProveWork`], with the puzzle.
    pub fn prove_work(message: impl Into<String>, challenge: Challenge) -> Self {
        Self { challenge: Some(Box::new(challenge)), ..Self::new(FailureCode::ProveWork, message) }
    }
}

/// What can be wrong with a client's event.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The event isn't of the shape that it should have.
    Malformed,
    /// The server knows no event of that name.
    UnknownEvent,
    /// A country code isn't one of ISO 3166-1 alpha-2.
    UnknownCountry,
    /// A list of countries is empty or longer than allowed.
    BadWant,
    /// The event is larger than [`Limits`] allow.
    TooLarge,
    /// The caller is in a call; it must be ended first.
    InCall,
    /// `next` before any `join`.
    NotJoined,
    /// Too much of this in too short a time, or too many unanswered requests on this connection.
    SlowDown,
    /// The call that was to be resumed, renewed or reported is over, or never was.
    Over,
    /// The token is too old, was used before, or isn't one of this server's.
    BadToken,
    /// The server is about to stop and begins nothing new.
    Moving,
    /// This side of the call has reported it before.
    AlreadyReported,
    /// The talk was too short to be reported.
    TalkTooShort,
    /// This address has filed as many reports as count in a day.
    QuotaSpent,
    /// The caller's address can't be hidden here.
    NoRelay,
    /// Calls are relayed here, or the caller hides its address: there is no direct way.
    NoDirectWay,
    /// Some work is to be proved before the next search: solve [`Failed::challenge`] and
    /// [`join`](crate::client::Join::proof) with the solution.
    ProveWork,
    /// The proof doesn't solve the last puzzle of this connection, was shown before, or is too old.
    BadProof,
    /// Another caller of this one's `session` has begun to wait, so that this one waits no longer.
    Elsewhere,
}

/// The acknowledgement of a request, which may be refused.
pub trait Reply {
    /// Why the request was refused, if it was.
    fn refusal(&self) -> Option<&Failed>;
}

impl Reply for JoinReply {
    fn refusal(&self) -> Option<&Failed> {
        match self {
            Self::Refused { error, .. } => Some(error),
            Self::Ok { .. } => None,
        }
    }
}

impl Reply for RenewReply {
    fn refusal(&self) -> Option<&Failed> {
        match self {
            Self::Refused { error, .. } => Some(error),
            Self::Ok { .. } => None,
        }
    }
}

impl Reply for ResumeReply {
    fn refusal(&self) -> Option<&Failed> {
        match self {
            Self::Refused { error, .. } => Some(error),
            Self::Ok { .. } => None,
        }
    }
}

/// The acknowledgement of a request that is answered with nothing but whether it was taken: of `report`, and of
/// `leave`, `hang_up`, `offer`, `again`, `block` and `connectivity` where it is asked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum Acknowledgement {
    /// `{"ok": false, …}`. Stands first, or it would read as the other.
    Refused {
        /// Always false.
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        ok: bool,
        /// Why not.
        error: Failed,
    },
    /// `{"ok": true}`
    Ok {
        /// Always true.
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        ok: bool,
    },
}

impl Reply for Acknowledgement {
    fn refusal(&self) -> Option<&Failed> {
        match self {
            Self::Refused { error, .. } => Some(error),
            Self::Ok { .. } => None,
        }
    }
}

impl Acknowledgement {
    /// The request was taken.
    pub fn ok() -> Self {
        Self::Ok { ok: true }
    }

    /// The request was refused.
    pub fn refused(error: Failed) -> Self {
        Self::Refused { ok: false, error }
    }
}

/// The acknowledgement of `join` and `next`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum JoinReply {
    /// `{"ok": true, …}`
    Ok {
        /// Always true.
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        ok: bool,
        /// What became of the caller.
        state: JoinState,
    },
    /// `{"ok": false, …}`
    Refused {
        /// Always false.
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        ok: bool,
        /// Why not.
        error: Failed,
    },
}

impl JoinReply {
    /// The request was carried out.
    pub fn ok(state: JoinState) -> Self {
        Self::Ok { ok: true, state }
    }

    /// The request was refused.
    pub fn refused(error: Failed) -> Self {
        Self::Refused { ok: false, error }
    }
}

/// The acknowledgement of `renew`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum RenewReply {
    /// `{"ok": true, …}`
    Ok {
        /// Always true.
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        ok: bool,
        /// What is fresh.
        #[serde(flatten)]
        renewed: Renewed,
    },
    /// `{"ok": false, …}`
    Refused {
        /// Always false.
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        ok: bool,
        /// Why not.
        error: Failed,
    },
}

/// What keeps a caller's place in a call for longer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Renewed {
    /// Takes the place of the token before.
    pub token: String,
    /// As [`Welcome::ice_servers`], good for longer.
    pub ice_servers: Vec<IceServer>,
    /// As [`Matched::relay`], good for longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<IceServer>,
}

/// The acknowledgement of `resume`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum ResumeReply {
    /// `{"ok": true, …}`
    Ok {
        /// Always true.
        #[cfg_attr(feature = "typescript", ts(type = "true"))]
        ok: bool,
        /// Where the caller is back.
        #[serde(flatten)]
        resumed: Resumed,
    },
    /// `{"ok": false, …}`
    Refused {
        /// Always false.
        #[cfg_attr(feature = "typescript", ts(type = "false"))]
        ok: bool,
        /// Why not.
        error: Failed,
    },
}

/// A caller is back in a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Resumed {
    /// The call.
    pub call: String,
    /// Which side of it the caller is.
    pub role: Role,
    /// The next token; the one that was shown is used up.
    pub token: String,
    /// Whether the partner is connected now. If not, `returned` or `partner_left` follows.
    pub partner_present: bool,
    /// As [`Matched::relay`], with credentials of the new connection, as those in its
    /// [`welcome`](Welcome::ice_servers) are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<IceServer>,
    /// As [`Matched::direct_only`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_only: Option<bool>,
}

/// What became of a caller that asked for a partner.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum JoinState {
    /// Nobody fits yet; `matched` follows.
    Waiting,
    /// `matched` has been sent.
    Matched,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p13_a_headcount_hides_small_and_exact_numbers() {
        let shown = |n| serde_json::to_string(&Headcount::of(n)).unwrap();
        assert_eq!(shown(0), r#""none""#);
        assert_eq!(shown(1), r#""few""#);
        assert_eq!(shown(9), r#""few""#);
        assert_eq!(shown(10), "10");
        assert_eq!(shown(1_239), "1230");
    }

    #[test]
    fn a_join_reply_says_ok_first() {
        assert_eq!(
            serde_json::to_string(&JoinReply::ok(JoinState::Waiting)).unwrap(),
            r#"{"ok":true,"state":"waiting"}"#
        );
    }
}
