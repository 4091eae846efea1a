//! One direction of a call: from a caller's connection into its partner's outbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use calln_core::calls::{ResumeClaim, Role};
use calln_transport::{Relay, SendError, Socket};
use calln_wire::Event;
use serde::Serialize;

use super::Connection;

/// A caller's way to its partner.
pub(super) struct Link {
    /// The call id as it stands in frames, so that routing compares bytes and decodes nothing.
    call: String,
    /// What the caller may show to come back, as it was handed out last.
    claim: ResumeClaim,
    /// None while the partner is away.
    partner: Option<Socket>,
    /// The caller has said something to its partner over this link.
    spoken: bool,
    /// It was told how the call connected, by either side.
    told: Arc<AtomicBool>,
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
    /// The call hides addresses, and the frame was read before it was known to.
    #[error("the frame may name an address in a call that hides them")]
    NamesAddresses,
    /// The partner takes nothing more; its connection is closing.
    #[error(transparent)]
    Partner(#[from] SendError),
}

impl Link {
    fn new(call: String, claim: ResumeClaim, partner: Option<&Connection>, told: Arc<AtomicBool>) -> Self {
        let partner = partner.map(|partner| partner.socket.clone());
        Self { call, claim, partner, spoken: false, told }
    }
}

impl Connection {
    /// Hands a frame of `call` to the partner, after all that went before it. Gives the partner's socket back if it
    /// has a lot to write: the next frame should wait for it. Before the first frame over a link reaches the partner,
    /// `first_words` is run. `names_addresses`: the frame may, and goes nowhere where they are hidden.
    pub(crate) fn relay(
        &self,
        call: &str,
        frame: Relay,
        names_addresses: bool,
        first_words: impl FnOnce(),
    ) -> Result<Option<Socket>, RelayError> {
        self.through(call, names_addresses, first_words, |partner| {
            let bytes = frame.len();
            partner.relay(frame)?;
            self.metrics.relayed(bytes);
            Ok(partner.is_congested().then(|| partner.clone()))
        })
    }

    /// Tells the partner something in the caller's name, as [`relay`](Self::relay) does with a frame. It names no address.
    pub(crate) fn pass<E: Event + Serialize>(
        &self,
        call: &str,
        event: &E,
        first_words: impl FnOnce(),
    ) -> Result<(), RelayError> {
        self.through(call, false, first_words, |partner| partner.emit(E::NAME, event))
    }

    fn through<T>(
        &self,
        call: &str,
        names_addresses: bool,
        first_words: impl FnOnce(),
        send: impl FnOnce(&Socket) -> Result<T, SendError>,
    ) -> Result<T, RelayError> {
        let mut link = self.link.lock();
        let link = link.as_mut().filter(|link| link.call == call).ok_or(RelayError::NotInCall)?;
        let partner = link.partner.as_ref().ok_or(RelayError::Away)?;
        if names_addresses && link.claim.hiding.of_either() {
            return Err(RelayError::NamesAddresses);
        }
        if !std::mem::replace(&mut link.spoken, true) {
            first_words();
        }
        Ok(send(partner)?)
    }

    /// Whether what the caller signals in its call must name no address.
    pub(crate) fn is_relayed(&self) -> bool {
        self.link.lock().as_ref().is_some_and(|link| link.claim.hiding.of_either())
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
    pub(crate) fn renew(&self, call: &str) -> Option<ResumeClaim> {
        let mut link = self.link.lock();
        let claim = &mut link.as_mut().filter(|link| link.call == call)?.claim;
        *claim = claim.successor();
        Some(*claim)
    }

    /// Whether what the caller says of how `call` connected is to be counted: of each call, the first way that the newcomer
    /// tells, or that either side found none.
    pub(crate) fn tells_of(&self, call: &str, found: bool) -> bool {
        let link = self.link.lock();
        let Some(link) = link.as_ref().filter(|link| link.call == call) else { return false };
        (link.claim.role == Role::Newcomer || !found) && !link.told.swap(true, Relaxed)
    }
}

/// Links the two of a new call both ways and runs `announce` in between: what it tells the two reaches them before
/// any frame of the other's, since both links are held shut until both have been told.
pub(crate) fn link(sides: [(&Connection, ResumeClaim); 2], announce: impl FnOnce(&str)) {
    let [(waiter, waiters), (newcomer, newcomers)] = sides;
    // One task makes all links, so the order of the two locks can't matter; a relaying caller holds only its own.
    let (mut first, mut second) = (waiter.link.lock(), newcomer.link.lock());
    let call = waiters.call.to_string();
    announce(&call);
    let told = Arc::default();
    *first = Some(Link::new(call.clone(), waiters, Some(newcomer), Arc::clone(&told)));
    *second = Some(Link::new(call, newcomers, Some(waiter), told));
}

/// Puts a caller back in its call and, if the partner is there, links the two as [`link`] does.
pub(crate) fn relink(
    claim: ResumeClaim,
    back: &Connection,
    partner: Option<&Connection>,
    announce: impl FnOnce(&str),
) {
    let mut own = back.link.lock();
    let mut theirs = partner.map(|partner| partner.link.lock());
    let call = claim.call.to_string();
    announce(&call);
    *own = Some(Link::new(call, claim, partner, Arc::new(AtomicBool::new(true))));
    if let Some(Some(theirs)) = theirs.as_deref_mut() {
        theirs.partner = Some(back.socket.clone());
    }
}
