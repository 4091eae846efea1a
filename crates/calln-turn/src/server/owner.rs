//! The task that owns the relay.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::sleep_until;

use super::connection::{Connection, Received};
use super::outbox::{Outbox, outbox};
use super::{Change, Command};
use crate::places::{Crowd, Places};
use crate::relay::{Now, Relay, Stats};
use crate::settings::Limits;
use crate::{Client, MAX_PACKET_BYTES};

/// Packets taken from UDP before anything else has a turn.
const UDP_BATCH: usize = 64;
/// Messages of all connections that may wait for the owner; each is at most [`MAX_PACKET_BYTES`] long.
const MAX_RECEIVED: usize = 64;
/// Pause after the system refuses to receive or to accept, so that a lasting fault doesn't take a whole core.
const PAUSE: Duration = Duration::from_millis(50);

/// How often it is looked whether the relay's rate is spent, while it was when it was looked last.
const SPENT_AGAIN: Duration = Duration::from_secs(1);

/// Sockets, relay and connections.
pub(super) struct Owner {
    udp: UdpSocket,
    listener: TcpListener,
    relay: Relay,
    limits: Limits,
    connections: HashMap<u64, Open>,
    /// Which connection a task carries. Tasks end with this set.
    tasks: JoinSet<()>,
    task_connections: HashMap<Id, u64>,
    places: Places,
    next_connection: u64,
    received: mpsc::Sender<Received>,
    unsent_packets: u64,
    changes: mpsc::UnboundedReceiver<Change>,
    /// Told to others: the relay's rate is spent.
    spent: Arc<AtomicBool>,
    spent_again: Option<Instant>,
    receive_again: Option<Instant>,
    accept_again: Option<Instant>,
}

/// The owner's side of a connection.
struct Open {
    client: Client,
    outbox: Outbox,
    has_allocation: Arc<AtomicBool>,
    task: AbortHandle,
}

impl Owner {
    /// The owner, and what its connections will receive.
    pub(super) fn new(
        udp: UdpSocket,
        listener: TcpListener,
        relay: Relay,
        limits: Limits,
        changes: mpsc::UnboundedReceiver<Change>,
        spent: Arc<AtomicBool>,
    ) -> (Self, mpsc::Receiver<Received>) {
        let (sender, received) = mpsc::channel(MAX_RECEIVED);
        let owner = Self {
            udp,
            listener,
            relay,
            limits,
            connections: HashMap::new(),
            tasks: JoinSet::new(),
            task_connections: HashMap::new(),
            places: Places::new(limits.connections, limits.connections_per_network),
            next_connection: 0,
            received: sender,
            unsent_packets: 0,
            changes,
            spent,
            spent_again: None,
            receive_again: None,
            accept_again: None,
        };
        (owner, received)
    }

    pub(super) async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        mut received: mpsc::Receiver<Received>,
        shutdown: impl Future<Output = ()>,
    ) {
        let mut packet = vec![0; MAX_PACKET_BYTES + 1];
        let mut shutdown = std::pin::pin!(shutdown);
        let mut alarm = std::pin::pin!(sleep_until(tokio::time::Instant::now()));
        let mut alarm_at = None;
        loop {
            let next_alarm = [self.relay.deadline(), self.receive_again, self.accept_again, self.spent_again];
            let next_alarm = next_alarm.into_iter().flatten().min();
            if next_alarm != alarm_at {
                alarm_at = next_alarm;
                if let Some(at) = alarm_at {
                    alarm.as_mut().reset(at.into());
                }
            }
            tokio::select! {
                () = &mut shutdown => break,
                _ = self.udp.readable(), if self.receive_again.is_none() => self.receive(&mut packet),
                Some(Received { client, message }) = received.recv() => self.received(client, &message),
                accepted = self.listener.accept(), if self.accept_again.is_none() => self.accepted(accepted),
                Some(ended) = self.tasks.join_next_with_id() => {
                    self.ended(ended.map_or_else(|error| error.id(), |(id, ())| id));
                }
                Some(change) = self.changes.recv() => self.change(change),
                Some(command) = commands.recv() => self.command(command),
                () = &mut alarm, if alarm_at.is_some() => {
                    alarm_at = None;
                    self.wake(Instant::now());
                }
            }
        }
        self.tasks.shutdown().await;
    }

    fn receive(&mut self, packet: &mut [u8]) {
        for _ in 0..UDP_BATCH {
            match self.udp.try_recv_from(packet) {
                Ok((length, from)) => {
                    // Before each: who was admitted just now may have sent it.
                    self.change_all();
                    self.handle(Client::Udp(from), &packet[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => {
                    tracing::warn!(kind = %error.kind(), "can't receive over UDP; will try again");
                    self.receive_again = Some(Instant::now() + PAUSE);
                    return;
                }
            }
        }
    }

    fn received(&mut self, client: Client, message: &[u8]) {
        self.change_all();
        // Nothing is done any more for a client whose connection has ended meanwhile: its allocation would
        // have nobody to end it.
        if self.open_of(client).is_some() {
            self.handle(client, message);
        }
        if let Some(open) = self.open_of(client) {
            open.note(&self.relay);
        }
    }

    /// Gives the relay a packet and sends what comes of it.
    fn handle(&mut self, from: Client, packet: &[u8]) {
        let now = now();
        if self.relay.deadline().is_some_and(|deadline| deadline <= now.instant) {
            self.expire(now.instant);
        }
        if let Some(out) = self.relay.handle(now, from, packet) {
            let is_sent = match out.to {
                Client::Udp(to) => self.udp.try_send_to(out.bytes, to).is_ok(),
                Client::Stream { connection, .. } => {
                    self.connections.get(&connection).is_some_and(|open| open.send(out.bytes))
                }
            };
            self.unsent_packets += u64::from(!is_sent);
        }
        self.note_freed();
        if self.spent_again.is_none() && self.relay.is_spent(now.instant) {
            self.spent.store(true, Ordering::Relaxed);
            self.spent_again = Some(now.instant + SPENT_AGAIN);
        }
    }

    /// Makes the changes that were asked for before the packets at hand came.
    fn change_all(&mut self) {
        while let Ok(change) = self.changes.try_recv() {
            self.change(change);
        }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Admit(user) => self.relay.admit(&user),
            Change::Join { user, party } => self.relay.join(&user, &party),
            Change::Dissolve(party) => {
                self.relay.dissolve(&party);
            }
            Change::Leave(user) => {
                self.relay.leave(&user);
            }
        }
        self.note_freed();
    }

    /// Tells connections that their client has no allocation any more.
    fn note_freed(&mut self) {
        for client in self.relay.take_freed() {
            if let Some(open) = self.open_of(client) {
                open.note(&self.relay);
            }
        }
    }

    fn open_of(&self, client: Client) -> Option<&Open> {
        match client {
            Client::Stream { connection, .. } => self.connections.get(&connection),
            Client::Udp(_) => None,
        }
    }

    fn accepted(&mut self, accepted: io::Result<(tokio::net::TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, address)) => {
                // Where it fails, packets are merely later.
                let _ = stream.set_nodelay(true);
                self.open(stream, address);
            }
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "can't accept over TCP; will try again");
                self.accept_again = Some(Instant::now() + PAUSE);
            }
        }
    }

    /// The connection of a crowd that gives way: one that carries nothing. Those without an allocation come first, since
    /// anybody can open one; then those of the network that has the most, so that no network can take the places of the
    /// others; then the oldest.
    fn gives_way(&self, crowd: Crowd) -> Option<u64> {
        let candidates = self.connections.iter().filter_map(|(connection, open)| {
            let ip = open.client.address().ip();
            let may_go = crowd.includes(ip) && self.relay.is_idle(open.client);
            let of_network = Reverse(self.places.of_network(ip));
            may_go.then(|| (self.relay.has_allocation(open.client), of_network, *connection))
        });
        candidates.min().map(|(_, _, connection)| connection)
    }

    /// Begins to serve a connection. Where its network or its provider has too many, one of those that carries nothing
    /// [gives way](Self::gives_way); where none does, this one is dropped.
    fn open(&mut self, stream: impl AsyncRead + AsyncWrite + Send + 'static, address: SocketAddr) {
        if let Some(crowd) = self.places.crowd(address.ip()) {
            let Some(connection) = self.gives_way(crowd) else { return };
            self.close(connection);
        }
        self.places.take(address.ip());
        self.next_connection += 1;
        let client = Client::Stream { address, connection: self.next_connection };
        let has_allocation = Arc::new(AtomicBool::new(false));
        let (outbox, outgoing) = outbox(self.limits.connection_queue_bytes);
        let connection = Connection {
            client,
            has_allocation: Arc::clone(&has_allocation),
            setup: self.limits.connection_setup,
            received: self.received.clone(),
            outgoing,
        };
        let task = self.tasks.spawn(connection.run(stream));
        self.task_connections.insert(task.id(), self.next_connection);
        self.connections.insert(self.next_connection, Open { client, outbox, has_allocation, task });
    }

    fn ended(&mut self, task: Id) {
        if let Some(connection) = self.task_connections.remove(&task) {
            self.close(connection);
        }
    }

    /// Ends a connection, and what its client has; nothing where it has ended already.
    fn close(&mut self, connection: u64) {
        let Some(open) = self.connections.remove(&connection) else { return };
        open.task.abort();
        self.relay.closed(open.client);
        self.places.give_back(open.client.address().ip());
    }

    fn command(&mut self, command: Command) {
        self.change_all();
        // Whoever asked may have stopped waiting for the answer.
        match command {
            Command::Stats(reply) => {
                let stats = Stats { unsent_packets: self.unsent_packets, ..self.relay.stats() };
                let _ = reply.send(stats);
            }
            Command::Serve { stream, address } => self.open(stream, address),
        }
    }

    fn wake(&mut self, now: Instant) {
        self.expire(now);
        self.receive_again.take_if(|at| *at <= now);
        self.accept_again.take_if(|at| *at <= now);
        if self.spent_again.take_if(|at| *at <= now).is_some() {
            let is_spent = self.relay.is_spent(now);
            self.spent.store(is_spent, Ordering::Relaxed);
            self.spent_again = is_spent.then(|| now + SPENT_AGAIN);
        }
    }

    fn expire(&mut self, now: Instant) {
        self.relay.expire(now);
        self.note_freed();
    }
}

impl Open {
    /// Queues bytes; a client that doesn't keep up is cut off, since its stream would have a hole.
    fn send(&self, bytes: &[u8]) -> bool {
        let is_queued = self.outbox.push(bytes).is_ok();
        if !is_queued {
            self.task.abort();
        }
        is_queued
    }

    /// Tells the connection whether its client has an allocation.
    fn note(&self, relay: &Relay) {
        self.has_allocation.store(relay.has_allocation(self.client), Ordering::Relaxed);
    }
}

fn now() -> Now {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Now { instant: Instant::now(), unix }
}
