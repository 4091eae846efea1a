//! The HTTP long-polling transport: sessions that are polled, or are being upgraded, and what may happen to them.

mod posting;

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::Instant;

use self::posting::Posting;
use super::application::Application;
use super::handshake::BadRequest;
use super::session::Session;
use super::{Sid, packet, payload};
use crate::close::CloseReason;
use crate::frame::Frame;
use crate::outbox::{self, Outbox};

/// Most packets in one payload: python-engineio gives up its connection over a longer one.
const MAX_PACKETS: usize = 16;

/// The sessions that HTTP requests refer to by id. Those opened as WebSockets are never here.
pub(crate) struct Registry<A: Application> {
    sessions: Mutex<HashMap<Sid, Arc<Polled<A>>>>,
}

impl<A: Application> Default for Registry<A> {
    fn default() -> Self {
        Self { sessions: Mutex::default() }
    }
}

impl<A: Application> Registry<A> {
    fn sessions(&self) -> MutexGuard<'_, HashMap<Sid, Arc<Polled<A>>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a new session.
    pub(crate) fn open(&self, sid: Sid, session: Session<A>) {
        self.sessions().insert(sid, Arc::new(Polled::new(session)));
    }

    /// The session of this id.
    pub(crate) fn get(&self, sid: Sid) -> Result<Arc<Polled<A>>, BadRequest> {
        self.sessions().get(&sid).cloned().ok_or(BadRequest::UnknownSession)
    }

    /// Forgets a session that has moved to a WebSocket.
    pub(crate) fn forget(&self, sid: Sid) {
        self.sessions().remove(&sid);
    }

    /// How many sessions are here.
    pub(crate) fn len(&self) -> usize {
        self.sessions().len()
    }

    /// Ends the sessions that missed a deadline while no request was there to notice, and forgets those that are
    /// over. `grace` is the time that a client has to fetch its last packets.
    pub(crate) fn sweep(&self, now: Instant, grace: Duration) {
        let all: Vec<_> = self.sessions().iter().map(|(sid, polled)| (*sid, Arc::clone(polled))).collect();
        for (sid, polled) in all {
            polled.outbox.end_overdue(now);
            if polled.is_over(now, grace) {
                self.sessions().remove(&sid);
                // Others may hold on to the outbox for longer. One that moved to a WebSocket is that one's.
                if polled.state().ended.is_some() {
                    polled.outbox.forget(CloseReason::ConnectionLost);
                }
            }
        }
    }

    /// Ends all sessions.
    pub(crate) fn stop(&self) {
        let all = std::mem::take(&mut *self.sessions());
        for polled in all.values() {
            polled.state().end(CloseReason::Shutdown, packet::CLOSE);
            polled.changed.notify_waiters();
        }
    }
}

/// A session that is polled.
pub(crate) struct Polled<A: Application> {
    state: Mutex<State<A>>,
    outbox: Outbox,
    /// Tells a waiting poll that the state is no longer what it was.
    changed: Notify,
}

pub(super) struct State<A: Application> {
    /// Gone when the session is over or has moved to a WebSocket.
    pub(super) session: Option<Session<A>>,
    /// What a waiting poll, and the next one if there is none, is told last.
    last_word: Option<&'static str>,
    /// When the session ended.
    ended: Option<Instant>,
    polling: bool,
    pub(super) posting: bool,
    probing: bool,
}

impl<A: Application> State<A> {
    fn end(&mut self, reason: CloseReason, last_word: &'static str) {
        if let Some(session) = self.session.take() {
            session.close(reason);
            self.last_word = Some(last_word);
            self.ended = Some(Instant::now());
        }
    }

    /// The session, if it is alive after all that is due by now.
    pub(super) fn alive(&mut self) -> Option<&mut Session<A>> {
        let session = self.session.as_mut()?;
        let due = match session.outbox.ending() {
            Some(reason) => Err(reason),
            None => session.tick(Instant::now()),
        };
        if let Err(reason) = due {
            self.end(reason, packet::CLOSE);
        }
        self.session.as_mut()
    }

    /// Whether there is something left to fetch from a session that is over.
    fn has_rest(&self, outbox: &Outbox) -> bool {
        self.ended.is_some() && outbox.ending().is_some_and(CloseReason::drains) && self.last_word.is_some()
    }
}

impl<A: Application> Polled<A> {
    fn new(session: Session<A>) -> Self {
        let outbox = session.outbox.clone();
        let state = State {
            session: Some(session),
            last_word: None,
            ended: None,
            polling: false,
            posting: false,
            probing: false,
        };
        Self { state: Mutex::new(state), outbox, changed: Notify::new() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State<A>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn end(&self, reason: CloseReason, last_word: &'static str) {
        self.state().end(reason, last_word);
        self.changed.notify_waiters();
    }

    fn is_over(&self, now: Instant, grace: Duration) -> bool {
        let mut state = self.state();
        let alive = state.alive().is_some();
        if !alive && state.polling {
            drop(state);
            self.changed.notify_waiters();
            return true;
        }
        !alive && (!state.has_rest(&self.outbox) || state.ended.is_some_and(|ended| now >= ended + grace))
    }

    /// Looks at a request that names the session.
    pub(crate) fn readmit(&self, head: &http::request::Parts, peer: SocketAddr) -> Result<(), BadRequest> {
        match self.state().alive() {
            Some(session) => Ok(session.readmit(head, peer)?),
            // What is left to fetch is told, or that there is nothing.
            None => Ok(()),
        }
    }

    /// Begins a poll.
    pub(crate) fn begin_poll(self: &Arc<Self>) -> Result<Waiting<A>, BadRequest> {
        let mut state = self.state();
        if state.alive().is_none() && !state.has_rest(&self.outbox) {
            return Err(BadRequest::UnknownSession);
        }
        if state.polling {
            state.end(CloseReason::Protocol("two polls at a time"), packet::CLOSE);
            self.changed.notify_waiters();
            return Err(BadRequest::Bad("Another poll is waiting"));
        }
        state.polling = true;
        Ok(Waiting { polled: Arc::clone(self), answered: false })
    }

    async fn payload(&self) -> Bytes {
        let mut frames = VecDeque::new();
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let Some(deadline) = self.due() else { return self.last_words() };
            let take = poll_fn(|cx| {
                // Under the state's lock, so that nothing is taken from a session that has just moved on.
                let state = self.state();
                match self.outbox.poll_take_some(cx, MAX_PACKETS, &mut frames) {
                    Poll::Pending if state.probing => {
                        Poll::Ready(Some(Bytes::from_static(packet::NOOP.as_bytes())))
                    }
                    Poll::Ready(Ok(())) if state.session.is_some() => {
                        Poll::Ready(Some(self.write(&mut frames)))
                    }
                    Poll::Ready(_) => Poll::Ready(None),
                    Poll::Pending => Poll::Pending,
                }
            });
            tokio::select! {
                biased;
                () = &mut changed => {}
                taken = take => match taken {
                    Some(payload) => return payload,
                    None => self.changed.notify_waiters(),
                },
                () = tokio::time::sleep_until(deadline) => {}
            }
        }
    }

    /// When something is due next; nothing if the session is over.
    fn due(&self) -> Option<Instant> {
        self.state().alive().map(|session| session.deadline())
    }

    /// What is said last: what was queued before the end, and then the end itself.
    fn last_words(&self) -> Bytes {
        let mut rest = self.outbox.take_rest(MAX_PACKETS - 1);
        if self.outbox.is_empty() {
            let word = self.state().last_word.take().unwrap_or(packet::NOOP);
            rest.push_back(word.into());
        }
        self.write(&mut rest)
    }

    /// The payload that holds these frames. Their bytes stay charged until the payload is written, or dropped.
    fn write(&self, frames: &mut VecDeque<Frame>) -> Bytes {
        let payload = payload::encode(&*frames);
        let charged = frames.drain(..).map(|frame| outbox::cost(&frame)).sum();
        // In base64, a binary frame has grown by a third.
        let charged = self.outbox.recharge(charged, payload.len());
        Bytes::from_owner(Payload { payload, charged, outbox: self.outbox.clone() })
    }

    /// Admits a request body. The client's bodies come one at a time, or their order would be lost.
    pub(crate) fn begin_post(&self) -> Result<Posting<'_, A>, BadRequest> {
        let mut state = self.state();
        if state.alive().is_none() {
            return Err(BadRequest::UnknownSession);
        }
        if state.posting {
            state.end(CloseReason::Protocol("two posts at a time"), packet::CLOSE);
            self.changed.notify_waiters();
            return Err(BadRequest::Bad("Another post is under way"));
        }
        state.posting = true;
        if let Some(session) = &mut state.session {
            // A body under way has its own deadline.
            session.hold_up();
        }
        Ok(Posting::new(self))
    }

    /// Releases the waiting poll, because a WebSocket is about to replace polling. False if that is under way
    /// already, or the session is over.
    pub(crate) fn begin_upgrade(&self) -> bool {
        let mut state = self.state();
        let begins = !state.probing && state.alive().is_some();
        state.probing |= begins;
        self.changed.notify_waiters();
        begins
    }

    /// The upgrade is over; unless it was finished, polling goes on.
    pub(crate) fn abandon_upgrade(&self) {
        self.state().probing = false;
    }

    /// Hands the session over. A poll that still waits, and no later one, is answered with nothing.
    pub(crate) fn finish_upgrade(&self) -> Option<Session<A>> {
        let mut state = self.state();
        let session = state.session.take();
        state.last_word = Some(packet::NOOP);
        self.changed.notify_waiters();
        session
    }
}

/// A payload on its way to the kernel.
struct Payload {
    payload: String,
    charged: usize,
    outbox: Outbox,
}

impl AsRef<[u8]> for Payload {
    fn as_ref(&self) -> &[u8] {
        self.payload.as_bytes()
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.outbox.written(self.charged);
    }
}

/// A poll that waits. Dropped without an answer, its client has hung up, and the session ends: what the client would have been
/// told next is lost otherwise.
pub(crate) struct Waiting<A: Application> {
    polled: Arc<Polled<A>>,
    answered: bool,
}

impl<A: Application> Waiting<A> {
    /// Waits for packets: the payload that holds them.
    pub(crate) async fn payload(mut self) -> Bytes {
        let payload = self.polled.payload().await;
        self.answered = true;
        payload
    }
}

impl<A: Application> Drop for Waiting<A> {
    fn drop(&mut self) {
        let mut state = self.polled.state();
        state.polling = false;
        if !self.answered {
            state.end(CloseReason::ConnectionLost, packet::CLOSE);
        }
    }
}
