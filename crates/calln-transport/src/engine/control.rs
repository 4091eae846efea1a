//! How many control frames (RFC 6455, section 5.5), or Engine.IO packets that are no message, a client may send. Sans-IO.

use std::time::Duration;

use tokio::time::Instant;

use crate::close::CloseReason;

/// Control frames at once. Clients that ping do so once in some seconds; a line that comes back delivers what was held
/// up on it.
const BURST: u32 = 30;
/// Time for one more.
const REFILL: Duration = Duration::from_secs(1);

/// The control frames of one WebSocket, or such packets of one session: a token bucket that is full at first.
#[derive(Debug, Default)]
pub(crate) struct ControlFrames {
    /// When the bucket will be full again (generic cell rate algorithm).
    full_at: Option<Instant>,
}

impl ControlFrames {
    /// Counts one.
    ///
    /// # Errors
    /// One too many: the connection is over.
    pub(crate) fn count(&mut self, now: Instant) -> Result<(), CloseReason> {
        let full_at = self.full_at.map_or(now, |at| at.max(now)) + REFILL;
        if full_at > now + BURST * REFILL {
            return Err(CloseReason::TooOften("too many control frames"));
        }
        self.full_at = Some(full_at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_for_each_refill() {
        let start = Instant::now();
        let mut control = ControlFrames::default();
        for _ in 0..BURST {
            assert_eq!(control.count(start), Ok(()));
        }
        assert!(control.count(start).is_err());
        assert_eq!(control.count(start + REFILL), Ok(()));
        assert!(control.count(start + REFILL).is_err());
    }

    #[test]
    fn a_client_that_pings_every_second_is_never_refused() {
        let start = Instant::now();
        let mut control = ControlFrames::default();
        for second in 0..10_000 {
            assert_eq!(control.count(start + second * Duration::from_secs(1)), Ok(()));
        }
    }
}
