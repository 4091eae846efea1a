//! What waits to be written to one connection: in order, bounded in bytes, nothing allocated while empty.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::Instant;

use crate::budget::{ALWAYS, Budget};
use crate::close::CloseReason;
use crate::frame::Frame;

/// Charged for each frame besides its bytes: its slot in a queue that grows by doubling, and what an allocation is rounded
/// up by.
const FRAME_OVERHEAD: usize = 96;
/// The part of an outbox's limit from which on those who send to it are held up: the rest is for what can't wait.
const CONGESTED_FROM: usize = 4;

/// Why something could not be sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The connection is closed, or closing.
    #[error("the connection is closed")]
    Closed,
    /// The client takes too slowly what is sent to it. The connection is closed for it.
    #[error("the outbox is full; the connection is being closed")]
    Full,
    /// The payload can't be written as JSON. Nothing was sent.
    #[error("the payload has no JSON form: {0}")]
    Payload(#[from] serde_json::Error),
}

/// A cheap handle to a connection's outgoing queue.
#[derive(Clone)]
pub struct Outbox(Arc<Shared>);

struct Shared {
    limit: usize,
    /// How long it may stay congested.
    patience: Duration,
    budget: Arc<Budget>,
    queue: Mutex<Queue>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        let queue = self.queue.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.budget.give_back(queue.bytes);
    }
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Frame>,
    /// Cost of `frames` and of the frames taken that are not written yet.
    bytes: usize,
    waker: Option<Waker>,
    /// Set once: nothing more is accepted, and the transport is to end the connection.
    ending: Option<CloseReason>,
    /// Nothing is handed out while set.
    corked: bool,
    /// Since when there has been more in it than its reader should have waiting.
    congested: Option<Instant>,
    /// Who waits until that is over.
    held_up: Vec<Waker>,
}

impl Queue {
    fn end(&mut self, reason: CloseReason) {
        self.ending.get_or_insert(reason);
        self.corked = false;
        self.wake();
        self.let_go();
    }

    fn let_go(&mut self) {
        self.congested = None;
        std::mem::take(&mut self.held_up).into_iter().for_each(Waker::wake);
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn wake_later(&mut self, cx: &Context<'_>) {
        if !self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            self.waker = Some(cx.waker().clone());
        }
    }

    fn admit(&mut self, bytes: usize, limits: &Shared) -> Result<(), SendError> {
        if self.ending.is_some() {
            return Err(SendError::Closed);
        }
        // Who has nothing waiting, or next to nothing, isn't the one that is slow.
        let is_little = self.bytes == 0 || self.bytes + bytes <= ALWAYS;
        let is_over_budget = !is_little && limits.budget.is_short_of(bytes);
        if is_over_budget || self.bytes + bytes > limits.limit {
            return Err(self.overflow(limits));
        }
        self.bytes += bytes;
        limits.budget.take(bytes);
        if self.congested.is_none() && self.bytes > limits.mark() {
            self.congested = Some(Instant::now());
        }
        Ok(())
    }

    /// Nothing of it will be written: the memory goes now, not when the client's stalled task runs.
    fn overflow(&mut self, limits: &Shared) -> SendError {
        let dropped = self.frames.drain(..).map(|frame| cost(&frame)).sum::<usize>();
        self.release(dropped, limits);
        self.end(CloseReason::SlowReader);
        SendError::Full
    }

    fn release(&mut self, bytes: usize, limits: &Shared) {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        limits.budget.give_back(bytes);
        // Half empty, so that who sends isn't stopped and let go for every frame.
        if self.congested.is_some() && self.bytes <= limits.mark() / 2 {
            self.let_go();
        }
    }

    fn poll_room(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.congested.is_none() {
            return Poll::Ready(());
        }
        if !self.held_up.iter().any(|waker| waker.will_wake(cx.waker())) {
            self.held_up.push(cx.waker().clone());
        }
        Poll::Pending
    }

    fn is_overdue(&self, now: Instant, limits: &Shared) -> bool {
        self.congested.is_some_and(|since| now.saturating_duration_since(since) >= limits.patience)
    }
}

impl Shared {
    /// From how many bytes on the reader counts as slow.
    fn mark(&self) -> usize {
        (self.limit / CONGESTED_FROM).min(self.budget.share().max(ALWAYS / 2))
    }
}

/// What a frame counts for in an outbox.
pub(crate) fn cost(frame: &Frame) -> usize {
    frame.len() + FRAME_OVERHEAD
}

impl Outbox {
    /// An empty outbox for at most `limit` bytes, whose reader may be slow for as long as `patience`.
    pub(crate) fn new(limit: usize, patience: Duration, budget: Arc<Budget>) -> Self {
        Self(Arc::new(Shared { limit, patience, budget, queue: Mutex::default() }))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Every change is complete before anything that could panic, so a poisoned queue is sound.
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a frame.
    ///
    /// # Errors
    /// [`SendError::Closed`], or [`SendError::Full`], which also closes the connection.
    pub fn push(&self, frame: Frame) -> Result<(), SendError> {
        let mut queue = self.queue();
        queue.admit(cost(&frame), &self.0)?;
        queue.frames.push_back(frame);
        queue.wake();
        Ok(())
    }

    /// Queues a received frame and what belongs behind it: all of it, adjacent, or nothing.
    ///
    /// # Errors
    /// As [`Outbox::push`].
    pub fn relay(
        &self,
        head: Frame,
        tail: impl ExactSizeIterator<Item = Frame> + Clone,
    ) -> Result<(), SendError> {
        let mut queue = self.queue();
        let bytes = cost(&head) + tail.clone().map(|frame| cost(&frame)).sum::<usize>();
        queue.admit(bytes, &self.0)?;
        queue.frames.extend(std::iter::once(head).chain(tail));
        queue.wake();
        Ok(())
    }

    /// Ends the connection once what is queued has been written.
    pub fn close(&self) {
        self.end(CloseReason::ServerClosed);
    }

    /// Accepts nothing more; the transport learns the reason from
    /// [`Outbox::poll_take`]. The first reason stays.
    pub(crate) fn end(&self, reason: CloseReason) {
        self.queue().end(reason);
    }

    /// Why the connection is ending, if it is.
    pub(crate) fn ending(&self) -> Option<CloseReason> {
        self.queue().ending
    }

    /// Hands nothing out until [`Outbox::uncork`]. Returns the place that a frame may then be put at.
    pub(crate) fn cork(&self) -> usize {
        let mut queue = self.queue();
        queue.corked = true;
        queue.frames.len()
    }

    /// Puts `frame` at a place that [`Outbox::cork`] returned, before all that was queued since.
    pub(crate) fn uncork(&self, place: usize, frame: Frame) -> Result<(), SendError> {
        let mut queue = self.queue();
        queue.corked = false;
        if queue.ending.is_some_and(CloseReason::drains) {
            // The application closed the client in the same breath. What it said first is to arrive, so this must.
            queue.bytes += cost(&frame);
            self.0.budget.take(cost(&frame));
        } else {
            queue.admit(cost(&frame), &self.0)?;
        }
        queue.frames.insert(place, frame);
        queue.wake();
        Ok(())
    }

    /// Moves everything that waits into `taken`, which must be empty. The bytes stay charged until
    /// [`Outbox::written`]. An error as soon as the connection is to end, whatever may still wait.
    pub(crate) fn poll_take(
        &self,
        cx: &Context<'_>,
        taken: &mut VecDeque<Frame>,
    ) -> Poll<Result<(), CloseReason>> {
        let mut queue = self.queue();
        if let Some(reason) = queue.ending {
            return Poll::Ready(Err(reason));
        }
        if !queue.frames.is_empty() && !queue.corked {
            std::mem::swap(&mut queue.frames, taken);
            return Poll::Ready(Ok(()));
        }
        if queue.frames.is_empty() {
            queue.frames = VecDeque::new();
        }
        queue.wake_later(cx);
        Poll::Pending
    }

    /// The same with at most `most` frames.
    pub(crate) fn poll_take_some(
        &self,
        cx: &Context<'_>,
        most: usize,
        taken: &mut VecDeque<Frame>,
    ) -> Poll<Result<(), CloseReason>> {
        let all = std::task::ready!(self.poll_take(cx, taken));
        if taken.len() > most {
            let mut queue = self.queue();
            let mut rest = taken.split_off(most);
            rest.append(&mut queue.frames);
            queue.frames = rest;
        }
        Poll::Ready(all)
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.queue().frames.is_empty()
    }

    /// Waits for the end alone, while the transport can't take anything.
    pub(crate) fn poll_ending(&self, cx: &Context<'_>) -> Poll<CloseReason> {
        let mut queue = self.queue();
        if queue.is_overdue(Instant::now(), &self.0) {
            queue.overflow(&self.0);
        }
        if let Some(reason) = queue.ending {
            return Poll::Ready(reason);
        }
        queue.wake_later(cx);
        Poll::Pending
    }

    /// Whether those who send should wait.
    pub(crate) fn is_congested(&self) -> bool {
        self.queue().congested.is_some()
    }

    /// Waits until those who send need not wait any longer, or needn't send any more.
    pub(crate) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        self.queue().poll_room(cx)
    }

    /// The same for the outbox's own client. Never ready once the connection is to end: nothing more is read of a client that
    /// has been told to go.
    pub(crate) fn poll_own_room(&self, cx: &Context<'_>) -> Poll<()> {
        let mut queue = self.queue();
        if queue.ending.is_some() {
            return Poll::Pending;
        }
        queue.poll_room(cx)
    }

    /// Ends the connection of a reader that has been slow for too long.
    pub(crate) fn end_overdue(&self, now: Instant) {
        let mut queue = self.queue();
        if queue.is_overdue(now, &self.0) {
            queue.overflow(&self.0);
        }
    }

    /// Takes what an ending connection may still write, at most `most` frames of it.
    pub(crate) fn take_rest(&self, most: usize) -> VecDeque<Frame> {
        let mut queue = self.queue();
        if queue.ending.is_some_and(|reason| !reason.drains()) {
            queue.frames.clear();
        }
        let most = most.min(queue.frames.len());
        queue.frames.drain(..most).collect()
    }

    /// Frames that were charged `before` have become a payload of `bytes`, to be given back with [`Outbox::written`].
    /// Returns what is charged now: never less.
    pub(crate) fn recharge(&self, before: usize, bytes: usize) -> usize {
        let more = bytes.saturating_sub(before);
        self.queue().bytes += more;
        self.0.budget.take(more);
        before + more
    }

    /// Frames of this cost have been taken by the kernel.
    pub(crate) fn written(&self, bytes: usize) {
        self.queue().release(bytes, &self.0);
    }

    /// Drops what waits and accepts nothing more. What has been taken stays charged until it is written.
    pub(crate) fn forget(&self, reason: CloseReason) {
        let mut queue = self.queue();
        let dropped = std::mem::take(&mut queue.frames).iter().map(cost).sum();
        queue.release(dropped, &self.0);
        queue.end(reason);
    }

    /// Drops whatever waits, what has been taken included, and accepts nothing more.
    pub(crate) fn discard(&self, reason: CloseReason) {
        let mut queue = self.queue();
        queue.frames = VecDeque::new();
        let all = queue.bytes;
        queue.release(all, &self.0);
        queue.end(reason);
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let queue = self.queue();
        f.debug_struct("Outbox").field("frames", &queue.frames.len()).field("bytes", &queue.bytes).finish()
    }
}
