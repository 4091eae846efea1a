//! One connected caller, as the server holds it: its socket, what is known of it, and its link to a partner.
//!
//! The caller's address isn't here. It was looked at once, when the connection was accepted; what stays is
//! the country and a keyed hash that says "same network".

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;

use calln_core::attendance::{Claim, Hiding, Role};
use calln_core::{CallId, CallerId, Country, Tag};
use calln_transport::{AckId, Relay, SendError, Socket};
use calln_wire::Event;
use calln_wire::client::Offer;
use calln_wire::proof::{Challenge, Proof};
use calln_wire::safety::{Banned, ReportReply};
use calln_wire::server::JoinReply;
use parking_lot::Mutex;
use serde::Serialize;

use crate::limits::{KeptOffer, Own};
use crate::metrics::Metrics;
use crate::moderation::Standing;
use crate::puzzle::{BadProof, Puzzle};
use crate::random;
use crate::turn::RelayUser;

/// What is known of a caller from its connection alone.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    /// Country of the address; `None` where the database knows none.
    pub(crate) country: Option<Country>,
    /// The same for two callers of one network, and meaningless after a restart.
    pub(crate) network: Tag,
    /// What reports and bans go by.
    pub(crate) standing: Standing,
    /// The operator has freed its network from limits.
    pub(crate) exempt: bool,
}

impl Origin {
    /// Where the caller is, for the number of those who may wait at the same time: the IPv4 address or the IPv6 /48. None
    /// where the operator has freed it from limits.
    pub(crate) fn site(&self) -> Option<Tag> {
        let Standing { subject, network, .. } = &self.standing;
        let digest = if subject.block.is_none() { subject.host } else { network.site };
        let (first, _) = digest.as_bytes().split_first_chunk()?;
        (!self.exempt).then(|| Tag(u64::from_ne_bytes(*first)))
    }
}

/// A connected caller.
pub(crate) struct Caller {
    /// Given by the lobby's owner, which alone goes by it. Changes once more at most: when the caller takes its
    /// former place in a call.
    id: AtomicU64,
    pub(crate) origin: Origin,
    /// The browser session's tag: the one that the caller gave last, or one of this connection's own.
    session: AtomicU64,
    /// How much the connection may do in a time, shared by all whom its client has been on it.
    pub(crate) own: Arc<Own>,
    socket: Socket,
    /// The caller's place in a call, while in one. Whoever ends the call clears it, on both sides.
    link: Mutex<Option<Link>>,
    /// Under which name the relay knows this connection.
    pub(crate) relay_user: RelayUser,
    /// The offer to hand to whoever comes, while waiting.
    offer: Mutex<Option<KeptOffer>>,
    /// The caller's address is to be hidden from partners that it will meet.
    hides: AtomicBool,
    /// The caller refuses the relay.
    direct_only: AtomicBool,
    /// In the present call, or the last one, addresses are hidden. Set before the caller learns of the call, so
    /// before it can say anything in it.
    relayed: AtomicBool,
    /// The caller has said nothing to its partner yet, since the present call, or the last one, began.
    silent: AtomicBool,
    puzzle: Mutex<Puzzle>,
    metrics: Arc<Metrics>,
}

/// One direction of a call: the caller's frames go to `partner`.
struct Link {
    /// The call id as it stands in frames, so that routing compares bytes and decodes nothing.
    call: String,
    seat: Claim,
    /// None while the partner is away.
    partner: Option<Socket>,
    /// It was told how the call connected.
    told: bool,
}

/// Why a frame went to nobody.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    /// The frame belongs to a call that this caller is not, or no longer, in. Usual while a call ends.
    #[error("not in that call")]
    NotInCall,
    /// The partner's connection broke; the sender has been told, and is told when it is back.
    #[error("the partner is away")]
    Away,
    /// The partner takes nothing more; its connection is closing.
    #[error(transparent)]
    Partner(#[from] SendError),
}

impl Caller {
    pub(crate) fn new(origin: Origin, own: Arc<Own>, socket: Socket, metrics: Arc<Metrics>) -> Self {
        Self {
            id: AtomicU64::default(),
            origin,
            session: AtomicU64::new(u64::from_ne_bytes(random::bytes())),
            own,
            socket,
            link: Mutex::new(None),
            relay_user: RelayUser::random(),
            offer: Mutex::new(None),
            hides: AtomicBool::new(false),
            direct_only: AtomicBool::new(false),
            relayed: AtomicBool::new(false),
            silent: AtomicBool::new(false),
            puzzle: Mutex::default(),
            metrics,
        }
    }

    /// Under which name the lobby knows the caller. For the lobby's owner, from [`rename`](Self::rename) on.
    pub(crate) fn id(&self) -> CallerId {
        CallerId(self.id.load(Relaxed))
    }

    /// Takes a name, its first or a former one. For the lobby's owner, who alone goes by names.
    pub(crate) fn rename(&self, id: CallerId) {
        self.id.store(id.0, Relaxed);
    }

    /// Tells the caller something. A connection that takes no more is closed by the transport, and its end
    /// reaches the lobby on its own; there is nothing left to do about it here.
    pub(crate) fn tell<E: Event + Serialize>(&self, event: &E) {
        let _closing = self.socket.emit(E::NAME, event);
    }

    /// Acknowledges a request, if the caller asked for that.
    pub(crate) fn acknowledge<T: Serialize>(&self, ack: Option<AckId>, reply: &T) {
        if let Some(ack) = ack {
            let _closing = self.socket.ack(ack, reply);
        }
    }

    /// Answers a `join` or `next`. Where no acknowledgement was asked for, a refusal comes as `failed`.
    pub(crate) fn answer(&self, ack: Option<AckId>, reply: JoinReply) {
        if let JoinReply::Refused { error, .. } = &reply {
            self.metrics.refused(error.code);
        }
        match (ack, reply) {
            (None, JoinReply::Refused { error, .. }) => self.tell(&error),
            (ack, reply) => self.acknowledge(ack, &reply),
        }
    }

    /// Answers a `report`, as [`answer`](Self::answer) does the others.
    pub(crate) fn answer_report(&self, ack: Option<AckId>, reply: ReportReply) {
        match (ack, reply) {
            (None, ReportReply::Refused { error, .. }) => self.tell(&error),
            (ack, reply) => self.acknowledge(ack, &reply),
        }
    }

    /// The browser session.
    pub(crate) fn session(&self) -> Tag {
        Tag(self.session.load(Relaxed))
    }

    /// The caller says which session it is.
    pub(crate) fn name_session(&self, session: Tag) {
        self.session.store(session.0, Relaxed);
    }

    /// Says why, and ends the connection.
    pub(crate) fn show_the_door(&self, notice: &Banned) {
        self.tell(notice);
        self.let_go();
    }

    /// Ends the connection from the server's side.
    pub(crate) fn let_go(&self) {
        self.socket.close();
    }

    /// A puzzle for the caller to solve.
    pub(crate) fn set_puzzle(&self) -> Challenge {
        self.puzzle.lock().set(SystemTime::now())
    }

    /// Looks at what the caller shows as the solution of its last puzzle.
    pub(crate) fn check_proof(&self, proof: Proof) -> Result<(), BadProof> {
        self.puzzle.lock().check(proof)
    }

    /// Hands a frame of `call` to the partner, after all that went before it. Gives the partner's socket back if it
    /// has a lot to write: the next frame should wait for it.
    pub(crate) fn relay(&self, call: &str, frame: Relay) -> Result<Option<Socket>, RelayError> {
        match &*self.link.lock() {
            Some(Link { call: current, partner: Some(partner), .. }) if current == call => {
                self.silent.store(false, Relaxed);
                let bytes = frame.len();
                partner.relay(frame)?;
                self.metrics.relayed(bytes);
                Ok(partner.is_congested().then(|| partner.clone()))
            }
            Some(link) if link.call == call => Err(RelayError::Away),
            _ => Err(RelayError::NotInCall),
        }
    }

    /// Tells the partner something in the caller's name, as [`relay`](Self::relay) does with a frame.
    pub(crate) fn pass<E: Event + Serialize>(&self, call: &str, event: &E) -> Result<(), RelayError> {
        match &*self.link.lock() {
            Some(Link { call: current, partner: Some(partner), .. }) if current == call => {
                self.silent.store(false, Relaxed);
                Ok(partner.emit(E::NAME, event)?)
            }
            Some(link) if link.call == call => Err(RelayError::Away),
            _ => Err(RelayError::NotInCall),
        }
    }

    /// Notes whether the caller's address is to be hidden, or the relay never to be used. Not in a call: what holds there
    /// was said before it. For the lobby's owner, who alone makes calls.
    pub(crate) fn choose_ways(&self, hides: bool, direct_only: bool) {
        if self.link.lock().is_none() {
            self.hides.store(hides, Relaxed);
            self.direct_only.store(direct_only, Relaxed);
        }
    }

    /// Whether the caller's address is to be hidden.
    pub(crate) fn hides(&self) -> bool {
        self.hides.load(Relaxed)
    }

    /// Whether what the caller signals must name no address.
    pub(crate) fn is_relayed(&self) -> bool {
        self.relayed.load(Relaxed)
    }

    /// A call begins, in which the caller has or hasn't said anything: an offer that it left for whoever comes is something.
    pub(crate) fn begin_silent(&self, silent: bool) {
        self.silent.store(silent, Relaxed);
    }

    /// Whether the caller has said nothing to its partner since the call began. What is said to one who is away doesn't
    /// count.
    pub(crate) fn is_silent(&self) -> bool {
        self.silent.load(Relaxed)
    }

    /// The call that the caller is in.
    pub(crate) fn call(&self) -> Option<CallId> {
        Some(self.link.lock().as_ref()?.seat.call)
    }

    /// Whether the caller is in another call than this claim is for, or on its other side.
    pub(crate) fn is_elsewhere(&self, claim: Claim) -> bool {
        let link = self.link.lock();
        link.as_ref().is_some_and(|link| (link.seat.call, link.seat.role) != (claim.call, claim.role))
    }

    /// Cuts the way to the partner. When this returns no frame of the call is on its way from this side.
    pub(crate) fn unlink(&self) {
        *self.link.lock() = None;
    }

    /// The partner is away. When this returns no frame is on its way to its old connection.
    pub(crate) fn miss_partner(&self) {
        if let Some(link) = &mut *self.link.lock() {
            link.partner = None;
        }
    }

    /// What the caller may show to come back to `call`, newer than what it had before; none if it isn't in that
    /// call.
    pub(crate) fn renew(&self, call: &str) -> Option<Claim> {
        let mut link = self.link.lock();
        let seat = &mut link.as_mut().filter(|link| link.call == call)?.seat;
        seat.serial += 1;
        Some(*seat)
    }

    /// Whether what the caller says of how `call` connected is to be counted: of each call, what the newcomer says first.
    pub(crate) fn tells_of(&self, call: &str) -> bool {
        let mut link = self.link.lock();
        let Some(link) = link.as_mut().filter(|link| link.call == call) else { return false };
        link.seat.role == Role::Newcomer && !std::mem::replace(&mut link.told, true)
    }

    /// Keeps an offer for whoever comes, in place of an older one. Not in a call: there is nobody left to come.
    pub(crate) fn keep_offer(&self, offer: Option<KeptOffer>) {
        let link = self.link.lock();
        if link.is_none() {
            *self.offer.lock() = offer;
        }
    }

    /// Keeps the offer that came with a request for a partner, unless a newer one came behind it. For the lobby's
    /// owner, who alone knows whether there is a search to keep it for.
    pub(crate) fn bring_offer(&self, offer: KeptOffer) {
        self.offer.lock().get_or_insert(offer);
    }

    /// The offer that was kept; it is gone with this.
    pub(crate) fn take_offer(&self) -> Option<Offer> {
        self.offer.lock().take().map(KeptOffer::into_offer)
    }
}

/// Links the two of a new call both ways and runs `announce` in between: what it tells the two reaches them before
/// any frame of the other's, since both links are held shut until both have been told.
pub(crate) fn link(
    call: CallId,
    waiter: &Caller,
    newcomer: &Caller,
    announce: impl FnOnce(&str, Claim, Claim),
) {
    let hiding = Hiding { own: waiter.hides(), partner: newcomer.hides() };
    let direct_only = waiter.direct_only.load(Relaxed) || newcomer.direct_only.load(Relaxed);
    waiter.relayed.store(hiding.of_either(), Relaxed);
    newcomer.relayed.store(hiding.of_either(), Relaxed);
    // One task makes all links, so the order of the two locks can't matter; a relaying caller holds only its own.
    let (mut first, mut second) = (waiter.link.lock(), newcomer.link.lock());
    let name = call.to_string();
    let seats = [(Role::Waiter, hiding), (Role::Newcomer, hiding.mirrored())];
    let [waiters, newcomers] =
        seats.map(|(role, hiding)| Claim { call, role, serial: 1, hiding, direct_only });
    announce(&name, waiters, newcomers);
    let partner = Some(newcomer.socket.clone());
    *first = Some(Link { call: name.clone(), seat: waiters, partner, told: false });
    let partner = Some(waiter.socket.clone());
    *second = Some(Link { call: name, seat: newcomers, partner, told: false });
}

/// Puts a caller back in its seat and, if the partner is there, links the two as [`link`] does.
pub(crate) fn relink(seat: Claim, back: &Caller, partner: Option<&Caller>, announce: impl FnOnce(&str)) {
    back.hides.store(seat.hiding.own, Relaxed);
    back.direct_only.store(seat.direct_only && !seat.hiding.own, Relaxed);
    back.relayed.store(seat.hiding.of_either(), Relaxed);
    let mut own = back.link.lock();
    let mut theirs = partner.map(|partner| partner.link.lock());
    let call = seat.call.to_string();
    announce(&call);
    let partner_socket = partner.map(|partner| partner.socket.clone());
    *own = Some(Link { call, seat, partner: partner_socket, told: true });
    if let Some(Some(theirs)) = theirs.as_deref_mut() {
        theirs.partner = Some(back.socket.clone());
    }
}
