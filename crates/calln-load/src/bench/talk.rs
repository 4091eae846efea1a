//! A caller that sends numbered messages to its partner and checks those that come back.

use std::time::{Duration, Instant};

use tokio::time::error::Elapsed;

use super::BenchError;
use super::pairs::Side;
use super::signal::{self, Misdelivered, SignalWriter, Stamp};
use crate::measure::order::Order;
use calln_client::{Client, Received};

/// Messages flow that long before they count.
const WARM_UP: Duration = Duration::from_secs(1);

/// How long the last messages may take once nothing new is sent.
const DRAIN: Duration = Duration::from_secs(10);

/// When all callers start, measure and stop.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) epoch: Instant,
    /// From here on messages count.
    pub(super) from: Instant,
    /// From here on nothing new is sent.
    pub(super) until: Instant,
    /// What hasn't come by then never will.
    pub(super) end: Instant,
}

impl Clock {
    pub(super) fn start(window: Duration) -> Self {
        let epoch = Instant::now();
        let from = epoch + WARM_UP;
        let until = from + window;
        Self { epoch, from, until, end: until + DRAIN }
    }
}

/// One side of a call, talking.
pub(super) struct Talk {
    pub(super) client: Client,
    call: String,
    clock: Clock,
    writer: SignalWriter,
    sent: u64,
    said_last: bool,
    heard_last: bool,
    pub(super) order: Order,
    /// Of the messages that were sent while messages counted.
    pub(super) latencies_ns: Vec<u64>,
}

impl Talk {
    pub(super) fn new(side: Side, clock: Clock) -> Result<Self, BenchError> {
        let Side { client, call } = side;
        Ok(Self {
            writer: SignalWriter::new(&call)?,
            client,
            call,
            clock,
            sent: 0,
            said_last: false,
            heard_last: false,
            order: Order::default(),
            latencies_ns: Vec::new(),
        })
    }

    /// Buffers the next message: the last one, when time is up; none, when that has been said.
    pub(super) async fn say(&mut self) -> Result<(), BenchError> {
        if self.said_last {
            return Ok(());
        }
        let now = Instant::now();
        self.said_last = now >= self.clock.until;
        let stamp = Stamp { number: self.sent, sent_ns: self.nanos(now), last: self.said_last };
        self.sent += 1;
        Ok(self.client.feed(self.writer.write(stamp)).await?)
    }

    /// Checks what came. Its stamp, if it was a message of the partner's.
    pub(super) fn hear(&mut self, received: &Received) -> Option<Stamp> {
        let Received::Event(event) = received else { return None };
        match signal::read(event, &self.call) {
            Ok(stamp) => {
                let stamp = stamp?;
                self.order.see(stamp.number);
                self.heard_last |= stamp.last;
                Some(stamp)
            }
            Err(Misdelivered) => {
                self.order.flaws.misdelivered += 1;
                None
            }
        }
    }

    /// Notes how long a message took, if it was sent while messages count.
    pub(super) fn time(&mut self, stamp: Stamp) {
        let counts = self.nanos(self.clock.from)..self.nanos(self.clock.until);
        if counts.contains(&stamp.sent_ns) {
            self.latencies_ns.push(self.nanos(Instant::now()).saturating_sub(stamp.sent_ns));
        }
    }

    /// Both sides have said and heard all there was.
    pub(super) fn is_over(&self) -> bool {
        self.said_last && self.heard_last
    }

    /// The talk as it ended. If its time ran out, the last message at least is lost.
    pub(super) fn conclude(
        mut self,
        ending: Result<Result<(), BenchError>, Elapsed>,
    ) -> Result<Self, BenchError> {
        match ending {
            Ok(over) => over?,
            Err(Elapsed { .. }) => self.order.flaws.lost += 1,
        }
        Ok(self)
    }

    fn nanos(&self, at: Instant) -> u64 {
        u64::try_from((at - self.clock.epoch).as_nanos()).unwrap_or(u64::MAX)
    }
}
