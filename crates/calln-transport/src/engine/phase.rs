//! Where an HTTP connection is, and until when it may be there. Bodies have their own rule ([`super::body`]).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Frame, SizeHint};
use std::pin::Pin;
use tokio::time::Instant;

/// Shared by the stream, which sees bytes, and by the service, which sees requests.
#[derive(Clone)]
pub(crate) struct Phase(Arc<Shared>);

struct Shared {
    head_timeout: Duration,
    idle_timeout: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
enum State {
    /// A head is under way.
    Head(Instant),
    /// A request is being answered.
    Busy,
    /// Waiting for the next request.
    Idle(Instant),
}

impl Phase {
    /// A new connection, whose first head must be complete within `head_timeout`.
    pub(crate) fn new(head_timeout: Duration, idle_timeout: Duration, now: Instant) -> Self {
        let state = Mutex::new(State::Head(now + head_timeout));
        Self(Arc::new(Shared { head_timeout, idle_timeout, state }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came.
    pub(crate) fn read(&self, now: Instant) {
        let mut state = self.state();
        if let State::Idle(_) = *state {
            *state = State::Head(now + self.0.head_timeout);
        }
    }

    /// A head is complete.
    pub(crate) fn busy(&self) {
        *self.state() = State::Busy;
    }

    fn answered(&self) {
        *self.state() = State::Idle(Instant::now() + self.0.idle_timeout);
    }

    /// When to give the connection up, if nothing comes before.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match *self.state() {
            State::Head(until) | State::Idle(until) => Some(until),
            State::Busy => None,
        }
    }
}

/// A response's body. With its end the connection is idle.
pub(crate) struct Answer<B> {
    body: B,
    phase: Phase,
}

impl<B> Answer<B> {
    pub(crate) fn new(body: B, phase: Phase) -> Self {
        Self { body, phase }
    }
}

impl<B> Drop for Answer<B> {
    fn drop(&mut self) {
        self.phase.answered();
    }
}

impl<B: Body + Unpin> Body for Answer<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_an_answer_and_the_time_between_requests_have_deadlines_of_their_own() {
        let (head, idle) = (Duration::from_secs(15), Duration::from_secs(75));
        let start = Instant::now();
        let phase = Phase::new(head, idle, start);
        assert_eq!(phase.deadline(), Some(start + head));
        phase.read(start + Duration::from_secs(10));
        assert_eq!(phase.deadline(), Some(start + head), "a trickle wins no time");
        phase.busy();
        assert_eq!(phase.deadline(), None);
        drop(Answer::new((), phase.clone()));
        let until = phase.deadline().unwrap();
        assert!(until >= start + idle);
        phase.read(start + idle);
        assert_eq!(phase.deadline(), Some(start + idle + head));
    }
}
