//! The way to the lobby's owner.

use std::sync::Arc;

use calln_core::calls::ResumeClaim;
use calln_core::moderation::{Digest, Held, Reason, Subject};
use calln_core::{CallId, Profile, Tag};
use calln_transport::AckId;
use calln_wire::safety::Banned;
use tokio::sync::{mpsc, oneshot};

use crate::connection::Connection;
use crate::limits::KeptOffer;

/// What the owner is told.
pub(super) enum Command {
    /// A caller has connected.
    Connected(Arc<Connection>),
    /// A caller has left: said goodbye, or was closed for good.
    Left(Arc<Connection>),
    /// A caller's connection broke.
    Lost(Arc<Connection>),
    /// A connected caller asks for something; `ack` names the acknowledgement that it awaits.
    Asked { connection: Arc<Connection>, request: Request, ack: Option<AckId> },
    /// A caller has said something to its partner, for the first time over this link.
    Spoke { connection: Arc<Connection>, call: CallId },
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
    /// A partner. `proved`: with a proof of work.
    Join { profile: Profile, op: Option<Tag>, proved: bool, offer: Option<KeptOffer> },
    /// Another partner.
    Next { call: Option<CallId>, op: Option<Tag>, offer: Option<KeptOffer> },
    /// To hand an offer to whoever comes, or none any more.
    Offer(Option<KeptOffer>),
    /// To stop looking.
    Leave,
    /// To end a call.
    HangUp { call: CallId },
    /// To have it known what the partner did, and never to meet again.
    Report { call: CallId, reason: Reason, end: bool },
    /// Never to meet the partner again.
    Block { call: CallId },
    /// To talk to the partner of a call that has ended once more.
    Again { call: CallId },
    /// To come back to its call.
    Resume { claim: ResumeClaim, op: Option<Tag> },
}

/// The lobby's owner has stopped: the server is going down.
#[derive(Debug, thiserror::Error)]
#[error("the lobby has stopped")]
pub(crate) struct LobbyGone;

/// A way to the lobby's owner; cheap to clone.
#[derive(Clone)]
pub(crate) struct LobbyHandle(pub(super) mpsc::UnboundedSender<Command>);

impl LobbyHandle {
    /// A handle to nobody: the lobby behind it doesn't answer as long as what comes with the handle is kept, and has
    /// stopped from then on.
    #[cfg(test)]
    pub(crate) fn unattended() -> (Self, impl Sized) {
        let (commands, inbox) = mpsc::unbounded_channel();
        (Self(commands), inbox)
    }

    /// Registers a caller. Must come before anything that it asks.
    pub(crate) fn connected(&self, connection: Arc<Connection>) {
        self.tell(Command::Connected(connection));
    }

    /// Ends all that a caller takes part in, and forgets it.
    pub(crate) fn left(&self, connection: Arc<Connection>) {
        self.tell(Command::Left(connection));
    }

    /// A caller's connection broke: its call waits for it, anything else ends.
    pub(crate) fn lost(&self, connection: Arc<Connection>) {
        self.tell(Command::Lost(connection));
    }

    /// Passes a caller's request on. The connection has counted it in with [`Own::begin_request`](crate::limits::Own::begin_request).
    pub(crate) fn ask(&self, connection: Arc<Connection>, request: Request, ack: Option<AckId>) {
        self.tell(Command::Asked { connection, request, ack });
    }

    /// A caller has said something to its partner. To be said once for each link.
    pub(crate) fn spoke(&self, connection: Arc<Connection>, call: CallId) {
        self.tell(Command::Spoke { connection, call });
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

/// A weak handle to the lobby task, for tasks that the lobby task itself waits for or feeds. Where the lobby task is gone,
/// so are all whom this would be about.
pub(crate) struct WeakLobby(mpsc::WeakUnboundedSender<Command>);

impl WeakLobby {
    /// Whoever is connected and has this host or block is told, and closed.
    pub(crate) fn banned(&self, subject: Digest, notice: Banned) {
        self.tell(Command::Banned { subject, notice });
    }

    /// Whoever is connected and banned is told, and closed.
    pub(crate) fn look_at_bans_again(&self) {
        self.tell(Command::LookAtBansAgain);
    }

    fn tell(&self, command: Command) {
        if let Some(lobby) = self.0.upgrade() {
            let _stopping = lobby.send(command);
        }
    }
}
