//! The way to the lobby's owner.

use std::sync::Arc;

use calln_core::attendance::Claim;
use calln_core::moderation::{Digest, Held, Subject};
use calln_core::{CallId, Profile, Tag};
use calln_transport::AckId;
use calln_wire::safety::{Banned, Reason};
use tokio::sync::{mpsc, oneshot};

use crate::caller::Caller;
use crate::limits::KeptOffer;

/// What the owner is told.
pub(super) enum Command {
    /// A caller has connected.
    Connected(Arc<Caller>),
    /// A caller has left: said goodbye, or was shown the door.
    Left(Arc<Caller>),
    /// A caller's connection broke.
    Lost(Arc<Caller>),
    /// A connected caller asks for something; `ack` names the acknowledgement that it awaits.
    Asked { caller: Arc<Caller>, request: Request, ack: Option<AckId> },
    /// The server is about to stop.
    Drain,
    /// A ban has fallen on a host or block.
    Banned { subject: Digest, notice: Banned },
    /// The bans have changed, nobody knows which.
    LookAtBansAgain,
    /// Somebody wants to know what is remembered of them, and perhaps have forgotten what may be.
    Held { subject: Subject, forget_calls: bool, answer: oneshot::Sender<Held> },
    /// Somebody wants to know whether the owner still turns.
    Probe(oneshot::Sender<()>),
}

/// What a caller can ask of the lobby.
pub(crate) enum Request {
    /// A partner, who is not to learn the caller's address if it is to `hide`, and is not reached through the relay where
    /// the caller is `direct_only`. `proved`: with a proof of work.
    Join {
        profile: Profile,
        hide: bool,
        direct_only: bool,
        op: Option<Tag>,
        proved: bool,
        offer: Option<KeptOffer>,
    },
    /// Another partner.
    Next { call: Option<CallId>, op: Option<Tag>, offer: Option<KeptOffer> },
    /// To stop looking.
    Leave,
    /// To end a call.
    HangUp { call: CallId },
    /// To have it known what the partner did, and never to meet again.
    Report { call: CallId, reason: Reason, end: bool },
    /// Never to meet the partner again.
    Block { call: CallId },
    /// To take its seat in a call again.
    Resume { claim: Claim, op: Option<Tag> },
}

/// The lobby's owner has stopped: the server is going down.
#[derive(Debug, thiserror::Error)]
#[error("the lobby has stopped")]
pub(crate) struct LobbyGone;

/// A way to the lobby's owner; cheap to clone.
#[derive(Clone)]
pub(crate) struct LobbyHandle(pub(super) mpsc::UnboundedSender<Command>);

impl LobbyHandle {
    /// Registers a caller. Must come before anything that it asks.
    pub(crate) fn connected(&self, caller: Arc<Caller>) {
        self.tell(Command::Connected(caller));
    }

    /// Ends all that a caller takes part in, and forgets it.
    pub(crate) fn left(&self, caller: Arc<Caller>) {
        self.tell(Command::Left(caller));
    }

    /// A caller's connection broke: its call waits for it, anything else ends.
    pub(crate) fn lost(&self, caller: Arc<Caller>) {
        self.tell(Command::Lost(caller));
    }

    /// Passes a caller's request on. The caller has been counted in with [`Own::begin_request`](crate::limits::Own::begin_request).
    pub(crate) fn ask(&self, caller: Arc<Caller>, request: Request, ack: Option<AckId>) {
        self.tell(Command::Asked { caller, request, ack });
    }

    /// Begins nothing new from now on, and tells all callers to come back to the next server.
    pub(crate) fn drain(&self) {
        self.tell(Command::Drain);
    }

    /// Returns once the owner has come round to answering.
    pub(crate) async fn probe(&self) -> Result<(), LobbyGone> {
        let (answer, answered) = oneshot::channel();
        self.tell(Command::Probe(answer));
        answered.await.map_err(|_| LobbyGone)
    }

    /// What is remembered of a subject. First forgets its calls if asked to, where that harms nobody.
    pub(crate) async fn held(&self, subject: Subject, forget_calls: bool) -> Result<Held, LobbyGone> {
        let (answer, answered) = oneshot::channel();
        self.tell(Command::Held { subject, forget_calls, answer });
        answered.await.map_err(|_| LobbyGone)
    }

    /// A way to the owner that doesn't keep it.
    pub(crate) fn downgrade(&self) -> WeakLobby {
        WeakLobby(self.0.downgrade())
    }

    /// The owner goes only when the whole server does, and takes its callers with it: what can't be told to
    /// it any more is of no use to anybody.
    fn tell(&self, command: Command) {
        let _stopping = self.0.send(command);
    }
}

/// A way to the lobby's owner for one that the owner itself waits for or feeds. Where the owner is gone, so are all whom
/// this would be about.
pub(crate) struct WeakLobby(mpsc::WeakUnboundedSender<Command>);

impl WeakLobby {
    /// Whoever is connected and has this host or block is told, and let go.
    pub(crate) fn banned(&self, subject: Digest, notice: Banned) {
        self.tell(Command::Banned { subject, notice });
    }

    /// Whoever is connected and banned is told, and let go.
    pub(crate) fn look_at_bans_again(&self) {
        self.tell(Command::LookAtBansAgain);
    }

    fn tell(&self, command: Command) {
        if let Some(lobby) = self.0.upgrade() {
            let _stopping = lobby.send(command);
        }
    }
}
