//! The callers, and what each is doing.

use std::{hint::black_box, time::Duration};

use super::{
    clock::Moment,
    effect::{JoinError, JoinState, Outlook},
    input::Ways,
    lists::NIL,
    recent::Recent,
};
use crate::{
    country::Country,
    ids::{CallerId, Tag},
    pseudonyms::Pseudonyms,
    wish::Wish,
};

/// A caller, from the first join to the disconnect.
///
/// Among many callers, fetching this from memory is most of the work ([`Callers::foresee`]). So it is laid out by cache
/// lines: looking for a partner takes the first two, and so does the end of a call.
#[derive(Default)]
#[repr(C, align(64))]
pub(super) struct Caller {
    pub(super) state: State,
    pub(super) session: Option<Tag>,
    pub(super) wish: Wish,
    pub(super) country: Option<Country>,
    generation: u32,

    pub(super) recent: Recent,

    /// The last request that had a name, and its answer; none where the last request had no name.
    pub(super) last_op: Tag,
    pub(super) last_reply: Option<Result<JoinState, JoinError>>,
    pub(super) ways: Ways,
    pub(super) network: Option<Tag>,
    pub(super) site: Option<Tag>,
    pub(super) pseudonyms: Pseudonyms,
    /// Set while `recent` holds anybody: when to clear it of those that no longer count.
    pub(super) forgetting: Option<u32>,
}

const _: () = assert!(std::mem::offset_of!(Caller, recent) == 64 && size_of::<Recent>() == 64);
const _: () = assert!(size_of::<Caller>() == 256);

#[derive(Clone, Copy, Default)]
pub(super) enum State {
    /// Nobody is here.
    #[default]
    Absent,
    Idle,
    /// Key of the [`Wait`], which is kept apart: few wait, and all the others are smaller for it.
    Waiting(u32),
    /// The key of the partner. Of the call no more is known here.
    InCall {
        partner: u32,
    },
}

#[derive(Clone, Copy, Default)]
pub(super) struct Wait {
    /// Key in the queue.
    pub(super) place: u32,
    /// How many waited for the same when this wait began.
    pub(super) ahead: u32,
    /// What the caller was told last.
    pub(super) told: Outlook,
    /// When to look at the outlook again.
    pub(super) update: u32,
    /// When recent partners may be met again. Set only if one was passed over.
    pub(super) second_look: Option<u32>,
}

/// The callers by the slots of their ids; a slot is the key that serves everywhere inside the lobby.
#[derive(Default)]
pub(super) struct Callers {
    /// Each holds [`PAGE`] slots, or none where nobody has been yet. Pages don't move as the number of callers grows,
    /// so no join waits for that.
    pages: Vec<Box<[Caller]>>,
    present: usize,
}

const PAGE: usize = 256;

impl Callers {
    /// The key of a caller who is here.
    pub(super) fn key(&self, id: CallerId) -> Option<u32> {
        self.present(id.slot()).filter(|&present| present == id).map(CallerId::slot)
    }

    /// Who is here with this key.
    pub(super) fn present(&self, key: u32) -> Option<CallerId> {
        let (page, at) = locate(key);
        let caller = self.pages.get(page)?.get(at)?;
        (!matches!(caller.state, State::Absent)).then(|| CallerId::new(key, caller.generation))
    }

    /// Fetches what is known of callers who are about to do something, and of their partners. Memory answers many
    /// questions in the time of one, if none of them waits for another's answer.
    pub(super) fn foresee(&self, keys: impl Iterator<Item = u32> + Clone) {
        let fetched = |key: u32| {
            let (page, at) = locate(key);
            let caller = self.pages.get(page)?.get(at)?;
            black_box((caller.generation, caller.recent.is_empty()));
            Some(caller)
        };
        for key in keys.clone() {
            fetched(key);
        }
        for key in keys {
            if let Some(Caller { state: State::InCall { partner }, .. }) = fetched(key) {
                fetched(*partner);
            }
        }
    }

    /// The id of the caller with this key.
    pub(super) fn id(&self, key: u32) -> CallerId {
        CallerId::new(key, self[key].generation)
    }

    /// Makes room for a caller, idle at first, where nobody is. None if the slot has been a younger id's already.
    pub(super) fn insert(&mut self, id: CallerId) -> Option<u32> {
        let (page, _) = locate(id.slot());
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, Box::default);
        }
        if self.pages[page].is_empty() {
            self.pages[page] = (0..PAGE).map(|_| Caller::default()).collect();
        }
        let caller = &mut self[id.slot()];
        if caller.generation > id.generation() {
            return None;
        }
        caller.generation = id.generation();
        caller.state = State::Idle;
        self.present += 1;
        Some(id.slot())
    }

    /// Leaves of a caller only what tells the next one with this key apart.
    pub(super) fn remove(&mut self, key: u32) {
        let caller = &mut self[key];
        *caller = Caller { generation: caller.generation, ..Caller::default() };
        self.present -= 1;
    }

    /// Whether either of the two has met the other lately.
    pub(super) fn have_met(&self, a: u32, b: u32, now: Moment, window: Duration) -> bool {
        let met = |a: u32, b: u32| {
            self[a].recent.last_with(self.mark(b), now).is_some_and(|ended| now.since(ended) < window)
        };
        met(a, b) || met(b, a)
    }

    /// What others remember a caller by: its key and its generation in 32 bits. Whoever has the key next has another mark; callers
    /// with different keys share one by chance, one pair in four thousand million.
    pub(super) fn mark(&self, key: u32) -> u32 {
        let mark = key ^ self[key].generation.wrapping_mul(0x9E37_79B1);
        if mark == NIL { 0 } else { mark }
    }

    pub(super) fn len(&self) -> usize {
        self.present
    }
}

const fn locate(key: u32) -> (usize, usize) {
    (key as usize / PAGE, key as usize % PAGE)
}

impl std::ops::Index<u32> for Callers {
    type Output = Caller;

    fn index(&self, key: u32) -> &Caller {
        let (page, at) = locate(key);
        &self.pages[page][at]
    }
}

impl std::ops::IndexMut<u32> for Callers {
    fn index_mut(&mut self, key: u32) -> &mut Caller {
        let (page, at) = locate(key);
        &mut self.pages[page][at]
    }
}
