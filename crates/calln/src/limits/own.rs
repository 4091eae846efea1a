//! The limits of one connection: of the transport's, whatever its client calls itself on it. A Socket.IO `DISCONNECT` and
//! a `CONNECT` after it begin nothing anew.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use calln_core::{self as core, Pace};
use parking_lot::Mutex;

use super::defaults::{OWN_POLLS, OWN_REFUSALS, OWN_REQUESTS, OWN_SIGNALS, Rate};
use crate::defaults::{chat_rate, keys_rate, typing_rate};

/// What one connection has done lately. Every idle connection pays for it, so it is a handful of instants.
#[derive(Default)]
pub(crate) struct Own {
    paces: Mutex<Paces>,
    /// Requests handed to the lobby and not yet answered.
    pending: AtomicUsize,
    /// It has been connected to the namespace before.
    returns: AtomicBool,
}

#[derive(Default)]
struct Paces {
    requests: Pace,
    signals: Pace,
    refusals: Pace,
    polls: Pace,
    keys: Pace,
    chat: Pace,
    image: Pace,
    typing: Pace,
}

/// What a caller sends its partner besides connection set-up, each with a rate of its own.
#[derive(Clone, Copy)]
pub(crate) enum Relayed {
    Keys,
    Chat,
    Image,
    Typing,
}

impl Own {
    /// Counts one more request.
    pub(crate) fn request(&self) -> Result<(), Duration> {
        count(&mut self.paces.lock().requests, OWN_REQUESTS)
    }

    /// Counts one more frame of set-up.
    pub(crate) fn signal(&self) -> Result<(), Duration> {
        count(&mut self.paces.lock().signals, OWN_SIGNALS)
    }

    /// Counts one more HTTP request of a connection that is polled.
    pub(crate) fn poll(&self) -> Result<(), Duration> {
        count(&mut self.paces.lock().polls, OWN_POLLS)
    }

    /// Counts one more refusal. True: there have been enough, and the connection is to end.
    pub(crate) fn refused(&self) -> bool {
        count(&mut self.paces.lock().refusals, OWN_REFUSALS).is_err()
    }

    /// Takes what a relayed event of that size costs from the allowance. `image_rate` is in bytes.
    ///
    /// # Errors
    /// How long to wait until it can be taken.
    pub(crate) fn spend(&self, kind: Relayed, bytes: usize, image_rate: core::Rate) -> Result<(), Duration> {
        let mut paces = self.paces.lock();
        let (pace, (rate, units)) = match kind {
            Relayed::Keys => (&mut paces.keys, (keys_rate(), 1)),
            Relayed::Chat => (&mut paces.chat, (chat_rate(), 1)),
            Relayed::Image => (&mut paces.image, (image_rate, u32::try_from(bytes).unwrap_or(u32::MAX))),
            Relayed::Typing => (&mut paces.typing, (typing_rate(), 1)),
        };
        pace.take(Instant::now(), rate, units)
    }

    /// Counts a request to the lobby in, or refuses it where `limit` are unanswered already. This is what bounds the
    /// lobby's queue: `limit` for each connection.
    pub(crate) fn begin_request(&self, limit: usize) -> bool {
        self.pending
            .fetch_update(Relaxed, Relaxed, |pending| (pending < limit).then_some(pending + 1))
            .is_ok()
    }

    /// Counts a request out.
    pub(crate) fn end_request(&self) {
        self.pending.fetch_sub(1, Relaxed);
    }

    /// The client connects to the namespace; whether it has done so before on this connection.
    pub(crate) fn connects_again(&self) -> bool {
        self.returns.swap(true, Relaxed)
    }
}

fn count(pace: &mut Pace, rate: Rate) -> Result<(), Duration> {
    pace.take(Instant::now(), core::Rate::a_minute(rate.a_minute.get(), rate.burst.get()), 1)
}
