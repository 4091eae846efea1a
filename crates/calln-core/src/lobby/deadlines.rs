//! Deadlines that all have the same delay, so that the order in which they are set is the order in which they
//! fall due, and a list does what a heap would.

use super::{clock::Moment, lists::Lists, lists::NIL};

pub(super) struct Deadlines {
    list: Lists,
}

impl Deadlines {
    pub(super) fn new() -> Self {
        Self { list: Lists::new(1) }
    }

    /// Sets a deadline for `owner`; `due` must be no earlier than the one set last. Gives the key to cancel it by.
    pub(super) fn set(&mut self, due: Moment, owner: u32) -> u32 {
        self.list.push(0, due.0, owner, NIL)
    }

    pub(super) fn cancel(&mut self, deadline: u32) {
        self.list.unlink(deadline);
    }

    pub(super) fn next(&self) -> Option<Moment> {
        let head = self.list.head(0);
        (head != NIL).then(|| Moment(self.list.node(head).key))
    }

    /// Takes out the earliest deadline if it is due, and gives its owner.
    pub(super) fn pop_due(&mut self, now: Moment) -> Option<u32> {
        self.next().filter(|&due| due <= now).map(|_| self.list.unlink(self.list.head(0)).owner)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
