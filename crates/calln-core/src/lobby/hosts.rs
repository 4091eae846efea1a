//! How many callers share a host.

use rustc_hash::FxHashMap;

use crate::ids::Tag;

/// The callers by [`Profile::network`](super::Profile::network). Holds nothing of callers who have gone.
#[derive(Default)]
pub(super) struct Hosts(FxHashMap<Tag, usize>);

impl Hosts {
    /// How many there are of a host; none where it isn't known.
    pub(super) fn callers(&self, host: Option<Tag>) -> usize {
        host.and_then(|host| self.0.get(&host)).copied().unwrap_or_default()
    }

    /// A caller of this host comes.
    pub(super) fn enter(&mut self, host: Option<Tag>) {
        if let Some(host) = host {
            *self.0.entry(host).or_default() += 1;
        }
    }

    /// A caller of this host goes.
    pub(super) fn leave(&mut self, host: Option<Tag>) {
        if let Some(host) = host
            && let Some(callers) = self.0.get_mut(&host)
        {
            *callers -= 1;
            if *callers == 0 {
                self.0.remove(&host);
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
