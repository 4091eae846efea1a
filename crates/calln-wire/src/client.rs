//! What a client says. Each type is the one argument of the event named on it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

use crate::proof::Proof;

/// Most countries that a [`Want::Only`] or [`Want::Except`] may name.
pub const MAX_COUNTRIES: usize = 8;
/// Longest [`Join::op_id`] and [`Join::session`], in bytes.
pub const MAX_TAG_BYTES: usize = 64;

/// `join`: looks for a partner. Acknowledged with a [`JoinReply`](crate::server::JoinReply).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Join {
    /// Whom the caller would like to meet.
    pub want: Want,
    /// The caller's own country (ISO 3166-1 alpha-2). Believed only where the server can't tell from the
    /// address: a private or unlisted one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// True: the caller's country is neither used nor shown. Such a caller meets only those who want anyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withhold_country: Option<bool>,
    /// True: the partner is not to learn the caller's address. The call goes through a relay
    /// ([`Matched::relay`](crate::server::Matched::relay)), and the server takes every other address out of what
    /// the caller signals. Refused with `no_relay` where
    /// [`Welcome::hiding`](crate::server::Welcome::hiding) is `unavailable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hide_address: Option<bool>,
    /// True: the caller's voice is never to pass a relay, not even where no direct way is found; its partners are told
    /// ([`Matched::direct_only`](crate::server::Matched::direct_only)). Such a caller never meets one who hides. Refused with `no_direct_way` together with [`hide_address`](Self::hide_address), or where
    /// [`Welcome::hiding`](crate::server::Welcome::hiding) is `always`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_only: Option<bool>,
    /// A tag that tabs of one browser share while they are open; two callers with the same tag never meet.
    /// At most [`MAX_TAG_BYTES`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Makes the request idempotent: a repeated `op_id` is answered again and not carried out again. At most
    /// [`MAX_TAG_BYTES`] bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
    /// The solution of the puzzle that came with a `prove_work`. It pays for this search and some more. Refused with
    /// `bad_proof` where it isn't good, or not any more: a `join` without one gets a new puzzle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Box<Proof>>,
    /// An offer that is ready already, for whoever comes or whoever is there. As [`Offer`], which brings one later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Box<Offer>>,
}

/// Whom a caller would like to meet. Codes are ISO 3166-1 alpha-2, [`MAX_COUNTRIES`] at most.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(untagged)]
pub enum Want {
    /// Everybody: the string `"any"`.
    Any(Any),
    /// Callers from these countries: an array of codes.
    Only(Vec<String>),
    /// Callers from any known country but these.
    Except {
        /// The countries left out.
        except: Vec<String>,
    },
}

/// The string `"any"`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Any {
    /// Everybody.
    Any,
}

/// `leave`: stops looking. Harmless when the caller isn't.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Leave {}

/// `next`: ends the call, if there is one, and looks for another partner with the wish of the last `join`. Refused with
/// `prove_work` it has ended the call all the same; the puzzle's solution goes with a `join`.
/// Acknowledged with a [`JoinReply`](crate::server::JoinReply).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Next {
    /// The call that the caller means to end. If that call is already over, nothing else is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// As [`Join::op_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
    /// As [`Join::offer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Box<Offer>>,
}

/// `again`: the caller would like to talk to the partner of a call that ended less than a minute ago once more. If both say
/// so, both are `matched` anew, with each other; until then nobody is told. The next `join` or `next` takes it back.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Again {
    /// The call that has ended.
    pub call: String,
}

/// `hang_up`: ends the call. Whoever asks for an acknowledgement learns that it was taken: a connection that has gone takes nothing
/// and says nothing.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct HangUp {
    /// The call to end; one that is already over is left alone.
    pub call: String,
}

/// `signal`: connection set-up for the partner (JSEP, RFC 9429). The server reads `call` and passes the rest
/// on as it is.
///
/// `n` and `got` are how a frame that a broken connection swallowed arrives all the same, once and in order: see
/// docs/protocol.md, "Numbered frames". Without them a frame arrives or doesn't.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Signal {
    /// The call that this belongs to.
    pub call: String,
    /// The frame's number among those that its sender relays in this call, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Up to which number the sender has the partner's frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<u32>,
    /// An offer or an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<SessionDescription>,
    /// An ICE candidate (RFC 8838), or `null` for the end of candidates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<IceCandidate>,
    /// The sender has forgotten the call and sets it up anew, under this random number: see docs/protocol.md, "A call
    /// begun anew". Has no `n`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anew: Option<u32>,
    /// The answer to the partner's `anew`, with its number: all that follows belongs to the new set-up. Has no `n`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anew_known: Option<u32>,
    /// The sender's page is being left, perhaps to be loaded again at once. Has no `n`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaving: Option<bool>,
}

impl Signal {
    /// A signal of that call which says nothing yet.
    #[must_use]
    pub fn of(call: impl Into<String>) -> Self {
        Self {
            call: call.into(),
            n: None,
            got: None,
            description: None,
            candidate: None,
            anew: None,
            anew_known: None,
            leaving: None,
        }
    }
}

/// `offer`: the waiting caller's offer, all candidates gathered, kept by the server to be handed to whoever comes
/// ([`Matched::offer`](crate::server::Matched::offer)). A later one takes its place; `leave`, `join` and a match
/// end its keeping.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
pub struct Offer {
    /// The offer, at most 16 KiB of SDP.
    pub description: SessionDescription,
    /// True: its maker can take the partner's own offer for the answer to it (docs/protocol.md, "Crossed offers"). The
    /// two are exchanged where both can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_cross: Option<bool>,
}

/// `renew`: asks for a fresh token in a call. Acknowledged with a
/// [`RenewReply`](crate::server::RenewReply). Tokens live [`TOKEN_LIFE`]; a client that asks every half of that can
/// always come back.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Renew {
    /// The call.
    pub call: String,
}

/// `resume`: comes back to a call on a new connection. Acknowledged with a
/// [`ResumeReply`](crate::server::ResumeReply).
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Resume {
    /// The newest token of that call. Good for one use.
    pub token: String,
    /// As [`Join::op_id`]: with the same one, the token is good again for who had no answer. Known to nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op_id: Option<String>,
}

/// The payload of Socket.IO's `CONNECT`, from who connects to come back to a call: where too many come from one network, only
/// those are let in.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Auth {
    /// As [`Resume::token`]; not used up by this.
    pub token: String,
}

/// `keys`: a message of the exchange that ends with keys which the server doesn't have (`docs/end-to-end.md`). The
/// server reads `call` and passes the rest on as it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Keys {
    /// The call that this belongs to.
    pub call: String,
    /// The message, an object. [`MAX_KEYS_BYTES`] hold the whole event.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub message: serde_json::Value,
}

/// `chat`: a sealed frame of text or of a note. The server reads `call` and passes the rest on as it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Chat {
    /// The call that this belongs to.
    pub call: String,
    /// The frame. [`MAX_CHAT_BYTES`] hold the whole event.
    pub frame: Attachment,
}

/// `image`: a sealed frame with a piece of an image. The server reads `call` and passes the rest on as it is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Image {
    /// The call that this belongs to.
    pub call: String,
    /// The frame. [`MAX_IMAGE_BYTES`] hold the whole event.
    pub frame: Attachment,
}

/// `typing`: the caller is writing. Nothing says that they stopped: what isn't said again within five seconds is over.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Typing {
    /// The call that this belongs to.
    pub call: String,
}

/// `connectivity`: how a call's connection came about, or that it didn't, for the operator's count. Counted once in a
/// call, and nothing else is kept of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Connectivity {
    /// The call.
    pub call: String,
    /// Which way the voices found; null: none.
    pub way: Option<Way>,
    /// How long after the match that was.
    pub milliseconds: u32,
}

/// The way of a call's voices.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Straight from one device to the other, over IPv4.
    DirectIpv4,
    /// The same over IPv6.
    DirectIpv6,
    /// Through a relay that the client reaches over UDP.
    RelayUdp,
    /// Over TCP.
    RelayTcp,
    /// Over TLS.
    RelayTls,
}

/// The one binary attachment of an event, as its JSON stands for it (Socket.IO v5): `{"_placeholder":true,"num":0}`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(type = "ArrayBuffer"))]
pub struct Attachment {
    #[serde(rename = "_placeholder")]
    placeholder: bool,
    num: u32,
}

impl Attachment {
    /// The first, and only one.
    pub const FIRST: Self = Self { placeholder: true, num: 0 };
}

/// Largest `keys` event, in bytes: a message has 1,024 at most.
pub const MAX_KEYS_BYTES: usize = 2 * 1024;
/// Largest `chat` event with its attachment, in bytes: a frame has 8,216 at most.
pub const MAX_CHAT_BYTES: usize = 9 * 1024;
/// Largest `image` event with its attachment, in bytes. Buffers that a piece passes through stay small.
pub const MAX_IMAGE_BYTES: usize = 16 * 1024;
/// Largest `typing` event, in bytes.
pub const MAX_TYPING_BYTES: usize = 256;

/// How long a token may be used after it was made.
pub const TOKEN_LIFE: Duration = Duration::from_secs(120);

/// `RTCSessionDescriptionInit` of the WebRTC specification. Formats as `SessionDescription(..)`: SDP names
/// addresses and must not reach a log.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct SessionDescription {
    /// `offer`, `answer`, `pranswer` or `rollback`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "RTCSdpType"))]
    pub kind: String,
    /// The SDP (RFC 8866).
    pub sdp: String,
}

/// `RTCIceCandidateInit` of the WebRTC specification. Formats as `IceCandidate(..)`, for the same reason.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct IceCandidate {
    /// The candidate attribute (RFC 8839); empty at the end of candidates.
    pub candidate: String,
    /// Media stream identification tag (RFC 5888).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdp_mid: Option<String>,
    /// Index of the media description in the SDP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdp_m_line_index: Option<u16>,
    /// Fragment that ties the candidate to an ICE generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username_fragment: Option<String>,
}

impl std::fmt::Debug for SessionDescription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionDescription(..)")
    }
}

impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resume(..)")
    }
}

impl std::fmt::Debug for IceCandidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IceCandidate(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(json: &str) -> Result<Want, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_want_is_any_a_list_or_an_exception() {
        assert_eq!(want(r#""any""#).unwrap(), Want::Any(Any::Any));
        assert_eq!(want(r#"["DE","FR"]"#).unwrap(), Want::Only(vec!["DE".into(), "FR".into()]));
        assert_eq!(want(r#"{"except":["US"]}"#).unwrap(), Want::Except { except: vec!["US".into()] });
        assert!(want(r#""everyone""#).is_err());
        assert!(want("7").is_err());
    }

    #[test]
    fn p03_connection_set_up_cannot_be_formatted() {
        let signal: Signal = serde_json::from_str(
            r#"{"call":"c","description":{"type":"offer","sdp":"c=IN IP4 203.0.113.7"},
                "candidate":{"candidate":"candidate:1 1 udp 1 203.0.113.7 9 typ host"}}"#,
        )
        .unwrap();
        assert!(!format!("{signal:?}").contains("203.0.113.7"));
    }
}
