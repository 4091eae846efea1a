//! TLS handshakes under way. There are so many places; where a network or a provider has its part, its own oldest handshake
//! gives way, so that whoever begins them and never ends them keeps only their own kind out.

use std::collections::VecDeque;
use std::net::IpAddr;

use calln_turn::Places;
use tokio::task::{AbortHandle, JoinSet};

/// Handshakes at a time. Each costs about a millisecond of one core and some 50 KiB.
const HANDSHAKES: usize = 256;
/// Those of one network. A carrier's gateway with a thousand callers begins a few a second.
const PER_NETWORK: usize = 32;

pub(super) struct Handshakes {
    places: Places,
    /// The oldest first; as many as have a place.
    under_way: VecDeque<Handshake>,
    tasks: JoinSet<()>,
}

struct Handshake {
    ip: IpAddr,
    task: AbortHandle,
}

impl Handshakes {
    pub(super) fn new() -> Self {
        Self {
            places: Places::new(HANDSHAKES, PER_NETWORK),
            under_way: VecDeque::new(),
            tasks: JoinSet::new(),
        }
    }

    /// Begins a handshake with `ip`. It isn't begun where there is no place for it, and nobody of its network or provider to
    /// give way.
    pub(super) fn begin(&mut self, ip: IpAddr, handshake: impl Future<Output = ()> + Send + 'static) {
        if let Some(crowd) = self.places.crowd(ip) {
            let Some(oldest) = self.under_way.iter().position(|other| crowd.includes(other.ip)) else {
                return;
            };
            self.remove(oldest);
        }
        self.places.take(ip);
        self.under_way.push_back(Handshake { ip, task: self.tasks.spawn(handshake) });
    }

    /// Waits until one has ended; for ever where none is under way.
    pub(super) async fn ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(ended) => {
                let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                if let Some(index) = self.under_way.iter().position(|handshake| handshake.task.id() == id) {
                    self.remove(index);
                }
            }
            None => std::future::pending().await,
        }
    }

    fn remove(&mut self, index: usize) {
        if let Some(Handshake { ip, task }) = self.under_way.remove(index) {
            task.abort();
            self.places.give_back(ip);
        }
    }
}
