//! The lobby task's records of callers. One task owns them, so they need neither locks nor atomics.

use std::collections::HashMap;
use std::sync::Arc;

use calln_core::{CallerId, Country};

use crate::connection::{Connection, ConnectionId};
use crate::limits::KeptOffer;

/// One caller, connected or away from a call.
pub(super) struct Caller {
    /// The one that it is on, or, while it is away, was on last.
    pub(super) connection: Arc<Connection>,
    /// The offer to hand to whoever comes, while waiting.
    pub(super) offer: Option<KeptOffer>,
    /// The country that its partners are told.
    pub(super) country: Option<Country>,
}

/// Every caller.
#[derive(Default)]
pub(super) struct Callers {
    callers: HashMap<CallerId, Caller>,
    /// Whose each connection is.
    connections: HashMap<ConnectionId, CallerId>,
}

impl Callers {
    pub(super) fn add(&mut self, id: CallerId, connection: Arc<Connection>) {
        self.connections.insert(connection.id, id);
        self.callers.insert(id, Caller { connection, offer: None, country: None });
    }

    /// Whose a connection is. Nobody's if the caller came back on another before the end of this one was noticed, or has
    /// been forgotten.
    pub(super) fn of(&self, connection: &Connection) -> Option<CallerId> {
        self.connections.get(&connection.id).copied()
    }

    pub(super) fn get(&self, id: CallerId) -> Option<&Caller> {
        self.callers.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: CallerId) -> Option<&mut Caller> {
        self.callers.get_mut(&id)
    }

    pub(super) fn connection(&self, id: CallerId) -> Option<&Arc<Connection>> {
        Some(&self.get(id)?.connection)
    }

    /// A caller is on another caller's connection from now on, who is nobody any more; its own offer goes, since it is in a
    /// call. Gives the record of that other and the connection that was left, to be closed.
    pub(super) fn take_over(&mut self, id: CallerId, other: CallerId) -> Option<(Caller, Arc<Connection>)> {
        let other = self.callers.remove(&other)?;
        let caller = self.callers.get_mut(&id)?;
        let left = std::mem::replace(&mut caller.connection, Arc::clone(&other.connection));
        self.connections.remove(&left.id);
        self.connections.insert(other.connection.id, id);
        Some((other, left))
    }

    pub(super) fn remove(&mut self, id: CallerId) -> Option<Caller> {
        let caller = self.callers.remove(&id)?;
        self.connections.remove(&caller.connection.id);
        Some(caller)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.callers.values().map(|caller| &caller.connection)
    }
}
