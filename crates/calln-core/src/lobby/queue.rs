//! Who waits, in the order of their coming, indexed by who may meet them.
//!
//! Each waiter stands in a few first-in-first-out lists, chosen so that any newcomer finds every waiter that fits in
//! the lists of a handful of countries, and nearly nobody else:
//!
//! | list | holds waiters | looked at by newcomers |
//! |---|---|---|
//! | `ALL` | with wish any | with wish any |
//! | `any_of(c)` | from `c` with wish any | who accept `c` |
//! | `wants(d)` | with wish only, `d` among them | from `d` with wish any |
//! | `pair(d, c)` | from `c` with wish only, `d` among them | from `d` who accept `c` |
//! | `BUT_ALL` | with wish except | with wish any |
//! | `but_of(c)` | from `c` with wish except | who accept `c` |
//!
//! A wish except `E` accepts 240 countries, too many to stand in a list for each. So the last two kinds hold
//! waiters who exclude the newcomer, and these must be passed over. They are passed over once: for each such list and
//! each country `d`, a *cursor* marks the end of a front part in which everybody excludes `d`. Lists grow at the
//! end only, so a front part stays one. A waiter is passed at most once for each country that they exclude, eight at
//! most, and a search costs O(countries in the wish) as for the other kinds.

use super::{
    lists::{Lists, NIL},
    slab::Slab,
};
use crate::{
    country::{Country, CountrySet},
    wish::{Countries, Wish},
};

const C: usize = Country::COUNT;
const ALL: usize = 0;
const BUT_ALL: usize = 1;
const ANY_OF: usize = 2;
const WANTS: usize = ANY_OF + C;
const BUT_OF: usize = WANTS + C;
const PAIR: usize = BUT_OF + C;
const LISTS: usize = PAIR + C * C;

const fn any_of(c: Country) -> usize {
    ANY_OF + c.index()
}
const fn wants(d: Country) -> usize {
    WANTS + d.index()
}
const fn but_of(c: Country) -> usize {
    BUT_OF + c.index()
}
/// Waiters from `own` who want the country of `viewer`: what one viewer looks through lies side by side.
const fn pair(viewer: Country, own: Country) -> usize {
    PAIR + viewer.index() * C + own.index()
}

/// Which countries have somebody in the lists that an except-newcomer goes through.
struct Present {
    any_of: CountrySet,
    but_of: CountrySet,
    /// By the viewer's country.
    pair: Vec<CountrySet>,
}

#[derive(Clone, Copy, Default)]
struct Waiter {
    wish: Wish,
    owner: u32,
    /// First of the chain of this waiter's nodes.
    first: u32,
}

/// Who waits, in the order of their coming, indexed by who may meet them. A [`Lobby`](super::Lobby) keeps its
/// own; by itself this is for those who measure it.
///
/// Every operation takes time in proportion to the countries in the wish, however many wait, plus the waiters whom
/// `may_meet` refuses.
pub struct Queue {
    lists: Lists,
    waiters: Slab<Waiter>,
    present: Present,
    /// For `BUT_ALL`, then for each `but_of(c)`: by country `d`, the last node of the front part that excludes `d`.
    cursors: Vec<u32>,
    tickets: u64,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            lists: Lists::new(LISTS),
            waiters: Slab::new(),
            present: Present {
                any_of: CountrySet::default(),
                but_of: CountrySet::default(),
                pair: vec![CountrySet::default(); C],
            },
            cursors: vec![NIL; (1 + C) * C],
            tickets: 0,
        }
    }
}

impl Queue {
    /// An empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `owner`, whoever that is to the one who asks, at the end. Gives their place, to remove them by.
    pub fn push(&mut self, owner: u32, country: Option<Country>, wish: Wish) -> u32 {
        let waiter = self.waiters.insert(Waiter { wish, owner, first: NIL });
        self.tickets += 1;
        let mut first = NIL;
        let mut stand = |list: usize| {
            #[expect(clippy::cast_possible_truncation, reason = "LISTS is far below 2^32")]
            let list = list as u32;
            first = self.lists.push(list, self.tickets, waiter, first);
        };
        match &wish {
            Wish::Any => {
                stand(ALL);
                if let Some(c) = country {
                    stand(any_of(c));
                    self.present.any_of.insert(c);
                }
            }
            Wish::Only(these) => {
                for &d in these.as_slice() {
                    stand(wants(d));
                    if let Some(c) = country {
                        stand(pair(d, c));
                        self.present.pair[d.index()].insert(c);
                    }
                }
            }
            Wish::Except(_) => {
                stand(BUT_ALL);
                if let Some(c) = country {
                    stand(but_of(c));
                    self.present.but_of.insert(c);
                }
            }
        }
        self.waiters[waiter].first = first;
        waiter
    }

    /// Takes the one out who has this place.
    pub fn remove(&mut self, place: u32) {
        let Waiter { wish, mut first, .. } = self.waiters.remove(place);
        while first != NIL {
            let node = self.lists.unlink(first);
            let list = node.list as usize;
            if let Wish::Except(these) = &wish {
                for &d in these.as_slice() {
                    let cursor = &mut self.cursors[cursor(list, d)];
                    if *cursor == first {
                        *cursor = node.prev;
                    }
                }
            }
            if self.lists.len(list) == 0 {
                self.present.clear(list);
            }
            first = node.sibling;
        }
    }

    /// The owner who has waited longest among those whom a seeker fits by country and `may_meet`; of those in front
    /// of the seeker, if the seeker has a place in the queue. Stays in the queue.
    pub fn oldest(
        &mut self,
        country: Option<Country>,
        wish: &Wish,
        place: Option<u32>,
        may_meet: impl FnMut(u32) -> bool,
    ) -> Option<u32> {
        let Self { lists, waiters, present, cursors, .. } = self;
        let ticket = place.map_or(u64::MAX, |place| lists.node(waiters[place].first).key);
        let mut search = Search { lists, waiters, cursors, may_meet, ticket, found: None };
        match wish {
            Wish::Any => {
                search.through(ALL);
                if let Some(d) = country {
                    search.through(wants(d));
                    search.past_excluders(BUT_ALL, d);
                }
            }
            Wish::Only(these) => {
                for &c in these.as_slice() {
                    search.through(any_of(c));
                    if let Some(d) = country {
                        search.through(pair(d, c));
                        search.past_excluders(but_of(c), d);
                    }
                }
            }
            Wish::Except(these) => {
                let accepted = |set: &CountrySet| without(*set, these);
                for c in accepted(&present.any_of).iter() {
                    search.through(any_of(c));
                }
                if let Some(d) = country {
                    for c in accepted(&present.pair[d.index()]).iter() {
                        search.through(pair(d, c));
                    }
                    for c in accepted(&present.but_of).iter() {
                        search.past_excluders(but_of(c), d);
                    }
                }
            }
        }
        search.found
    }

    /// How many wait for the same as a caller of this country with this wish does: those whom a newcomer who fits
    /// could be given to instead.
    pub fn line(&self, country: Option<Country>, wish: &Wish) -> u32 {
        match (wish, country) {
            (Wish::Any, None) => self.lists.len(ALL),
            (Wish::Any, Some(c)) => self.lists.len(any_of(c)),
            (Wish::Except(_), None) => self.lists.len(BUT_ALL),
            (Wish::Except(_), Some(c)) => self.lists.len(but_of(c)),
            (Wish::Only(these), _) => {
                let list = |&d: &Country| country.map_or(wants(d), |c| pair(d, c));
                these.as_slice().iter().map(|d| self.lists.len(list(d))).min().unwrap_or(0)
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        let Present { any_of, but_of, pair } = &self.present;
        self.lists.is_empty()
            && self.waiters.is_empty()
            && pair.iter().chain([any_of, but_of]).all(|set| *set == CountrySet::default())
            && self.cursors.iter().all(|&cursor| cursor == NIL)
    }
}

impl Present {
    /// Notes that a list has become empty.
    fn clear(&mut self, list: usize) {
        let country = Country::at;
        if list >= PAIR {
            self.pair[(list - PAIR) / C].remove(country((list - PAIR) % C));
        } else if list >= BUT_OF {
            self.but_of.remove(country(list - BUT_OF));
        } else if (ANY_OF..WANTS).contains(&list) {
            self.any_of.remove(country(list - ANY_OF));
        }
    }
}

/// Where the cursor of country `d` in the list `BUT_ALL` or `but_of(_)` is kept.
const fn cursor(list: usize, d: Country) -> usize {
    let row = if list == BUT_ALL { 0 } else { 1 + list - BUT_OF };
    row * C + d.index()
}

fn without(mut set: CountrySet, these: &Countries) -> CountrySet {
    these.as_slice().iter().for_each(|&c| set.remove(c));
    set
}

/// A search for the smallest ticket over several lists.
struct Search<'a, F> {
    lists: &'a Lists,
    waiters: &'a Slab<Waiter>,
    cursors: &'a mut [u32],
    may_meet: F,
    /// Of the waiter found so far; nobody with this or a later one is looked at.
    ticket: u64,
    found: Option<u32>,
}

impl<F: FnMut(u32) -> bool> Search<'_, F> {
    fn through(&mut self, list: usize) {
        self.from(self.lists.head(list), |_| true);
    }

    fn past_excluders(&mut self, list: usize, d: Country) {
        let accepts = |waiter: &Waiter| waiter.wish.accepts(Some(d));
        let cursor = &mut self.cursors[cursor(list, d)];
        let mut node = if *cursor == NIL { self.lists.head(list) } else { self.lists.node(*cursor).next };
        while node != NIL && !accepts(&self.waiters[self.lists.node(node).owner]) {
            *cursor = node;
            node = self.lists.node(node).next;
        }
        self.from(node, accepts);
    }

    fn from(&mut self, mut node: u32, accepts: impl Fn(&Waiter) -> bool) {
        while node != NIL {
            let place = self.lists.node(node);
            if place.key >= self.ticket {
                return;
            }
            let waiter = &self.waiters[place.owner];
            if accepts(waiter) && (self.may_meet)(waiter.owner) {
                self.ticket = place.key;
                self.found = Some(waiter.owner);
                return;
            }
            node = place.next;
        }
    }
}
