//! An Engine.IO session: what every transport does with packets and time, whichever of them carries it.

use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::application::Application;
use super::control::ControlFrames;
use super::heartbeat::{Beat, Heartbeat};
use super::live::Ticket;
use super::packet::{self, Packet};
use crate::close::CloseReason;
use crate::frame::Frame;
use crate::outbox::Outbox;
use crate::progress::{LeastRate, Progress};
use crate::refusal::Refusal;

/// A session. The transport that carries it owns it, and hands it over whole when polling is upgraded.
/// Dropped without [`Session::close`], as when a task is aborted, it tells its application all the same.
pub(crate) struct Session<A: Application> {
    application: A,
    heartbeat: Heartbeat,
    pub(crate) outbox: Outbox,
    closed: bool,
    /// Pongs and noops, which are no message.
    control: ControlFrames,
    rate: LeastRate,
    /// How what has begun to come goes on, while something has and the client is read from.
    progress: Option<Progress>,
    /// Keeps the outbox within reach of a server that is told to stop.
    _ticket: Ticket,
}

impl<A: Application> Session<A> {
    pub(crate) fn new(
        application: A,
        heartbeat: Heartbeat,
        rate: LeastRate,
        outbox: Outbox,
        ticket: Ticket,
    ) -> Self {
        Self {
            application,
            heartbeat,
            outbox,
            closed: false,
            control: ControlFrames::default(),
            rate,
            progress: None,
            _ticket: ticket,
        }
    }

    /// Looks at a further request of the session's.
    pub(crate) fn readmit(&mut self, head: &http::request::Parts, peer: SocketAddr) -> Result<(), Refusal> {
        self.application.readmit(head, peer)
    }

    /// Takes one packet of the client's. On an error the session is over for that reason.
    pub(crate) fn receive(&mut self, frame: Frame) -> Result<(), CloseReason> {
        let Frame::Text(text) = &frame else { return self.message(frame) };
        match Packet::parse(text) {
            Some(Packet::Message) => self.message(frame),
            Some(Packet::Pong) => {
                let now = Instant::now();
                self.control.count(now)?;
                self.heartbeat.pong(now);
                Ok(())
            }
            Some(Packet::Close) => Err(CloseReason::ClientEnded),
            Some(Packet::Noop) => self.control.count(Instant::now()),
            Some(Packet::Probe | Packet::Upgrade) => Err(CloseReason::Protocol("nothing to upgrade")),
            None => Err(CloseReason::Protocol("not an Engine.IO packet")),
        }
    }

    fn message(&mut self, frame: Frame) -> Result<(), CloseReason> {
        self.application.receive(frame)?;
        if !self.application.is_midway() {
            self.progress = None;
        }
        Ok(())
    }

    /// `bytes` of something that had begun came. `midway` says whether the transport is in the middle of something.
    pub(crate) fn came(&mut self, bytes: usize, midway: bool) {
        if !midway && !self.application.is_midway() {
            self.progress = None;
            return;
        }
        if bytes > 0 || self.progress.is_none() {
            let now = Instant::now();
            self.progress.get_or_insert(Progress::new(&self.rate, now)).came(bytes, now);
        }
    }

    /// The client isn't read from for now, so nothing of its can go on.
    pub(crate) fn hold_up(&mut self) {
        self.progress = None;
    }

    /// Whether the next packet may be read.
    pub(crate) fn poll_ready(&mut self, cx: &Context<'_>) -> Poll<()> {
        self.application.poll_ready(cx)
    }

    /// When [`Session::tick`] is to be called next.
    pub(crate) fn deadline(&self) -> Instant {
        let beat = self.heartbeat.deadline();
        let next = self.progress.map_or(beat, |progress| progress.deadline(&self.rate).min(beat));
        self.application.deadline().map_or(next, |(deadline, _)| deadline.min(next))
    }

    /// Does what is due: a ping, or the end of a client that missed a deadline.
    pub(crate) fn tick(&mut self, now: Instant) -> Result<(), CloseReason> {
        if let Some((deadline, reason)) = self.application.deadline()
            && deadline <= now
        {
            return Err(reason);
        }
        if let Some(progress) = &mut self.progress {
            progress.check(&self.rate, now)?;
        }
        match self.heartbeat.beat(now) {
            Beat::Rest => Ok(()),
            Beat::Ping => self.outbox.push(packet::PING.into()).map_err(|_| {
                // Full, or already closing: the reason is the outbox's to tell.
                self.outbox.ending().unwrap_or(CloseReason::SlowReader)
            }),
            Beat::Dead => Err(CloseReason::HeartbeatTimeout),
        }
    }

    /// Tells the application. The outbox accepts nothing more, but keeps what the reason lets be written.
    pub(crate) fn close(mut self, reason: CloseReason) {
        self.end(reason);
    }

    fn end(&mut self, reason: CloseReason) {
        if !std::mem::replace(&mut self.closed, true) {
            self.outbox.end(reason);
            self.application.close(reason);
        }
    }
}

impl<A: Application> Drop for Session<A> {
    fn drop(&mut self) {
        self.end(CloseReason::ConnectionLost);
    }
}
