//! One caller's connection: its socket, its limits, what is known of its origin, and its link to the partner's outbox.
//!
//! Who the caller is to the lobby isn't known here: that is the lobby task's own business. The caller's address isn't here
//! either. It was looked at once, when the connection was accepted; what stays is the country and a keyed hash that says
//! "same network".

mod link;
mod origin;

use std::sync::Arc;
use std::time::SystemTime;

use calln_transport::{AckId, Socket};
use calln_wire::Event;
use calln_wire::proof::{Challenge, Proof};
use calln_wire::safety::Banned;
use calln_wire::server::Reply;
pub(crate) use link::{link, relink};
pub(crate) use origin::Origin;
use parking_lot::Mutex;
use serde::Serialize;

use self::link::Link;
use crate::limits::Own;
use crate::metrics::Metrics;
use crate::puzzle::{BadProof, Puzzle};
use crate::turn::RelayUser;

/// Tells connections apart. None comes twice while the server runs.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ConnectionId(pub(crate) u64);

/// A caller's connection.
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) origin: Origin,
    /// How much the connection may do in a time, shared by all whom its client has been on it.
    pub(crate) own: Arc<Own>,
    socket: Socket,
    /// The way to the partner, while in a call. Whoever ends the call clears it, on both sides.
    link: Mutex<Option<Link>>,
    /// Under which name the relay knows this connection.
    pub(crate) relay_user: RelayUser,
    puzzle: Mutex<Puzzle>,
    metrics: Arc<Metrics>,
}

impl Connection {
    pub(crate) fn new(
        id: ConnectionId,
        origin: Origin,
        own: Arc<Own>,
        socket: Socket,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            id,
            origin,
            own,
            socket,
            link: Mutex::new(None),
            relay_user: RelayUser::random(),
            puzzle: Mutex::default(),
            metrics,
        }
    }

    /// Tells the caller something. A connection that takes no more is closed by the transport, and its end
    /// reaches the lobby on its own; there is nothing left to do about it here.
    pub(crate) fn tell<E: Event + Serialize>(&self, event: &E) {
        let _closing = self.socket.emit(E::NAME, event);
    }

    /// Answers a request, and counts a refusal. Where no acknowledgement was asked for, a refusal comes as `failed`.
    pub(crate) fn answer<T: Reply + Serialize>(&self, ack: Option<AckId>, reply: &T) {
        if let Some(error) = reply.refusal() {
            self.metrics.refused(error.code);
            if ack.is_none() {
                self.tell(error);
            }
        }
        if let Some(ack) = ack {
            let _closing = self.socket.ack(ack, reply);
        }
    }

    /// Ends the connection of a caller who is banned, and says why.
    pub(crate) fn close_banned(&self, notice: &Banned) {
        self.tell(notice);
        self.close();
    }

    /// Ends the connection from the server's side.
    pub(crate) fn close(&self) {
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
}
