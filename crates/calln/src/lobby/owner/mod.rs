//! The task that owns the lobby: commands in, effects out.

mod calls;
mod presence;
mod requests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use calln_core::attendance::Attendance;
use calln_core::{CallerId, Effect, Input, Lobby, Slots};
use calln_transport::AckId;
use calln_wire::server::{Moving, Why};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::handle::{Command, LobbyHandle};
use super::wire;
use crate::caller::Caller;
use crate::defaults::MOVE_WITHIN;
use crate::metrics::Meter;
use crate::moderation::{Desk, Notices};
use crate::token::Sealer;
use crate::turn::Ice;

/// Most commands that are taken out of the inbox at once. So many records are fetched from memory in the time of a few;
/// more would push one another out of the cache again.
const AT_ONCE: usize = 32;

/// The way to `lobby`, and the task that owns it, `attendance` and the desk until every handle is gone.
pub(crate) fn open(
    lobby: Lobby,
    attendance: Attendance,
    sealer: Arc<Sealer>,
    meter: Meter,
    desk: Desk,
    notices: Notices,
    ice: Arc<Ice>,
) -> (LobbyHandle, impl Future<Output = ()> + Send) {
    let (commands, inbox) = mpsc::unbounded_channel();
    let owner = Owner {
        lobby,
        attendance,
        desk,
        notices,
        sealer,
        meter,
        slots: Slots::new(),
        ice,
        callers: HashMap::new(),
        moving: false,
        effects: Vec::new(),
        gone: Vec::new(),
    };
    (LobbyHandle(commands), run(owner, inbox))
}

async fn run(mut owner: Owner, mut inbox: UnboundedReceiver<Command>) {
    let mut commands = Vec::with_capacity(AT_ONCE);
    loop {
        let wake = owner.next_wake();
        tokio::select! {
            received = inbox.recv_many(&mut commands, AT_ONCE) => match received {
                0 => return,
                _ => owner.obey_all(&mut commands),
            },
            () = until(wake) => owner.wake(),
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
    lobby: Lobby,
    attendance: Attendance,
    desk: Desk,
    notices: Notices,
    sealer: Arc<Sealer>,
    meter: Meter,
    /// The callers' names. One is given back when its caller is forgotten, or memory would grow with every visit.
    slots: Slots,
    ice: Arc<Ice>,
    /// Every caller that is connected, or away from a call.
    callers: HashMap<CallerId, Arc<Caller>>,
    /// The server is about to stop.
    moving: bool,
    /// Emptied after each decision; kept to save the allocation.
    effects: Vec<Effect>,
    /// Callers who were away from a call that has ended, to be forgotten after the decision at hand.
    gone: Vec<CallerId>,
}

impl Owner {
    fn next_wake(&self) -> Option<Instant> {
        let wakes = [self.lobby.next_wake(), self.attendance.next_wake(), self.desk.next_wake()];
        wakes.into_iter().flatten().min()
    }

    fn wake(&mut self) {
        self.decide(Input::Wake, None);
        self.desk.wake();
        for lapsed in self.attendance.lapse(Instant::now()) {
            self.give_up(lapsed);
        }
    }

    fn obey_all(&mut self, commands: &mut Vec<Command>) {
        self.lobby.foresee(commands.iter().filter_map(|command| match command {
            Command::Asked { caller, .. } | Command::Left(caller) | Command::Lost(caller) => {
                Some(caller.id())
            }
            _ => None,
        }));
        for command in commands.drain(..) {
            self.obey(command);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Connected(caller) => {
                if self.moving {
                    caller.tell(&moving());
                }
                caller.rename(self.slots.take());
                self.callers.insert(caller.id(), caller);
            }
            Command::Left(caller) => self.leave(&caller),
            Command::Lost(caller) => self.lose(&caller),
            // A request can outlive its connection only in this queue; the news of the end comes behind it.
            Command::Asked { caller, request, ack } => {
                self.grant(&caller, request, ack);
                caller.own.end_request();
            }
            Command::Drain => {
                self.moving = true;
                self.callers.values().for_each(|caller| caller.tell(&moving()));
            }
            Command::Banned { subject, notice } => {
                let meant = |caller: &&Arc<Caller>| {
                    let own = caller.origin.standing.subject;
                    own.host == subject || own.block == Some(subject)
                };
                self.callers.values().filter(meant).for_each(|caller| caller.show_the_door(&notice));
            }
            Command::LookAtBansAgain => {
                for caller in self.callers.values() {
                    if let Some(notice) = self.notices.of_sealed(&caller.origin.standing.sealed) {
                        caller.show_the_door(&notice);
                    }
                }
            }
            Command::Held { subject, forget_calls, answer } => {
                if forget_calls {
                    self.desk.forget_calls(&subject);
                }
                let _asker_gone = answer.send(self.desk.held(&subject));
            }
            Command::Probe(answer) => {
                let _asker_gone = answer.send(());
            }
        }
    }

    /// Lets the lobby decide, and carries out what it decided.
    fn decide(&mut self, input: Input, ack: Option<AckId>) {
        self.carry_out_all(input, ack, Why::Disconnected);
    }

    /// `disconnected` is what to call a disconnection.
    fn carry_out_all(&mut self, input: Input, ack: Option<AckId>, disconnected: Why) {
        let mut effects = std::mem::take(&mut self.effects);
        let now = Instant::now();
        if let Input::Leave { caller } | Input::Disconnect { caller } = input {
            self.meter.forget(caller);
        }
        self.lobby.handle(now, input, &mut effects);
        self.meter.census(self.lobby.census());
        for effect in effects.drain(..) {
            self.meter.see(now, &effect);
            self.carry_out(effect, ack, disconnected);
        }
        self.effects = effects;
        self.forget_gone();
    }

    fn carry_out(&mut self, effect: Effect, ack: Option<AckId>, disconnected: Why) {
        match effect {
            Effect::Replied { caller, reply } => {
                if let Some(caller) = self.callers.get(&caller) {
                    if reply.is_err() {
                        caller.take_offer();
                    }
                    caller.answer(ack, wire::reply(reply));
                }
            }
            Effect::Waiting { caller, outlook } => {
                if let Some(caller) = self.callers.get(&caller) {
                    caller.tell(&wire::waiting(outlook));
                }
            }
            Effect::Displaced { caller } => {
                if let Some(caller) = self.callers.get(&caller) {
                    caller.take_offer();
                    caller.tell(&wire::displaced());
                }
            }
            Effect::Matched { call, waiter, newcomer } => self.introduce(call, waiter, newcomer),
            Effect::Ended { call, by, other, why } => {
                self.part(call, Some(by), Some(other), wire::why(why, disconnected));
            }
        }
    }
}

fn moving() -> Moving {
    Moving { jitter: u32::try_from(MOVE_WITHIN.as_millis()).unwrap_or(u32::MAX) }
}
