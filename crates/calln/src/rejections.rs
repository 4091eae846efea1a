//! Requests that never came to the gateway or a handler: counted, and told to the operator with what to do.
//!
//! To callers such a request is a server that can't be reached, and to an operator it would be nothing at all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use calln_transport::Rejection;
use parking_lot::Mutex;

use crate::metrics::Metrics;

/// Least time between two lines of the log for one reason.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// What has been rejected since the start.
pub(crate) struct Rejections {
    metrics: Arc<Metrics>,
    log: Mutex<Log>,
}

impl Rejections {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self { metrics, log: Mutex::default() }
    }

    /// One more.
    pub(crate) fn note(&self, why: Rejection) {
        self.metrics.rejected(reason(why));
        if let Some(times) = self.log.lock().note(why, Instant::now()) {
            tracing::warn!(reason = reason(why), times, "{}", remedy(why));
        }
    }
}

/// When the operator was told of what, and how often it has happened since.
#[derive(Default)]
struct Log([Option<(Instant, u64)>; 3]);

impl Log {
    /// How many to tell of at `now`, if it is time to.
    fn note(&mut self, why: Rejection, now: Instant) -> Option<u64> {
        let entry = &mut self.0[why as usize];
        match entry {
            Some((said, since)) if now < *said + SAID_EVERY => {
                *since += 1;
                None
            }
            _ => {
                let since = entry.map_or(0, |(_, since)| since);
                *entry = Some((now, 0));
                Some(since + 1)
            }
        }
    }
}

/// As `/metrics` and the log have it.
const fn reason(why: Rejection) -> &'static str {
    match why {
        Rejection::Origin => "origin",
        Rejection::Host => "host",
        Rejection::Crowded => "crowded",
    }
}

const fn remedy(why: Rejection) -> &'static str {
    match why {
        Rejection::Origin => {
            "connections were refused because the page that asked has another origin than the request's Host; where that \
             is your own page, the reverse proxy doesn't pass Host on as the browser sent it (nginx: proxy_set_header Host \
             $http_host), and where it is another site of yours, name it in origins; `calln doctor --url` tries it"
        }
        Rejection::Host => {
            "requests named a host that this server isn't known by, and were refused; if callers open that name, put it \
             into hosts, or name your reverse proxy in trusted_proxies"
        }
        Rejection::Crowded => {
            "connections were refused because one address, one network or all together have as many open as they may; if \
             a reverse proxy is in front, name it in trusted_proxies, else see limits.connections and \
             limits.connections_per_address"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_told_once_a_minute_with_how_often_it_happened() {
        let (mut log, start) = (Log::default(), Instant::now());
        assert_eq!(log.note(Rejection::Origin, start), Some(1));
        assert_eq!(log.note(Rejection::Host, start), Some(1), "another reason");
        for second in 1..60 {
            assert_eq!(log.note(Rejection::Origin, start + Duration::from_secs(second)), None);
        }
        assert_eq!(log.note(Rejection::Origin, start + SAID_EVERY), Some(60));
        assert_eq!(log.note(Rejection::Origin, start + 2 * SAID_EVERY), Some(1));
    }
}
