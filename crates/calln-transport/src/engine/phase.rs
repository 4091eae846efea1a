//! Where an HTTP connection is, and until when it may be there. Bodies have their own rule ([`super::body`]).

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use crate::budget::{Budget, Charge, OverBudget};

/// Shared by the stream, which sees bytes, and by the service, which sees requests.
#[derive(Clone)]
pub(crate) struct Phase(Arc<Shared>);

struct Shared {
    head_timeout: Duration,
    idle_timeout: Duration,
    incoming: Arc<Budget>,
    state: Mutex<State>,
}

enum State {
    /// A head is under way: until when, and how many bytes of it came.
    Head(Instant, usize, Charge),
    /// A request is being answered. Who waits for bytes meanwhile is to be woken when it is, since from then on there
    /// is a deadline.
    Busy(Option<Waker>),
    /// Waiting for the next request.
    Idle(Instant),
}

impl Phase {
    /// A new connection, whose first head must be complete within `head_timeout`.
    /// What comes of heads is charged to `incoming`.
    pub(crate) fn new(
        head_timeout: Duration,
        idle_timeout: Duration,
        now: Instant,
        incoming: Arc<Budget>,
    ) -> Self {
        let state = Mutex::new(State::Head(now + head_timeout, 0, Charge::none(&incoming)));
        Self(Arc::new(Shared { head_timeout, idle_timeout, incoming, state }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came.
    ///
    /// # Errors
    /// There is no room for the head that they belong to.
    pub(crate) fn read(&self, bytes: usize, now: Instant) -> Result<(), OverBudget> {
        let mut state = self.state();
        if let State::Idle(_) = *state {
            *state = State::Head(now + self.0.head_timeout, 0, Charge::none(&self.0.incoming));
        }
        match &mut *state {
            State::Head(_, came, charge) => {
                *came += bytes;
                charge.raise_to(*came)
            }
            _ => Ok(()),
        }
    }

    /// A head is complete.
    pub(crate) fn busy(&self) {
        *self.state() = State::Busy(None);
    }

    fn answered(&self) {
        let idle = State::Idle(Instant::now() + self.0.idle_timeout);
        if let State::Busy(Some(waiting)) = std::mem::replace(&mut *self.state(), idle) {
            waiting.wake();
        }
    }

    /// When to give the connection up, if nothing comes before. Without such a time, wakes when there is one.
    pub(crate) fn poll_deadline(&self, cx: &Context<'_>) -> Option<Instant> {
        match &mut *self.state() {
            State::Head(until, ..) | State::Idle(until) => Some(*until),
            State::Busy(waiting) => {
                *waiting = Some(cx.waker().clone());
                None
            }
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
        let cx = Context::from_waker(Waker::noop());
        let (head, idle) = (Duration::from_secs(15), Duration::from_secs(75));
        let start = Instant::now();
        let budget = Arc::new(Budget::new(1 << 20));
        let phase = Phase::new(head, idle, start, Arc::clone(&budget));
        assert_eq!(phase.poll_deadline(&cx), Some(start + head));
        assert_eq!(phase.read(100, start + Duration::from_secs(10)), Ok(()));
        assert_eq!(phase.poll_deadline(&cx), Some(start + head), "a trickle wins no time");
        assert_eq!(budget.used(), 100);
        phase.busy();
        assert_eq!(budget.used(), 0);
        assert_eq!(phase.poll_deadline(&cx), None);
        drop(Answer::new((), phase.clone()));
        let until = phase.poll_deadline(&cx).unwrap();
        assert!(until >= start + idle);
        assert_eq!(phase.read(1, start + idle), Ok(()));
        assert_eq!(phase.poll_deadline(&cx), Some(start + idle + head));
    }
}
