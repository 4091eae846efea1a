//! The lobby: where callers wait and meet.
//!
//! It knows who waits, who is in a call with whom, and who has met whom lately. A call's name, its legs and its end
//! belong to [`calls`](crate::calls); the lobby is told when the two are free again.

mod apart;
mod callers;
mod clock;
mod deadlines;
mod effect;
mod forecast;
mod hosts;
mod input;
mod lists;
mod places;
mod queue;
mod recent;
mod slab;
mod tally;
#[cfg(test)]
mod tests;

use std::time::Instant;

pub use effect::{Effect, Estimate, JoinError, JoinState, Outlook, Side};
pub use input::{Input, Profile, Settings, Ways};
pub use queue::Queue;

use self::{
    apart::Apart,
    callers::{Caller, Callers, State, Wait},
    clock::{Clock, Moment},
    deadlines::Deadlines,
    forecast::Forecast,
    hosts::Hosts,
    places::Places,
    recent::LONGEST_WINDOW,
    slab::Slab,
    tally::{Count, Tally},
};
use crate::{
    defaults::{APART_HOST_CALLERS, ARRIVALS_HALF_LIFE, BARRED_LOOKS, FORGET_EVERY, UPKEEP_AT_ONCE},
    ids::{CallerId, Tag},
    wish::Wish,
};

/// Decides who meets whom.
///
/// - Each `Join` and `Next` gives exactly one [`Effect::Replied`], before the `Waiting` or `Matched` that it causes.
/// - A caller is in one call at most, until `Part` or a `Disconnect` of either side.
/// - After `Disconnect` nothing about the caller is left, except its id in the lists of those it met last, for
///   eleven minutes at most.
/// - Of two ids with the same slot the lobby knows the younger: its `Join` disconnects the older one, whose inputs
///   then change nothing; a `Join` of the older one isn't answered.
/// - Nothing here blocks or panics. Time that runs backwards counts as standing still.
pub struct Lobby {
    settings: Settings,
    clock: Clock,
    callers: Callers,
    waits: Slab<Wait>,
    queue: Queue,
    places: Places,
    tally: Tally,
    forecast: Forecast,
    /// By waiting caller: when to look at the outlook again.
    updates: Deadlines,
    /// By waiting caller: when recent partners may be met again.
    second_looks: Deadlines,
    /// By caller: when to clear the list of recent partners.
    forgetting: Deadlines,
    apart: Apart,
    hosts: Hosts,
    waiting: usize,
    in_call: usize,
}

/// How many callers there are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Census {
    /// All that have joined and not disconnected.
    pub callers: usize,
    /// Those who wait for a partner.
    pub waiting: usize,
    /// Those who are in a call; two for each.
    pub in_call: usize,
}

/// Whether recent partners may be met.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Meet {
    Strangers,
    Anyone,
}

/// Whether a caller is in the tally.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Counted {
    Not,
    Already,
}

impl Lobby {
    /// An empty lobby.
    pub fn new(settings: Settings) -> Self {
        let recent_window = settings.recent_window.min(LONGEST_WINDOW);
        Self {
            settings: Settings { recent_window, ..settings },
            clock: Clock::default(),
            callers: Callers::default(),
            waits: Slab::new(),
            queue: Queue::new(),
            places: Places::default(),
            tally: Tally::new(),
            forecast: Forecast::new(ARRIVALS_HALF_LIFE),
            updates: Deadlines::new(),
            second_looks: Deadlines::new(),
            forgetting: Deadlines::new(),
            apart: Apart::default(),
            hosts: Hosts::default(),
            waiting: 0,
            in_call: 0,
        }
    }

    /// Takes in what happened and appends what is to be done to `effects`.
    ///
    /// Matches that have fallen due by `now` come first, whatever the input is. A late [`Input::Wake`] therefore
    /// changes nobody's turn.
    pub fn handle(&mut self, now: Instant, input: Input, effects: &mut Vec<Effect>) {
        let now = self.clock.advance(now);
        self.look_again(now, effects);
        match input {
            Input::Join { caller, profile, op } => self.join(caller, profile, op, now, effects),
            Input::Next { caller, op } => self.next(caller, op, now, effects),
            Input::Meet { first, second } => self.meet([first, second], effects),
            Input::Leave { caller } => {
                if let Some(key) = self.callers.key(caller) {
                    self.leave_queue(key);
                }
            }
            Input::Part { caller, remember } => {
                if let Some(key) = self.callers.key(caller) {
                    self.part(key, remember, now);
                }
            }
            Input::KeepApart { pair, lasts } => self.apart.keep(pair, now.after(lasts)),
            Input::Disconnect { caller } => self.disconnect(caller, now),
            Input::Wake => {
                self.update_outlooks(now, effects);
                self.forget_partners(now);
                self.apart.forget(now);
            }
        }
    }

    /// Makes the matches that have fallen due, and nothing else.
    pub fn catch_up(&mut self, now: Instant, effects: &mut Vec<Effect>) {
        let now = self.clock.advance(now);
        self.look_again(now, effects);
    }

    /// Whether a request with this name repeats the caller's last, and would only be answered again.
    pub fn is_repeated(&self, caller: CallerId, op: Option<Tag>) -> bool {
        let Some(key) = self.callers.key(caller).filter(|_| op.is_some()) else { return false };
        let Caller { last_op, last_reply, .. } = self.callers[key];
        last_reply.is_some() && op == Some(last_op)
    }

    /// Makes the inputs of these callers cheap to handle, if they come next. Among a million callers most of what
    /// handling takes is fetching the caller's record from memory, which is done for all of them at once here. Changes
    /// nothing.
    pub fn foresee(&self, callers: impl Iterator<Item = CallerId> + Clone) {
        self.callers.foresee(callers.map(CallerId::slot));
    }

    /// When to call [`Self::handle`] with [`Input::Wake`] if nothing else happens. None: not before the next input.
    pub fn next_wake(&self) -> Option<Instant> {
        let deadlines = [&self.updates, &self.second_looks, &self.forgetting];
        let next = deadlines.into_iter().filter_map(Deadlines::next).chain(self.apart.next()).min()?;
        self.clock.instant(next)
    }

    /// How many callers there are now.
    pub fn census(&self) -> Census {
        Census { callers: self.callers.len(), waiting: self.waiting, in_call: self.in_call }
    }

    fn join(
        &mut self,
        caller: CallerId,
        profile: Profile,
        op: Option<Tag>,
        now: Moment,
        effects: &mut Vec<Effect>,
    ) {
        let Some(key) = self.admit(caller, now) else { return };
        if self.answer_again(key, op, effects) {
            return;
        }
        if let State::InCall { .. } = self.callers[key].state {
            return self.reply(key, op, Err(JoinError::InCall), effects);
        }
        let rejoining = self.leave_queue(key);
        let Profile { country, wish, session, network, ways, site, pseudonyms } = profile;
        self.hosts.leave(self.callers[key].network);
        self.hosts.enter(network);
        let record = &mut self.callers[key];
        (record.country, record.wish, record.session) = (country, wish, session);
        (record.network, record.ways, record.site) = (network, ways, site);
        record.pseudonyms = pseudonyms;
        self.look(key, op, !rejoining, now, effects);
    }

    /// The key of a caller who is here, or comes now. None for those whose slot has been given to a younger id.
    fn admit(&mut self, caller: CallerId, now: Moment) -> Option<u32> {
        match self.callers.present(caller.slot()) {
            Some(present) if present == caller => Some(caller.slot()),
            Some(present) if present > caller => None,
            Some(elder) => {
                self.disconnect(elder, now);
                self.callers.insert(caller)
            }
            None => self.callers.insert(caller),
        }
    }

    fn next(&mut self, caller: CallerId, op: Option<Tag>, now: Moment, effects: &mut Vec<Effect>) {
        let Some(key) = self.callers.key(caller) else {
            return effects.push(Effect::Replied { caller, reply: Err(JoinError::NotJoined) });
        };
        if self.answer_again(key, op, effects) {
            return;
        }
        match self.callers[key].state {
            State::Waiting(_) => self.reply(key, op, Ok(JoinState::Waiting), effects),
            State::InCall { .. } => self.reply(key, op, Ok(JoinState::Matched), effects),
            State::Idle | State::Absent => self.look(key, op, true, now, effects),
        }
    }

    /// Begins a call between two who both want it.
    fn meet(&mut self, callers: [CallerId; 2], effects: &mut Vec<Effect>) {
        let [Some(first), Some(second)] = callers.map(|caller| self.callers.key(caller)) else { return };
        let keys = [first, second];
        let idle = keys.iter().all(|&key| matches!(self.callers[key].state, State::Idle));
        let [one, other] = keys.map(|key| &self.callers[key]);
        if first == second
            || !idle
            || !one.ways.fit(other.ways)
            || self.apart.are(&one.pseudonyms, &other.pseudonyms, [true, true])
        {
            return;
        }
        for key in keys {
            let &Caller { country, wish, .. } = &self.callers[key];
            self.tally.add(country, &wish, Count { callers: 1, arrivals: 0.0 });
        }
        self.begin_call(first, second, effects);
    }

    fn disconnect(&mut self, caller: CallerId, now: Moment) {
        let Some(key) = self.callers.key(caller) else { return };
        self.leave_queue(key);
        // Who disconnects comes back under another id, if at all.
        self.part(key, false, now);
        if let Some(forgetting) = self.callers[key].forgetting {
            self.forgetting.cancel(forgetting);
        }
        self.hosts.leave(self.callers[key].network);
        self.callers.remove(key);
    }

    /// Answers a request that repeats the caller's last. False: it doesn't.
    fn answer_again(&mut self, key: u32, op: Option<Tag>, effects: &mut Vec<Effect>) -> bool {
        // Without a name it can't repeat one, and then this isn't fetched.
        let Some(op) = op else { return false };
        let Caller { last_op, last_reply, .. } = self.callers[key];
        match last_reply {
            Some(reply) if op == last_op => {
                effects.push(Effect::Replied { caller: self.callers.id(key), reply });
                true
            }
            _ => false,
        }
    }

    fn reply(
        &mut self,
        key: u32,
        op: Option<Tag>,
        reply: Result<JoinState, JoinError>,
        effects: &mut Vec<Effect>,
    ) {
        let caller = &mut self.callers[key];
        caller.last_op = op.unwrap_or_default();
        caller.last_reply = op.map(|_| reply);
        effects.push(Effect::Replied { caller: self.callers.id(key), reply });
    }

    /// Finds an idle caller a partner, or a place in the queue.
    fn look(&mut self, key: u32, op: Option<Tag>, arrives: bool, now: Moment, effects: &mut Vec<Effect>) {
        let &Caller { country, wish, session, site, .. } = &self.callers[key];
        let (found, passed_recent) = self.search(key, Meet::Strangers, now);
        if let Some(waiter) = found {
            self.reply(key, op, Ok(JoinState::Matched), effects);
            self.stop_waiting(waiter);
            self.begin_call(waiter, key, effects);
        } else {
            let elder = self.places.of_session(session);
            // An elder of the same site gives its place to this one.
            let takes_over = elder.is_some_and(|elder| self.callers[elder].site == site);
            if !takes_over && !self.places.has_room(site, self.settings.waiting_per_site) {
                return self.reply(key, op, Err(JoinError::Crowded), effects);
            }
            self.reply(key, op, Ok(JoinState::Waiting), effects);
            if let Some(elder) = elder {
                self.leave_queue(elder);
                effects.push(Effect::Displaced { caller: self.callers.id(elder) });
            }
            self.wait(key, passed_recent, now, effects);
        }
        // After the outlook was made: nobody counts in their own eyes.
        let arrivals = if arrives { self.forecast.weight(now, &mut self.tally) } else { 0.0 };
        self.tally.add(country, &wish, Count { callers: 1, arrivals });
    }

    /// The caller who has waited longest among those that the seeker may meet, and whether one was passed over
    /// only for having been met recently. The latter is reliable if nobody is found: then all were looked at. A
    /// seeker who waits looks at those who came before.
    fn search(&mut self, key: u32, meet: Meet, now: Moment) -> (Option<u32>, bool) {
        let Self { callers, waits, queue, settings, apart, hosts, .. } = self;
        let seeker = &callers[key];
        let place = if let State::Waiting(wait) = seeker.state { Some(waits[wait].place) } else { None };
        let mut passed_recent = false;
        let found = queue.oldest(seeker.country, &seeker.wish, place, |other| {
            if !may_meet(seeker, &callers[other], apart, hosts, settings) {
                return false;
            }
            let window = settings.recent_window;
            if meet == Meet::Strangers && callers.have_met(key, other, now, window) {
                passed_recent = true;
                return false;
            }
            true
        });
        (found, passed_recent)
    }

    /// Puts an idle caller at the end of the queue.
    fn wait(&mut self, key: u32, passed_recent: bool, now: Moment, effects: &mut Vec<Effect>) {
        let &Caller { country, wish, session, site, .. } = &self.callers[key];
        let ahead = self.queue.line(country, &wish);
        let told = self.outlook(key, Counted::Not, ahead, now);
        let wait = Wait {
            place: self.queue.push(key, country, wish),
            ahead,
            told,
            update: self.updates.set(now.after(self.settings.outlook_every), key),
            second_look: passed_recent.then(|| self.second_looks.set(now.after(self.settings.patience), key)),
        };
        self.waiting += 1;
        self.places.take(key, session, site);
        self.callers[key].state = State::Waiting(self.waits.insert(wait));
        effects.push(Effect::Waiting { caller: self.callers.id(key), outlook: told });
    }

    /// Takes a waiting caller out of the queue, to be idle or in a call. False: the caller didn't wait.
    fn stop_waiting(&mut self, key: u32) -> bool {
        let State::Waiting(wait) = self.callers[key].state else { return false };
        self.callers[key].state = State::Idle;
        let wait = self.waits.remove(wait);
        let &Caller { session, site, .. } = &self.callers[key];
        self.places.leave(session, site);
        self.queue.remove(wait.place);
        self.updates.cancel(wait.update);
        if let Some(second_look) = wait.second_look {
            self.second_looks.cancel(second_look);
        }
        self.waiting -= 1;
        true
    }

    /// Makes a waiting caller idle. False: the caller didn't wait, and nothing has changed.
    fn leave_queue(&mut self, key: u32) -> bool {
        if !matches!(self.callers[key].state, State::Waiting(_)) {
            return false;
        }
        let &Caller { country, wish, .. } = &self.callers[key];
        self.tally.add(country, &wish, Count::ONE_CALLER_LESS);
        self.stop_waiting(key)
    }

    fn begin_call(&mut self, waiter: u32, newcomer: u32, effects: &mut Vec<Effect>) {
        let mut enter = |key: u32, partner: u32| {
            let id = self.callers.id(key);
            let caller = &mut self.callers[key];
            caller.state = State::InCall { partner };
            if let Some(reply) = &mut caller.last_reply {
                *reply = Ok(JoinState::Matched);
            }
            Side { caller: id, country: caller.country, ways: caller.ways }
        };
        let (waiter, newcomer) = (enter(waiter, newcomer), enter(newcomer, waiter));
        self.in_call += 2;
        effects.push(Effect::Matched { waiter, newcomer });
    }

    /// Makes the two callers of a call idle. Without a call, nothing happens.
    fn part(&mut self, key: u32, remember: bool, now: Moment) {
        let State::InCall { partner } = self.callers[key].state else { return };
        let marks = [partner, key].map(|partner| self.callers.mark(partner));
        for (key, partner) in [key, partner].into_iter().zip(marks) {
            let caller = &mut self.callers[key];
            caller.state = State::Idle;
            let (country, wish) = (caller.country, caller.wish);
            self.tally.add(country, &wish, Count::ONE_CALLER_LESS);
            if remember {
                if caller.recent.is_empty() {
                    caller.forgetting = Some(self.forgetting.set(now.after(FORGET_EVERY), key));
                }
                caller.recent.record(partner, now);
            }
        }
        self.in_call -= 2;
    }

    /// Gives callers who passed over a recent partner, and have waited long since, a second look.
    ///
    /// One is enough. Two waiting callers who fit and are kept apart only for having met were kept apart when the
    /// later of them came. At the later one's second look both have waited long enough, so if the earlier one is
    /// still there, nothing keeps them apart any more.
    fn look_again(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        while let Some(key) = self.second_looks.pop_due(now) {
            if let State::Waiting(wait) = self.callers[key].state {
                self.waits[wait].second_look = None;
            }
            // Somebody else first, if a partner has stopped being recent meanwhile.
            let found = self.search(key, Meet::Strangers, now).0;
            if let Some(waiter) = found.or_else(|| self.search(key, Meet::Anyone, now).0) {
                self.stop_waiting(waiter);
                self.stop_waiting(key);
                self.begin_call(waiter, key, effects);
            }
        }
    }

    /// How many of those who wait and fit a caller with this wish may not meet the caller for another reason, at
    /// whatever time. Looks at [`BARRED_LOOKS`] of them at the most.
    fn barred(&mut self, key: u32, wish: &Wish) -> i32 {
        let Self { callers, queue, settings, apart, hosts, .. } = self;
        let seeker = &callers[key];
        let (mut looks, mut barred) = (0, 0);
        queue.oldest(seeker.country, wish, None, |other| {
            looks += 1;
            barred += i32::from(other != key && !may_meet(seeker, &callers[other], apart, hosts, settings));
            looks == BARRED_LOOKS
        });
        barred
    }

    fn outlook(&mut self, key: u32, counted: Counted, ahead: u32, now: Moment) -> Outlook {
        let &Caller { country, wish, .. } = &self.callers[key];
        let compatible = self.tally.compatible(country, &wish);
        let fit = compatible.callers - self.barred(key, &wish);
        let anyone = match wish {
            Wish::Any => fit,
            _ => self.tally.compatible(country, &Wish::Any).callers - self.barred(key, &Wish::Any),
        };
        // Callers who are counted and accept their own country have counted themselves, in both sums.
        let oneself = i32::from(counted == Counted::Already && wish.accepts(country));
        Outlook {
            supply: usize::try_from(fit - oneself).unwrap_or(0),
            widened: usize::try_from(anyone - fit).unwrap_or(0),
            estimate: self.forecast.estimate(compatible.arrivals, ahead, now, &mut self.tally),
        }
    }

    /// Tells waiting callers whose outlook has changed.
    fn update_outlooks(&mut self, now: Moment, effects: &mut Vec<Effect>) {
        for _ in 0..UPKEEP_AT_ONCE {
            let Some(key) = self.updates.pop_due(now) else { return };
            let State::Waiting(wait) = self.callers[key].state else { continue };
            let &Caller { country, wish, .. } = &self.callers[key];
            // Those behind don't count, and those ahead only become fewer.
            let ahead = self.waits[wait].ahead.min(self.queue.line(country, &wish).saturating_sub(1));
            let outlook = self.outlook(key, Counted::Already, ahead, now);
            let wait = &mut self.waits[wait];
            wait.update = self.updates.set(now.after(self.settings.outlook_every), key);
            if !outlook.looks_like(&wait.told) {
                wait.told = outlook;
                effects.push(Effect::Waiting { caller: self.callers.id(key), outlook });
            }
        }
    }

    /// Clears lists of recent partners of those that no longer count.
    fn forget_partners(&mut self, now: Moment) {
        for _ in 0..UPKEEP_AT_ONCE {
            let Some(key) = self.forgetting.pop_due(now) else { return };
            let caller = &mut self.callers[key];
            let empty = caller.recent.forget(now, self.settings.recent_window);
            caller.forgetting = (!empty).then(|| self.forgetting.set(now.after(FORGET_EVERY), key));
        }
    }
}

/// Whether two whose countries and wishes fit may meet, now or after a while.
fn may_meet(seeker: &Caller, waiter: &Caller, apart: &Apart, hosts: &Hosts, settings: &Settings) -> bool {
    let by_host = |caller: &Caller| hosts.callers(caller.network) <= APART_HOST_CALLERS;
    !(same(seeker.session, waiter.session)
        // Most seekers take any way, and need not look.
        || seeker.ways != Ways::Any && !seeker.ways.fit(waiter.ways)
        || apart.are(&seeker.pseudonyms, &waiter.pseudonyms, [seeker, waiter].map(by_host))
        || settings.forbid_same_network && same(seeker.network, waiter.network))
}

/// Tags that are missing are nobody's.
fn same(a: Option<Tag>, b: Option<Tag>) -> bool {
    a.is_some() && a == b
}
