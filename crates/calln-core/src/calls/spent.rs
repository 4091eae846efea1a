//! What no claim may open again: calls that are over, and claims that were used before a restart.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Role;
use crate::defaults::OVER_KEPT;
use crate::ids::CallId;

/// Names of calls that are over, and serials that were used. Each is forgotten once no claim can be alive.
#[derive(Default)]
pub(super) struct Spent {
    over: FxHashSet<CallId>,
    /// When to forget the members of `over`, in that order.
    forgetting: VecDeque<(Instant, CallId)>,
    /// The highest serials used before the server was started anew.
    used: FxHashMap<(CallId, Role), u64>,
    /// When to forget those.
    used_until: Option<Instant>,
}

impl Spent {
    /// A call ended, `ago`. To be said in the order of the ends.
    pub(super) fn end(&mut self, now: Instant, call: CallId, ago: Duration) {
        if let Some(left) = OVER_KEPT.checked_sub(ago)
            && self.over.insert(call)
        {
            self.forgetting.push_back((now + left, call));
        }
    }

    pub(super) fn is_over(&self, call: CallId) -> bool {
        self.over.contains(&call)
    }

    /// A claim was used before the restart.
    pub(super) fn use_up(&mut self, now: Instant, call: CallId, role: Role, serial: u64) {
        let used = self.used.entry((call, role)).or_default();
        *used = serial.max(*used);
        self.used_until = Some(now + OVER_KEPT);
    }

    /// The highest serial used before the restart; 0 where none was.
    pub(super) fn used(&self, call: CallId, role: Role) -> u64 {
        self.used.get(&(call, role)).copied().unwrap_or_default()
    }

    /// The call is known again, and its legs remember what was used.
    pub(super) fn forget_used(&mut self, call: CallId) {
        for role in Role::BOTH {
            self.used.remove(&(call, role));
        }
    }

    pub(super) fn expire(&mut self, now: Instant) {
        while let Some(&(due, call)) = self.forgetting.front()
            && due <= now
        {
            self.forgetting.pop_front();
            self.over.remove(&call);
        }
        if self.used_until.is_some_and(|until| until <= now) {
            (self.used, self.used_until) = (FxHashMap::default(), None);
        }
    }

    pub(super) fn next_expiry(&self) -> Option<Instant> {
        let forgetting = self.forgetting.front().map(|&(due, _)| due);
        forgetting.into_iter().chain(self.used_until).min()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.over.is_empty() && self.used.is_empty() && self.forgetting.is_empty()
    }
}
