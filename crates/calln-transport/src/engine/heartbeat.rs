//! The server's pings and the time that a client has to answer. Sans-IO.

use std::time::Duration;

use tokio::time::Instant;

/// When to ping, and until when to wait for the answer.
#[derive(Clone, Copy)]
pub(crate) struct Heartbeat {
    interval: Duration,
    timeout: Duration,
    /// The next ping is due then; or, while one is unanswered, the client counts as dead.
    next: Instant,
    unanswered: bool,
}

/// What is to be done now.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Beat {
    Rest,
    Ping,
    Dead,
}

impl Heartbeat {
    pub(crate) fn new(interval: Duration, timeout: Duration, now: Instant) -> Self {
        Self { interval, timeout, next: now + interval, unanswered: false }
    }

    /// When to ask [`Heartbeat::beat`] next.
    pub(crate) fn deadline(&self) -> Instant {
        self.next
    }

    /// What is due. A ping that comes late does not move the time by which the client must have answered.
    pub(crate) fn beat(&mut self, now: Instant) -> Beat {
        if now < self.next {
            return Beat::Rest;
        }
        if self.unanswered || now >= self.next + self.timeout {
            return Beat::Dead;
        }
        self.unanswered = true;
        self.next += self.timeout;
        Beat::Ping
    }

    /// The client answered.
    pub(crate) fn pong(&mut self, now: Instant) {
        if self.unanswered {
            self.unanswered = false;
            self.next = now + self.interval;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_answered_ping_is_followed_by_the_next_an_interval_later() {
        let start = Instant::now();
        let mut heart = Heartbeat::new(25 * SECOND, 20 * SECOND, start);
        assert_eq!(heart.beat(start + 24 * SECOND), Beat::Rest);
        assert_eq!(heart.beat(start + 25 * SECOND), Beat::Ping);
        heart.pong(start + 26 * SECOND);
        assert_eq!(heart.beat(start + 50 * SECOND), Beat::Rest);
        assert_eq!(heart.beat(start + 51 * SECOND), Beat::Ping);
    }

    #[test]
    fn an_unanswered_ping_is_the_end_even_if_it_was_asked_for_late() {
        let start = Instant::now();
        let mut heart = Heartbeat::new(25 * SECOND, 20 * SECOND, start);
        assert_eq!(heart.beat(start + 30 * SECOND), Beat::Ping);
        assert_eq!(heart.beat(start + 45 * SECOND), Beat::Dead);
        let mut never_asked = Heartbeat::new(25 * SECOND, 20 * SECOND, start);
        assert_eq!(never_asked.beat(start + 45 * SECOND), Beat::Dead);
    }

    #[test]
    fn a_pong_that_nobody_asked_for_postpones_nothing() {
        let start = Instant::now();
        let mut heart = Heartbeat::new(25 * SECOND, 20 * SECOND, start);
        heart.pong(start + 20 * SECOND);
        assert_eq!(heart.beat(start + 25 * SECOND), Beat::Ping);
    }
}
