//! The task that owns the lobby: commands in, effects out.

mod callers;
mod calls;
mod effects;
mod requests;

use std::sync::Arc;
use std::time::Instant;

use calln_core::engine::Standing;
use calln_core::moderation::{Digest, Target};
use calln_core::{Effect, Engine, Input, Tag};
use calln_transport::AckId;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use self::callers::Callers;
use super::handle::{Command, LobbyHandle};
use super::wire;
use crate::apart::ApartLog;
use crate::bans::Sentence;
use crate::connection::{Connection, Origin};
use crate::metrics::Meter;
use crate::moderation::{self, Notices};
use crate::random;
use crate::token::Sealer;
use crate::turn::Ice;

/// Most commands that are taken out of the inbox at once. So many records are fetched from memory in the time of a few;
/// more would push one another out of the cache again.
const AT_ONCE: usize = 32;

/// A ban that the policy has decided on and that is still to be made.
pub(crate) struct BanOrder {
    /// Whom to ban in the store.
    pub(crate) target: Target,
    /// Whom that means among those who are connected.
    pub(crate) subject: Digest,
    pub(crate) sentence: Sentence,
}

/// What the owner carries decisions out with.
pub(crate) struct Services {
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) meter: Meter,
    /// To the task that makes bans. Not bounded in itself: the policy bans a subject once in a while, and a subject that is
    /// banned not again.
    pub(crate) orders: UnboundedSender<BanOrder>,
    pub(crate) notices: Notices,
    pub(crate) ice: Arc<Ice>,
    pub(crate) apart: Arc<ApartLog>,
}

/// The way to `engine`, and the task that owns it until every handle is gone.
pub(crate) fn open(engine: Engine, services: Services) -> (LobbyHandle, impl Future<Output = ()> + Send) {
    let (commands, inbox) = mpsc::unbounded_channel();
    let Services { sealer, meter, orders, notices, ice, apart } = services;
    let callers = Callers::default();
    let owner = Owner { engine, callers, sealer, meter, orders, notices, ice, apart, effects: Vec::new() };
    (LobbyHandle(commands), run(owner, inbox))
}

async fn run(mut owner: Owner, mut inbox: UnboundedReceiver<Command>) {
    let mut commands = Vec::with_capacity(AT_ONCE);
    loop {
        let wake = owner.engine.next_wake();
        tokio::select! {
            received = inbox.recv_many(&mut commands, AT_ONCE) => match received {
                0 => return,
                _ => owner.obey_all(&mut commands),
            },
            () = until(wake) => owner.decide(Input::Wake, None),
        }
    }
}

/// Sleeps until `wake`; for ever where there is nothing to wake for.
async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

struct Owner {
    engine: Engine,
    callers: Callers,
    sealer: Arc<Sealer>,
    meter: Meter,
    orders: UnboundedSender<BanOrder>,
    notices: Notices,
    ice: Arc<Ice>,
    apart: Arc<ApartLog>,
    /// Emptied after each decision; kept to save the allocation.
    effects: Vec<Effect>,
}

impl Owner {
    fn obey_all(&mut self, commands: &mut Vec<Command>) {
        self.engine.foresee(commands.iter().filter_map(|command| match command {
            Command::Asked { connection, .. } | Command::Left(connection) | Command::Lost(connection) => {
                self.callers.of(connection)
            }
            _ => None,
        }));
        for command in commands.drain(..) {
            self.obey(command);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Connected(connection) => {
                if self.engine.is_draining() {
                    connection.tell(&wire::moving());
                }
                let own = Tag(u64::from_ne_bytes(random::bytes()));
                let caller = self.engine.connect(standing(&connection.origin), own);
                self.callers.add(caller, connection);
            }
            Command::Left(connection) => {
                if let Some(caller) = self.callers.of(&connection) {
                    self.decide(Input::Left { caller }, None);
                }
            }
            Command::Lost(connection) => {
                if let Some(caller) = self.callers.of(&connection) {
                    self.decide(Input::Lost { caller }, None);
                }
            }
            Command::Asked { connection, request, ack } => {
                self.grant(&connection, request, ack);
                connection.own.end_request();
            }
            Command::Spoke { connection, call } => {
                if let Some(caller) = self.callers.of(&connection) {
                    self.engine.spoke(call, caller);
                }
            }
            Command::Drain => {
                self.decide(Input::Drain, None);
                self.callers.all().for_each(|connection| connection.tell(&wire::moving()));
            }
            Command::Banned { subject, notice } => {
                let meant = |connection: &&Arc<Connection>| {
                    let own = connection.origin.standing.subject;
                    own.host == subject || own.block == Some(subject)
                };
                self.callers.all().filter(meant).for_each(|connection| connection.close_banned(&notice));
            }
            Command::LookAtBansAgain => {
                for connection in self.callers.all() {
                    if let Some(notice) = self.notices.of_sealed(&connection.origin.standing.sealed) {
                        connection.close_banned(&notice);
                    }
                }
            }
            Command::Held { subject, forget_calls, answer } => {
                if forget_calls {
                    self.engine.forget_calls(&subject);
                }
                let _asker_gone = answer.send(self.engine.held(&subject, Instant::now()));
            }
            Command::Probe(answer) => {
                let _asker_gone = answer.send(());
            }
        }
    }

    /// Lets the engine decide, and carries out what it decided.
    fn decide(&mut self, input: Input, ack: Option<AckId>) {
        let mut effects = std::mem::take(&mut self.effects);
        let now = Instant::now();
        self.engine.handle(now, input, &mut effects);
        self.meter.census(self.engine.census());
        for effect in effects.drain(..) {
            self.meter.see(now, &effect);
            self.carry_out(effect, ack);
        }
        self.effects = effects;
    }
}

fn standing(origin: &Origin) -> Standing {
    let Origin { standing, exempt, pseudonyms, .. } = *origin;
    let moderation::Standing { subject, network, sealed } = standing;
    Standing { subject, network, sealed, exempt, pseudonyms }
}
