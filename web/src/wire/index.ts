// Generated from crates/calln-wire by `cargo xtask wire`. Do not edit.

export type Any = "any";

export type Want = Any | Array<string> | { 
/**
 * The countries left out.
 */
except: Array<string>, };

export type Parameters = { 
/**
 * How the key is derived: `PBKDF2/SHA-256`.
 */
algorithm: string, 
/**
 * Rounds of the derivation.
 */
cost: number, 
/**
 * When it can no longer be shown, in seconds since 1970-01-01 UTC.
 */
expiresAt: number, 
/**
 * Bytes of the key.
 */
keyLength: number, 
/**
 * What the key must begin with, in hex.
 */
keyPrefix: string, 
/**
 * Random, in hex.
 */
nonce: string, 
/**
 * Random, in hex.
 */
salt: string, };

export type Challenge = { 
/**
 * What to solve.
 */
parameters: Parameters, 
/**
 * HMAC-SHA-256 of the parameters under a secret of the server's, in hex. A solution brings it back.
 */
signature: string, };

export type Solution = { 
/**
 * The counter.
 */
counter: number, 
/**
 * The key that it gives, in hex.
 */
derivedKey: string, };

export type Proof = { 
/**
 * The puzzle, as it was given.
 */
challenge: Challenge, 
/**
 * Its solution.
 */
solution: Solution, };

export type Join = { 
/**
 * Whom the caller would like to meet.
 */
want: Want, 
/**
 * The caller's own country (ISO 3166-1 alpha-2). Believed only where the server can't tell from the
 * address: a private or unlisted one.
 */
country?: string, 
/**
 * True: the caller's country is neither used nor shown. Such a caller meets only those who want anyone.
 */
withhold_country?: boolean, 
/**
 * True: the partner is not to learn the caller's address. The call goes through a relay
 * ([`Matched::relay`](crate::server::Matched::relay)), and the server takes every other address out of what
 * the caller signals. Refused with `no_relay` where
 * [`Welcome::hiding`](crate::server::Welcome::hiding) is `unavailable`.
 */
hide_address?: boolean, 
/**
 * True: the caller's voice is never to pass a relay, not even where no direct way is found; its partners are told
 * ([`Matched::direct_only`](crate::server::Matched::direct_only)). Such a caller never meets one who hides. Refused with `no_direct_way` together with [`hide_address`](Self::hide_address), or where
 * [`Welcome::hiding`](crate::server::Welcome::hiding) is `always`.
 */
direct_only?: boolean, 
/**
 * A tag that tabs of one browser share while they are open; two callers with the same tag never meet.
 * At most [`MAX_TAG_BYTES`] bytes.
 */
session?: string, 
/**
 * Makes the request idempotent: a repeated `op_id` is answered again and not carried out again. At most
 * [`MAX_TAG_BYTES`] bytes.
 */
op_id?: string, 
/**
 * The solution of the puzzle that came with a `prove_work`. It pays for this search and some more. Refused with
 * `bad_proof` where it isn't good, or not any more: a `join` without one gets a new puzzle.
 */
proof?: Proof, 
/**
 * An offer that is ready already, for whoever comes or whoever is there. As [`Offer`], which brings one later.
 */
offer?: Offer, };

export type Leave = Record<symbol, never>;

export type Next = { 
/**
 * The call that the caller means to end. If that call is already over, nothing else is ended.
 */
call?: string, 
/**
 * As [`Join::op_id`].
 */
op_id?: string, 
/**
 * As [`Join::offer`].
 */
offer?: Offer, };

export type HangUp = { 
/**
 * The call to end; one that is already over is left alone.
 */
call: string, };

export type SessionDescription = { 
/**
 * `offer`, `answer`, `pranswer` or `rollback`.
 */
type: RTCSdpType, 
/**
 * The SDP (RFC 8866).
 */
sdp: string, };

export type IceCandidate = { 
/**
 * The candidate attribute (RFC 8839); empty at the end of candidates.
 */
candidate: string, 
/**
 * Media stream identification tag (RFC 5888).
 */
sdpMid?: string, 
/**
 * Index of the media description in the SDP.
 */
sdpMLineIndex?: number, 
/**
 * Fragment that ties the candidate to an ICE generation.
 */
usernameFragment?: string, };

export type Signal = { 
/**
 * The call that this belongs to.
 */
call: string, 
/**
 * The frame's number among those that its sender relays in this call, from 1.
 */
n?: number, 
/**
 * Up to which number the sender has the partner's frames.
 */
got?: number, 
/**
 * An offer or an answer.
 */
description?: SessionDescription, 
/**
 * An ICE candidate (RFC 8838), or `null` for the end of candidates.
 */
candidate?: IceCandidate, 
/**
 * The sender has forgotten the call and sets it up anew, under this random number: see docs/protocol.md, "A call
 * begun anew". Has no `n`.
 */
anew?: number, 
/**
 * The answer to the partner's `anew`, with its number: all that follows belongs to the new set-up. Has no `n`.
 */
anew_known?: number, 
/**
 * The sender's page is being left, perhaps to be loaded again at once. Has no `n`.
 */
leaving?: boolean, };

export type Offer = { 
/**
 * The offer, at most 16 KiB of SDP.
 */
description: SessionDescription, 
/**
 * True: its maker can take the partner's own offer for the answer to it (docs/protocol.md, "Crossed offers"). The
 * two are exchanged where both can.
 */
may_cross?: boolean, };

export type Renew = { 
/**
 * The call.
 */
call: string, };

export type Resume = { 
/**
 * The newest token of that call. Good for one use.
 */
token: string, 
/**
 * As [`Join::op_id`]: with the same one, the token is good again for who had no answer. Known to nobody else.
 */
op_id?: string | null, };

export type Auth = { 
/**
 * As [`Resume::token`]; not used up by this.
 */
token: string, };

export type Hiding = "unavailable" | "optional" | "always";

export type Keys = { 
/**
 * The call that this belongs to.
 */
call: string, 
/**
 * The message, an object. [`MAX_KEYS_BYTES`] hold the whole event.
 */
message: unknown, };

export type Attachment = ArrayBuffer;

export type Chat = { 
/**
 * The call that this belongs to.
 */
call: string, 
/**
 * The frame. [`MAX_CHAT_BYTES`] hold the whole event.
 */
frame: Attachment, };

export type Image = { 
/**
 * The call that this belongs to.
 */
call: string, 
/**
 * The frame. [`MAX_IMAGE_BYTES`] hold the whole event.
 */
frame: Attachment, };

export type Typing = { 
/**
 * The call that this belongs to.
 */
call: string, };

export type Way = "direct_ipv4" | "direct_ipv6" | "relay_udp" | "relay_tcp" | "relay_tls";

export type Connectivity = { 
/**
 * The call.
 */
call: string, 
/**
 * Which way the voices found; null: none.
 */
way: Way | null, 
/**
 * How long after the match that was.
 */
milliseconds: number, };

export type IceServer = { 
/**
 * `stun:`, `turn:` or `turns:` URIs (RFC 7064, RFC 7065).
 */
urls: Array<string>, 
/**
 * User name, for TURN.
 */
username?: string, 
/**
 * Password, for TURN.
 */
credential?: string, };

export type Limits = { 
/**
 * Largest message of any kind, in bytes.
 */
message_bytes: number, 
/**
 * Largest `signal`, in bytes of JSON.
 */
signal_bytes: number, };

export type Small = "none" | "few";

export type Headcount = Small | number;

export type Welcome = { 
/**
 * The caller's country as the server sees it (ISO 3166-1 alpha-2), or null where it can't tell.
 */
country: string | null, 
/**
 * For `RTCConfiguration.iceServers`: this server's own STUN server, what else the operator chose, and relays for
 * calls that find no direct way, with credentials of this connection. They are good for as long as it lasts, and for
 * the rest of a call that it leaves behind. A relay carries nothing before the match.
 */
ice_servers: Array<IceServer>, 
/**
 * Whether callers can, or must, hide their address from their partner.
 */
hiding: Hiding, 
/**
 * What the server accepts.
 */
limits: Limits, 
/**
 * Callers connected now.
 */
online: Headcount, };

export type Estimate = { 
/**
 * Not much sooner than this.
 */
from: number, 
/**
 * Probably by then.
 */
to: number, };

export type Waiting = { 
/**
 * Callers on the service now, waiting or talking, with whom a match would be possible.
 */
supply: Headcount, 
/**
 * How many more there would be if the caller wanted anyone.
 */
widened: Headcount, 
/**
 * How long it may take; null while there is too little to go by.
 */
estimate: Estimate | null, };

export type Role = "waiter" | "newcomer";

export type Partner = { 
/**
 * The partner's country (ISO 3166-1 alpha-2), or null: unknown or withheld.
 */
country: string | null, };

export type Matched = { 
/**
 * The call's name, random and used once; every relayed event carries it.
 */
call: string, 
/**
 * Which side of the call this is.
 */
role: Role, 
/**
 * The stranger.
 */
partner: Partner, 
/**
 * To come back with, should the connection break; see [`Resume`](crate::client::Resume).
 */
token: string, 
/**
 * The partner's offer. For the newcomer, if there was one to hand over; for the waiter too, if the two cross.
 */
offer?: SessionDescription, 
/**
 * For the waiter: whether its offer has been handed over. If not, it sends one with `signal`. For the newcomer:
 * true if the two cross, so that nothing remains to be said; what it brought is of no use otherwise.
 */
offered?: boolean, 
/**
 * Where either side hides its address: the relay to use, and nothing else (`iceTransportPolicy: "relay"`), with
 * credentials of this connection. Neither side's other candidates pass, and no offer is handed over.
 */
relay?: IceServer, 
/**
 * True where either side [refuses relays](crate::client::Join::direct_only): no TURN server may be used, whoever runs it,
 * and relay candidates of the partner are to be dropped. The offer of a caller who doesn't refuse isn't handed over.
 */
direct_only?: boolean, 
/**
 * True where this server's relay has no room for the call, since all that it may relay in a second is spent: it carries
 * nothing of this call.
 */
relay_full?: boolean, };

export type Reconnecting = { 
/**
 * The call.
 */
call: string, };

export type Returned = { 
/**
 * The call.
 */
call: string, };

export type Moving = { 
/**
 * Milliseconds over which clients should spread.
 */
jitter: number, };

export type Why = "hung_up" | "next" | "disconnected" | "lost";

export type PartnerLeft = { 
/**
 * The call that ended.
 */
call: string, 
/**
 * How it ended.
 */
why: Why, };

export type FailureCode = "malformed" | "unknown_event" | "unknown_country" | "bad_want" | "too_large" | "in_call" | "not_joined" | "slow_down" | "over" | "bad_token" | "moving" | "already_reported" | "talk_too_short" | "quota_spent" | "no_relay" | "no_direct_way" | "prove_work" | "bad_proof" | "elsewhere";

export type Failed = { 
/**
 * For programs.
 */
code: FailureCode, 
/**
 * For people: what was wrong, and what would be right.
 */
message: string, 
/**
 * With `slow_down`: after how many seconds the event would be carried out.
 */
retry_after?: number, 
/**
 * With `prove_work`: the puzzle.
 */
challenge?: Challenge, };

export type JoinState = "waiting" | "matched";

export type JoinReply = { 
/**
 * Always true.
 */
ok: true, 
/**
 * What became of the caller.
 */
state: JoinState, } | { 
/**
 * Always false.
 */
ok: false, 
/**
 * Why not.
 */
error: Failed, };

export type Renewed = { 
/**
 * Takes the place of the token before.
 */
token: string, 
/**
 * As [`Welcome::ice_servers`], good for longer.
 */
ice_servers: Array<IceServer>, 
/**
 * As [`Matched::relay`], good for longer.
 */
relay?: IceServer, };

export type RenewReply = { 
/**
 * Always true.
 */
ok: true, 
/**
 * Takes the place of the token before.
 */
token: string, 
/**
 * As [`Welcome::ice_servers`], good for longer.
 */
ice_servers: Array<IceServer>, 
/**
 * As [`Matched::relay`], good for longer.
 */
relay?: IceServer, } | { 
/**
 * Always false.
 */
ok: false, 
/**
 * Why not.
 */
error: Failed, };

export type Resumed = { 
/**
 * The call.
 */
call: string, 
/**
 * Which side of it the caller is.
 */
role: Role, 
/**
 * The next token; the one that was shown is used up.
 */
token: string, 
/**
 * Whether the partner is connected now. If not, `returned` or `partner_left` follows.
 */
partner_present: boolean, 
/**
 * As [`Matched::relay`], with credentials of the new connection, as those in its
 * [`welcome`](Welcome::ice_servers) are.
 */
relay?: IceServer, 
/**
 * As [`Matched::direct_only`].
 */
direct_only?: boolean, };

export type ResumeReply = { 
/**
 * Always true.
 */
ok: true, 
/**
 * The call.
 */
call: string, 
/**
 * Which side of it the caller is.
 */
role: Role, 
/**
 * The next token; the one that was shown is used up.
 */
token: string, 
/**
 * Whether the partner is connected now. If not, `returned` or `partner_left` follows.
 */
partner_present: boolean, 
/**
 * As [`Matched::relay`], with credentials of the new connection, as those in its
 * [`welcome`](Welcome::ice_servers) are.
 */
relay?: IceServer, 
/**
 * As [`Matched::direct_only`].
 */
direct_only?: boolean, } | { 
/**
 * Always false.
 */
ok: false, 
/**
 * Why not.
 */
error: Failed, };

export type Reason = "under_18" | "sexual" | "harassment" | "hate" | "scam" | "spam" | "other";

export type Report = { 
/**
 * The call.
 */
call: string, 
/**
 * What it is about.
 */
reason: Reason, 
/**
 * True: the call ends with this, as with `hang_up`. The partner isn't told of the report.
 */
end?: boolean, };

export type Block = { 
/**
 * The call.
 */
call: string, };

export type Again = { 
/**
 * The call that has ended.
 */
call: string, };

export type Acknowledgement = { 
/**
 * Always false.
 */
ok: false, 
/**
 * Why not.
 */
error: Failed, } | { 
/**
 * Always true.
 */
ok: true, };

export type Banned = { 
/**
 * When it ends, in seconds since 1970-01-01 UTC.
 */
until: number, 
/**
 * The reason given most often.
 */
reason: Reason, 
/**
 * What to quote in an appeal, as `7K3M-9QXA`.
 */
reference: string, 
/**
 * Where to appeal: an e-mail address or a URL. Null where the operator named none.
 */
contact: string | null, };

export type AdSlot = "start" | "waiting" | "ended" | "call";

export type Ads = { 
/**
 * The screens that `GET /ad/SLOT` has something for.
 */
slots: Array<AdSlot>, 
/**
 * Whether it may be personal, after consent.
 */
personalised: boolean, };

export type FirebaseConfig = { 
/**
 * `apiKey`
 */
api_key: string, 
/**
 * `appId`
 */
app_id: string, 
/**
 * `projectId`
 */
project_id: string, 
/**
 * `measurementId`
 */
measurement_id: string, };

export type LengthBucket = "under_1_min" | "1_to_5_min" | "5_to_20_min" | "20_to_60_min" | "over_60_min";

export type VisitEvent = { "name": "page_view", } | { "name": "call_start", } | { "name": "call_match", } | { "name": "session_length", 
/**
 * How long it lasted, roughly.
 */
bucket: LengthBucket, };

export type Site = { 
/**
 * Who runs the service; null where they haven't said.
 */
operator: string | null, 
/**
 * Where to write to: an e-mail address or an https URL. Null where the operator named none.
 */
contact: string | null, 
/**
 * How Firebase Analytics is reached, after consent; null where there is none.
 */
firebase: FirebaseConfig | null, 
/**
 * Whether `POST /api/visit` counts.
 */
counts: boolean, 
/**
 * Where advertising stands.
 */
ads: Ads, };

export type CountryCount = { 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * Ten or more, rounded down to a multiple of ten.
 */
online: number, };

export type Stats = { 
/**
 * Callers connected now.
 */
online: Headcount, 
/**
 * Those of them who wait for a partner.
 */
waiting: Headcount, 
/**
 * Those who are in a call.
 */
talking: Headcount, 
/**
 * Where they are, for countries with ten or more.
 */
countries: Array<CountryCount>, };

export type What = "calls" | "reports_filed" | "reports_received" | "strikes";

export type Kept = { 
/**
 * What it is.
 */
what: What, 
/**
 * How many of it.
 */
count: number, 
/**
 * When it will have been forgotten at the latest, if nothing is added: seconds since 1970-01-01 UTC.
 */
until: number, };

export type MyData = { 
/**
 * The bans that hold for the address.
 */
bans: Array<Banned>, 
/**
 * What else is remembered of it; nothing that is zero.
 */
kept: Array<Kept>, 
/**
 * Whom to write to with questions. Null where the operator named nobody.
 */
contact: string | null, };

export type Relay = { 
/**
 * As in [`Welcome`](crate::server::Welcome).
 */
hiding: Hiding, 
/**
 * Whether calls that find no direct way are relayed, where neither caller
 * [refuses that](crate::client::Join::direct_only).
 */
fallback: boolean, };

export type AddressSource = "connection" | "proxy";

export type AddressKind = "local" | "documentation" | "public";

export type CheckRelay = { 
/**
 * The relay that a call would be given in which somebody hides, with credentials that last for a minute and lead to
 * nobody but the one who has them. Null where there is no relay.
 */
relay: IceServer | null, };

export type SeenAddress = { 
/**
 * Where it comes from.
 */
source: AddressSource, 
/**
 * What it is.
 */
kind: AddressKind, };

export type PageState = { "at": "idle", } | { "at": "searching", } | { "at": "call", 
/**
 * The partner's country, ISO 3166-1 alpha-2. Null where it isn't known or shown.
 */
country: string | null, 
/**
 * Whether the voices have met.
 */
connected: boolean, 
/**
 * Whether the caller is muted.
 */
muted: boolean, };

export type FromPage = { "type": "ready", 
/**
 * The page's [`VERSION`].
 */
version: number, } | { "type": "state", 
/**
 * The new one.
 */
state: PageState, } | { "type": "choose_route", 
/**
 * The id of a [`SoundRoute`].
 */
route: string, } | { "type": "show_privacy_options", } | { "type": "show_app_settings", } | { "type": "keep_call", 
/**
 * The page's own text, at most 900 bytes. Null: no call is on, and nothing is to be kept.
 */
call: string | null, } | { "type": "visit", 
/**
 * What it is.
 */
event: VisitEvent, };

export type AppCommand = "mute" | "unmute" | "hang_up" | "next";

export type SoundRouteKind = "earpiece" | "speaker" | "wired" | "bluetooth";

export type SoundRoute = { 
/**
 * Good until the device goes.
 */
id: string, 
/**
 * Which kind it is.
 */
kind: SoundRouteKind, 
/**
 * What a headset calls itself. Null for the phone's own.
 */
name: string | null, };

export type FromApp = { "type": "hello", 
/**
 * The app's [`VERSION`].
 */
version: number, 
/**
 * Whether the page is to offer "Privacy options".
 */
privacy_options: boolean, 
/**
 * What a page before this one gave the app in [`FromPage::KeepCall`], where its call may still be on.
 */
kept_call?: string, } | { "type": "privacy_options", 
/**
 * Whether it is.
 */
offered: boolean, } | { "type": "command", 
/**
 * What it asks for.
 */
command: AppCommand, } | { "type": "routes", 
/**
 * All that are there now, the likeliest first.
 */
routes: Array<SoundRoute>, 
/**
 * The id of the one in use; null outside of calls.
 */
chosen: string | null, } | { "type": "held", 
/**
 * Whether it has.
 */
held: boolean, } | { "type": "visible", 
/**
 * Whether it is in view.
 */
visible: boolean, };

export type FullScreenAds = { 
/**
 * The AdMob unit of it.
 */
unit: string, 
/**
 * It comes after so many ended calls. Zero: never after calls.
 */
every_calls: number, 
/**
 * It comes in a call after so many minutes. Zero: never in calls.
 */
every_call_minutes: number, };

export type AppOffers = { 
/**
 * The AdMob unit of the banner. Null for no banner.
 */
banner: string | null, 
/**
 * Full-screen advertising. Null for none.
 */
full_screen: FullScreenAds | null, };

export type ClientEvents = {
  join: Join;
  leave: Leave;
  next: Next;
  hang_up: HangUp;
  signal: Signal;
  offer: Offer;
  renew: Renew;
  resume: Resume;
  report: Report;
  block: Block;
  again: Again;
  keys: Keys;
  chat: Chat;
  image: Image;
  typing: Typing;
  connectivity: Connectivity;
};

export type ServerEvents = {
  welcome: Welcome;
  waiting: Waiting;
  matched: Matched;
  reconnecting: Reconnecting;
  returned: Returned;
  partner_left: PartnerLeft;
  moving: Moving;
  banned: Banned;
  failed: Failed;
};
