//! Places in the queue, by browser and by site: nobody takes more of them than they have a use for.

use rustc_hash::FxHashMap;

use crate::ids::Tag;

/// Who waits, by session and by site. Holds nothing of callers who don't wait.
#[derive(Default)]
pub(super) struct Places {
    /// The key of the waiting caller of each session.
    sessions: FxHashMap<Tag, u32>,
    /// How many wait behind each site.
    sites: FxHashMap<Tag, usize>,
}

impl Places {
    /// Whether one more may wait behind a site that has `most` places. Always where the site isn't known.
    pub(super) fn has_room(&self, site: Option<Tag>, most: usize) -> bool {
        site.and_then(|site| self.sites.get(&site)).is_none_or(|waiting| *waiting < most)
    }

    /// The caller who waits in this session.
    pub(super) fn of_session(&self, session: Option<Tag>) -> Option<u32> {
        self.sessions.get(&session?).copied()
    }

    /// A caller begins to wait; no other of its session does.
    pub(super) fn take(&mut self, key: u32, session: Option<Tag>, site: Option<Tag>) {
        if let Some(session) = session {
            self.sessions.insert(session, key);
        }
        if let Some(site) = site {
            *self.sites.entry(site).or_default() += 1;
        }
    }

    /// A caller waits no longer.
    pub(super) fn leave(&mut self, session: Option<Tag>, site: Option<Tag>) {
        if let Some(session) = session {
            self.sessions.remove(&session);
        }
        if let Some(site) = site
            && let Some(waiting) = self.sites.get_mut(&site)
        {
            *waiting -= 1;
            if *waiting == 0 {
                self.sites.remove(&site);
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.sites.is_empty()
    }
}
