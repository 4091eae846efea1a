//! A request's body while it comes: bounded in bytes, counted, and at the least rate.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::budget::{Budget, Charge};
use crate::progress::{LeastRate, Progress};

/// Why a body can't be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// Less than [`Config::least_rate`](crate::Config::least_rate) of it comes.
    #[error("the body was not complete in time")]
    TooSlow,
    /// It has more than [`Config::max_message_bytes`](crate::Config::max_message_bytes).
    #[error("the body is larger than allowed")]
    TooLarge,
    /// [`Config::total_inbox_bytes`](crate::Config::total_inbox_bytes) has no room for it.
    #[error("too much is being received at this moment; try again")]
    OverBudget,
    /// The connection broke, or it isn't HTTP.
    #[error("the body broke off")]
    Broken(#[source] hyper::Error),
}

/// A request's body. It fails where it is too large or too slow, or where too much is being received by all together;
/// then the server answers so (408, 413 or 503), whatever the application answers.
pub struct RequestBody {
    incoming: Incoming,
    largest: usize,
    rate: LeastRate,
    came: usize,
    charge: Charge,
    /// None until the first wait.
    waiting: Option<(Progress, Pin<Box<Sleep>>)>,
    failure: Failure,
}

/// How a body failed, for whoever answers the request.
#[derive(Clone, Default)]
pub(crate) struct Failure(Arc<AtomicU8>);

impl Failure {
    fn note(&self, error: &BodyError) {
        let code = match error {
            BodyError::TooSlow => 1,
            BodyError::TooLarge => 2,
            BodyError::OverBudget => 3,
            BodyError::Broken(_) => 0,
        };
        self.0.store(code, Relaxed);
    }

    /// The failure that is to be answered.
    pub(crate) fn get(&self) -> Option<BodyError> {
        match self.0.load(Relaxed) {
            1 => Some(BodyError::TooSlow),
            2 => Some(BodyError::TooLarge),
            3 => Some(BodyError::OverBudget),
            _ => None,
        }
    }
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, largest: usize, rate: LeastRate, budget: &Arc<Budget>) -> Self {
        let charge = Charge::none(budget);
        Self { incoming, largest, rate, came: 0, charge, waiting: None, failure: Failure::default() }
    }

    /// Tells how the body failed, now or later.
    pub(crate) fn failure(&self) -> Failure {
        self.failure.clone()
    }

    /// All of it. What it holds stays charged until the body is dropped.
    pub(crate) async fn whole(&mut self) -> Result<Vec<u8>, BodyError> {
        let mut whole = Vec::new();
        while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut *self).poll_frame(cx)).await {
            if let Ok(data) = frame?.into_data() {
                if whole.is_empty() {
                    whole.reserve_exact(self.announced().max(data.len()));
                }
                whole.extend_from_slice(&data);
            }
        }
        Ok(whole)
    }

    /// How long it is at least, as far as that is allowed and known.
    fn announced(&self) -> usize {
        let left = usize::try_from(self.incoming.size_hint().lower()).unwrap_or(usize::MAX);
        self.came.saturating_add(left).min(self.largest)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let announced = self.incoming.size_hint().lower();
        if announced.saturating_add(self.came as u64) > self.largest as u64 {
            return Poll::Ready(Some(Err(BodyError::TooLarge)));
        }
        if self.charge.raise_to(self.announced()).is_err() {
            return Poll::Ready(Some(Err(BodyError::OverBudget)));
        }
        match Pin::new(&mut self.incoming).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(self.took(frame))),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(BodyError::Broken(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => self.poll_overdue(cx).map(|error| Some(Err(error))),
        }
    }

    fn took(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, BodyError> {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        self.came += bytes;
        if self.came > self.largest {
            return Err(BodyError::TooLarge);
        }
        self.charge.raise_to(self.came).map_err(|_| BodyError::OverBudget)?;
        if let Some((progress, _)) = &mut self.waiting {
            progress.came(bytes, Instant::now());
        }
        Ok(frame)
    }

    fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<BodyError> {
        let rate = self.rate;
        let (progress, sleep) = self.waiting.get_or_insert_with(|| {
            let progress = Progress::new(&rate, Instant::now());
            (progress, Box::pin(tokio::time::sleep_until(progress.deadline(&rate))))
        });
        loop {
            ready!(sleep.as_mut().poll(cx));
            if progress.check(&rate, Instant::now()).is_err() {
                return Poll::Ready(BodyError::TooSlow);
            }
            sleep.as_mut().reset(progress.deadline(&rate));
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let polled = self.poll_next(cx);
        if let Poll::Ready(Some(Err(error))) = &polled {
            self.failure.note(error);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
