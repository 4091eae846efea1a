//! Who is connected in each call, and who may come back.
//!
//! A call is peer to peer and outlives its callers' connections to the server. When one breaks, the caller is
//! *away*, and the call stays for a grace. Within it the caller can take its seat again on a new connection, with
//! a claim that only it can show; the lobby never learns that anything happened. After a restart the server knows
//! no calls; the first claim to one opens it anew, and it stays if the other side claims its seat too. Such a
//! *restored* call is known here only.
//!
//! Sans-IO like the rest: the owner checks that a claim is genuine (its seal and its age), this module whether it
//! was used before and what it leads to.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::defaults::{OVER_KEPT, YOUNG_CALL, YOUNG_GRACE};
use crate::ids::{CallId, CallerId, Tag};

/// The two sides of a call.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Role {
    /// Was there first.
    Waiter,
    /// Came and was matched.
    Newcomer,
}

impl Role {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Waiter => Self::Newcomer,
            Self::Newcomer => Self::Waiter,
        }
    }
}

/// What a caller shows to come back. Genuine and fresh: the owner has seen to that.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The call.
    pub call: CallId,
    /// The side of it.
    pub role: Role,
    /// Rises with each claim that is handed out for this seat; using one makes all older ones worthless.
    pub serial: u64,
    /// Nothing here goes by it: a claim carries it, so that it outlives the server.
    pub hiding: Hiding,
    /// The same: one of the two refused the relay.
    pub direct_only: bool,
}

/// Whose address is kept from the other side, as seen from one seat.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Hiding {
    /// That of who has the seat.
    pub own: bool,
    /// The partner's.
    pub partner: bool,
}

impl Hiding {
    /// The same, seen from the other seat.
    pub fn mirrored(self) -> Self {
        Self { own: self.partner, partner: self.own }
    }

    /// Whether the call needs a relay.
    pub fn of_either(self) -> bool {
        self.own || self.partner
    }
}

/// What a claim has led to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Seated {
    /// Under which id the caller takes part from now on: its former one, or, where the server didn't know the
    /// call, the one that it claimed with.
    pub caller: CallerId,
    /// The partner, if it is connected.
    pub partner: Option<CallerId>,
}

/// Why a claim leads to nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ClaimError {
    /// The call has ended.
    #[error("that call is over")]
    Over,
    /// The claim, or a newer one for the seat, has been used.
    #[error("this token was used before")]
    Used,
}

/// A call that ended because somebody stayed away for too long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lapsed {
    /// The call.
    pub call: CallId,
    /// Who stayed away; none where nobody had claimed that seat since the server started.
    pub away: Option<CallerId>,
    /// The partner who is still there, if any.
    pub partner: Option<CallerId>,
    /// Whether the call is known here only. Otherwise it is for the lobby to end, by the disconnection of who stayed
    /// away.
    pub restored: bool,
}

/// The calls and their seats. See the [module's page](self).
pub struct Attendance {
    /// How long a call waits for a caller who is away.
    grace: Duration,
    calls: FxHashMap<CallId, Call>,
    seats: FxHashMap<CallerId, (CallId, Role)>,
    /// In the order in which they fall due. One whose caller has come back, or gone again since, is passed over.
    graces: VecDeque<(Instant, CallId, Role)>,
    over: FxHashSet<CallId>,
    /// When to forget the members of `over`, in that order.
    forgetting: VecDeque<(Instant, CallId)>,
    /// The highest serials shown before the server was started anew.
    used: FxHashMap<(CallId, Role), u64>,
    /// When to forget those.
    used_until: Option<Instant>,
}

struct Call {
    waiter: Seat,
    newcomer: Seat,
    restored: bool,
    /// Until when the call is young. None for one that was on before the server knew of it.
    young_until: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Seat {
    /// None in a restored call while nobody has claimed the seat.
    caller: Option<CallerId>,
    /// Until when the seat is kept for a caller who is away.
    away_until: Option<Instant>,
    /// The highest serial shown.
    used: u64,
    /// What it was shown with, and until when the same is answered again.
    repeatable: Option<(Tag, Instant)>,
}

impl Seat {
    fn taken(caller: CallerId, used: u64) -> Self {
        Self { caller: Some(caller), away_until: None, used, repeatable: None }
    }

    /// Whether this very claim was let in a moment ago, and is made again because the answer was lost.
    fn is_repeated(&self, now: Instant, serial: u64, op: Option<Tag>) -> bool {
        self.used == serial && self.repeatable.is_some_and(|(with, until)| Some(with) == op && now < until)
    }

    fn present(&self) -> Option<CallerId> {
        self.caller.filter(|_| self.away_until.is_none())
    }
}

impl Call {
    fn seat(&mut self, role: Role) -> &mut Seat {
        match role {
            Role::Waiter => &mut self.waiter,
            Role::Newcomer => &mut self.newcomer,
        }
    }
}

impl Attendance {
    /// Nobody, nowhere. A call will wait for `grace` for a caller who is away.
    pub fn new(grace: Duration) -> Self {
        Self {
            grace,
            calls: FxHashMap::default(),
            seats: FxHashMap::default(),
            graces: VecDeque::new(),
            over: FxHashSet::default(),
            forgetting: VecDeque::new(),
            used: FxHashMap::default(),
            used_until: None,
        }
    }

    /// Before the server was started anew, `ago`, a call ended: no claim can open it. To be said in the order of the ends,
    /// before anything else.
    pub fn remember_over(&mut self, now: Instant, call: CallId, ago: Duration) {
        if let Some(left) = OVER_KEPT.checked_sub(ago)
            && self.over.insert(call)
        {
            self.forgetting.push_back((now + left, call));
        }
    }

    /// Before the server was started anew a claim was shown: it and all older ones of its side stay worthless.
    pub fn remember_used(&mut self, now: Instant, call: CallId, role: Role, serial: u64) {
        let used = self.used.entry((call, role)).or_default();
        *used = serial.max(*used);
        self.used_until = Some(now + OVER_KEPT);
    }

    /// A match was made; both are there.
    pub fn begin(&mut self, now: Instant, call: CallId, waiter: CallerId, newcomer: CallerId) {
        let (waiters, newcomers) = (Seat::taken(waiter, 0), Seat::taken(newcomer, 0));
        let young_until = Some(now + YOUNG_CALL);
        self.calls.insert(call, Call { waiter: waiters, newcomer: newcomers, restored: false, young_until });
        self.seats.insert(waiter, (call, Role::Waiter));
        self.seats.insert(newcomer, (call, Role::Newcomer));
    }

    /// A call is over. Its name is kept for [`OVER_KEPT`], so that no claim can open it again. Gives those of its
    /// callers who are away: they have nothing left to come back to.
    pub fn end(&mut self, now: Instant, call: CallId) -> Vec<CallerId> {
        let Some(ended) = self.calls.remove(&call) else { return Vec::new() };
        self.over.insert(call);
        self.forgetting.push_back((now + OVER_KEPT, call));
        let mut away = Vec::new();
        for seat in [ended.waiter, ended.newcomer] {
            let Some(caller) = seat.caller else { continue };
            self.seats.remove(&caller);
            if seat.away_until.is_some() {
                away.push(caller);
            }
        }
        away
    }

    /// The call that a caller is in, whether its connection is there or not.
    pub fn call_of(&self, caller: CallerId) -> Option<CallId> {
        Some(self.seats.get(&caller)?.0)
    }

    /// A caller's connection broke. None: the caller is in no call, and simply gone. Otherwise the call, kept for
    /// the grace ([`YOUNG_GRACE`] at the most where the call is young), and the partner if that one is there.
    pub fn lose(&mut self, now: Instant, caller: CallerId) -> Option<(CallId, Option<CallerId>)> {
        let &(name, role) = self.seats.get(&caller)?;
        let call = self.calls.get_mut(&name)?;
        let is_young = call.young_until.is_some_and(|until| now < until);
        let until = now + if is_young { self.grace.min(YOUNG_GRACE) } else { self.grace };
        call.seat(role).away_until = Some(until);
        let partner = call.seat(role.other()).present();
        insert_by_time(&mut self.graces, (until, name, role));
        Some((name, partner))
    }

    /// Somebody claims a seat, on a connection known as `caller`. With the same `op` again, which only who claimed it
    /// knows, the claim is good again until the grace is over, unless a newer one has been shown: the answer may
    /// have been lost, and with it the next claim.
    ///
    /// # Errors
    /// If the call is over or the claim was used.
    pub fn claim(
        &mut self,
        now: Instant,
        claim: Claim,
        op: Option<Tag>,
        caller: CallerId,
    ) -> Result<Seated, ClaimError> {
        let Claim { call: name, role, serial, .. } = claim;
        if self.over.contains(&name) {
            return Err(ClaimError::Over);
        }
        // It opens nothing either, or a used claim could have a call given up that its callers are still to come back to.
        if self.used.get(&(name, role)).is_some_and(|used| serial <= *used) {
            return Err(ClaimError::Used);
        }
        let call = self.calls.entry(name).or_insert_with(|| {
            let until = now + self.grace;
            let vacant = Seat { caller: None, away_until: Some(until), used: 0, repeatable: None };
            let mut seat =
                |role| Seat { used: self.used.remove(&(name, role)).unwrap_or_default(), ..vacant };
            let (waiter, newcomer) = (seat(Role::Waiter), seat(Role::Newcomer));
            insert_by_time(&mut self.graces, (until, name, role.other()));
            Call { waiter, newcomer, restored: true, young_until: None }
        });
        let seat = call.seat(role);
        let repeatable = if seat.is_repeated(now, serial, op) {
            seat.repeatable
        } else if serial > seat.used {
            op.map(|op| (op, now + self.grace))
        } else {
            return Err(ClaimError::Used);
        };
        let caller = *seat.caller.get_or_insert(caller);
        *seat = Seat { repeatable, ..Seat::taken(caller, serial) };
        self.seats.insert(caller, (name, role));
        Ok(Seated { caller, partner: call.seat(role.other()).present() })
    }

    /// The restored call that a caller is in, and the partner if that one is there. Calls that the lobby made are
    /// the lobby's to end, and aren't named here.
    pub fn restored(&mut self, caller: CallerId) -> Option<(CallId, Option<CallerId>)> {
        let &(name, role) = self.seats.get(&caller)?;
        let call = self.calls.get_mut(&name).filter(|call| call.restored)?;
        Some((name, call.seat(role.other()).present()))
    }

    /// The calls whose grace is over by now, for the owner to [end](Self::end).
    pub fn lapse(&mut self, now: Instant) -> Vec<Lapsed> {
        while let Some(&(due, call)) = self.forgetting.front()
            && due <= now
        {
            self.forgetting.pop_front();
            self.over.remove(&call);
        }
        if self.used_until.is_some_and(|until| until <= now) {
            (self.used, self.used_until) = (FxHashMap::default(), None);
        }
        let mut lapsed = Vec::new();
        while let Some(&(due, name, role)) = self.graces.front()
            && due <= now
        {
            self.graces.pop_front();
            let Some(call) = self.calls.get_mut(&name) else { continue };
            // Another time away has a deadline of its own.
            if call.seat(role).away_until != Some(due) {
                continue;
            }
            let (away, partner) = (call.seat(role).caller, call.seat(role.other()).present());
            lapsed.push(Lapsed { call: name, away, partner, restored: call.restored });
        }
        lapsed
    }

    /// When to call [`lapse`](Self::lapse) if nothing else happens.
    pub fn next_wake(&self) -> Option<Instant> {
        let grace = self.graces.front().map(|&(due, ..)| due);
        let forgetting = self.forgetting.front().map(|&(due, _)| due);
        grace.into_iter().chain(forgetting).chain(self.used_until).min()
    }
}

/// Keeps the order: nearly always the new deadline is the last one, but those of young calls come sooner.
fn insert_by_time(graces: &mut VecDeque<(Instant, CallId, Role)>, grace: (Instant, CallId, Role)) {
    let at = graces.partition_point(|(due, ..)| *due <= grace.0);
    graces.insert(at, grace);
}

#[cfg(test)]
mod tests {
    use crate::defaults::GRACE;

    use super::*;

    const CALL: CallId = CallId(7);
    const WAITER: CallerId = CallerId(1);
    const NEWCOMER: CallerId = CallerId(2);
    const ANEW: CallerId = CallerId(3);

    fn claim(role: Role, serial: u64) -> Claim {
        Claim { call: CALL, role, serial, hiding: Hiding::default(), direct_only: false }
    }

    /// A call that isn't young any more.
    fn call() -> (Attendance, Instant) {
        let (mut attendance, began) = (Attendance::new(GRACE), Instant::now());
        attendance.begin(began, CALL, WAITER, NEWCOMER);
        (attendance, began + YOUNG_CALL)
    }

    fn nothing_left(mut attendance: Attendance, now: Instant) {
        attendance.end(now, CALL);
        attendance.lapse(now + GRACE + OVER_KEPT);
        assert_eq!(attendance.next_wake(), None);
        assert!(attendance.calls.is_empty() && attendance.seats.is_empty() && attendance.over.is_empty());
    }

    #[test]
    fn who_comes_back_within_the_grace_has_the_same_seat_under_the_same_name() {
        let (mut attendance, now) = call();
        assert_eq!(attendance.lose(now, WAITER), Some((CALL, Some(NEWCOMER))));
        let seated = attendance.claim(now + GRACE / 2, claim(Role::Waiter, 1), None, ANEW);
        assert_eq!(seated, Ok(Seated { caller: WAITER, partner: Some(NEWCOMER) }));
        assert_eq!(attendance.lapse(now + GRACE), []);
        nothing_left(attendance, now + GRACE);
    }

    #[test]
    fn who_claims_before_the_loss_was_noticed_takes_over_too() {
        let (mut attendance, now) = call();
        let seated = attendance.claim(now, claim(Role::Newcomer, 1), None, ANEW);
        assert_eq!(seated, Ok(Seated { caller: NEWCOMER, partner: Some(WAITER) }));
    }

    #[test]
    fn who_stays_away_for_the_whole_grace_ends_the_call() {
        let (mut attendance, now) = call();
        attendance.lose(now, WAITER);
        assert_eq!(attendance.next_wake(), Some(now + GRACE));
        assert_eq!(attendance.lapse(now + GRACE - Duration::from_millis(1)), []);
        let lapsed = Lapsed { call: CALL, away: Some(WAITER), partner: Some(NEWCOMER), restored: false };
        assert_eq!(attendance.lapse(now + GRACE), [lapsed]);
        assert_eq!(attendance.end(now + GRACE, CALL), [WAITER]);
        nothing_left(attendance, now + GRACE);
    }

    #[test]
    fn a_young_call_does_not_wait_for_long_and_keeps_no_other_waiting() {
        let (mut attendance, now) = call();
        let (young, partner, dropper) = (CallId(8), CallerId(8), CallerId(9));
        attendance.lose(now, WAITER);
        attendance.begin(now, young, partner, dropper);
        attendance.lose(now + YOUNG_CALL / 2, dropper);
        let due = now + YOUNG_CALL / 2 + YOUNG_GRACE;
        assert_eq!(attendance.next_wake(), Some(due));
        assert_eq!(attendance.lapse(due).iter().map(|lapsed| lapsed.call).collect::<Vec<_>>(), [young]);
        attendance.end(due, young);
        assert_eq!(
            attendance.lapse(now + GRACE).iter().map(|lapsed| lapsed.call).collect::<Vec<_>>(),
            [CALL]
        );
        assert!(YOUNG_GRACE < GRACE / 2);
    }

    #[test]
    fn each_absence_has_a_grace_of_its_own() {
        let (mut attendance, now) = call();
        attendance.lose(now, WAITER);
        attendance.claim(now + GRACE / 2, claim(Role::Waiter, 1), None, ANEW).unwrap();
        attendance.lose(now + GRACE / 2, WAITER);
        assert_eq!(attendance.lapse(now + GRACE), []);
        assert_eq!(attendance.lapse(now + GRACE + GRACE / 2).len(), 1);
    }

    #[test]
    fn a_claim_is_good_once_and_makes_older_ones_worthless() {
        let (mut attendance, now) = call();
        attendance.claim(now, claim(Role::Waiter, 5), None, ANEW).unwrap();
        for serial in [5, 4, 1] {
            assert_eq!(attendance.claim(now, claim(Role::Waiter, serial), None, ANEW), Err(ClaimError::Used));
        }
        assert!(
            attendance.claim(now, claim(Role::Newcomer, 5), None, ANEW).is_ok(),
            "the other seat has its own"
        );
        assert!(attendance.claim(now, claim(Role::Waiter, 6), None, ANEW).is_ok());
    }

    #[test]
    fn a_claim_whose_answer_was_lost_is_good_again_for_who_made_it() {
        let (mut attendance, now) = call();
        let (own, others) = (Some(Tag(1)), Some(Tag(2)));
        let first = attendance.claim(now, claim(Role::Waiter, 5), own, ANEW);
        attendance.lose(now, WAITER);
        for foreign in [None, others] {
            assert_eq!(attendance.claim(now, claim(Role::Waiter, 5), foreign, ANEW), Err(ClaimError::Used));
        }
        assert_eq!(attendance.claim(now, claim(Role::Waiter, 4), own, ANEW), Err(ClaimError::Used));
        let late = now + GRACE - Duration::from_millis(1);
        assert_eq!(attendance.claim(late, claim(Role::Waiter, 5), own, ANEW), first);
        assert_eq!(attendance.claim(now + GRACE, claim(Role::Waiter, 5), own, ANEW), Err(ClaimError::Used));
    }

    #[test]
    fn a_claim_is_not_good_again_once_its_successor_was_shown() {
        let (mut attendance, now) = call();
        let op = Some(Tag(1));
        attendance.claim(now, claim(Role::Waiter, 5), op, ANEW).unwrap();
        attendance.claim(now, claim(Role::Waiter, 6), Some(Tag(2)), ANEW).unwrap();
        assert_eq!(attendance.claim(now, claim(Role::Waiter, 5), op, ANEW), Err(ClaimError::Used));
    }

    #[test]
    fn a_call_that_is_over_cannot_be_claimed_while_a_claim_to_it_lives() {
        let (mut attendance, now) = call();
        attendance.lose(now, WAITER);
        assert_eq!(attendance.end(now, CALL), [WAITER]);
        assert_eq!(attendance.claim(now, claim(Role::Waiter, 1), None, ANEW), Err(ClaimError::Over));
        attendance.lapse(now + OVER_KEPT - Duration::from_millis(1));
        assert_eq!(attendance.claim(now, claim(Role::Waiter, 1), None, ANEW), Err(ClaimError::Over));
        nothing_left(attendance, now);
    }

    #[test]
    fn after_a_restart_two_claims_make_the_call_again() {
        let (mut attendance, now) = (Attendance::new(GRACE), Instant::now());
        let first = attendance.claim(now, claim(Role::Newcomer, 9), None, NEWCOMER);
        assert_eq!(first, Ok(Seated { caller: NEWCOMER, partner: None }));
        assert_eq!(attendance.restored(NEWCOMER), Some((CALL, None)));
        let second = attendance.claim(now, claim(Role::Waiter, 3), None, WAITER);
        assert_eq!(second, Ok(Seated { caller: WAITER, partner: Some(NEWCOMER) }));
        assert_eq!(attendance.restored(NEWCOMER), Some((CALL, Some(WAITER))));
        assert_eq!(attendance.lapse(now + GRACE), []);
        nothing_left(attendance, now + GRACE);
    }

    #[test]
    fn what_was_spent_before_a_restart_stays_spent() {
        let (mut attendance, now) = (Attendance::new(GRACE), Instant::now());
        attendance.remember_used(now, CALL, Role::Waiter, 5);
        attendance.remember_used(now, CALL, Role::Waiter, 4);
        let over = CallId(8);
        attendance.remember_over(now, over, OVER_KEPT / 2);
        assert_eq!(
            attendance.claim(now, Claim { call: over, ..claim(Role::Waiter, 9) }, None, ANEW),
            Err(ClaimError::Over)
        );
        assert_eq!(attendance.claim(now, claim(Role::Waiter, 5), None, ANEW), Err(ClaimError::Used));
        assert_eq!(
            attendance.claim(now, claim(Role::Waiter, 6), None, ANEW).map(|seated| seated.caller),
            Ok(ANEW)
        );
        attendance.end(now, CALL);
        attendance.lapse(now + OVER_KEPT);
        assert_eq!(attendance.next_wake(), None);
    }

    #[test]
    fn after_a_restart_one_claim_alone_ends_with_the_grace() {
        let (mut attendance, now) = (Attendance::new(GRACE), Instant::now());
        attendance.claim(now, claim(Role::Waiter, 1), None, WAITER).unwrap();
        let lapsed = Lapsed { call: CALL, away: None, partner: Some(WAITER), restored: true };
        assert_eq!(attendance.lapse(now + GRACE), [lapsed]);
        nothing_left(attendance, now + GRACE);
    }

    #[test]
    fn a_caller_in_no_call_is_simply_gone() {
        let mut attendance = Attendance::new(GRACE);
        assert_eq!(attendance.lose(Instant::now(), WAITER), None);
    }

    #[test]
    fn when_both_are_away_the_first_grace_ends_it_for_both() {
        let (mut attendance, now) = call();
        attendance.lose(now, WAITER);
        assert_eq!(attendance.lose(now + GRACE / 2, NEWCOMER), Some((CALL, None)));
        assert_eq!(attendance.lapse(now + GRACE).len(), 1);
        assert_eq!(attendance.end(now + GRACE, CALL), [WAITER, NEWCOMER]);
        assert_eq!(attendance.lapse(now + 2 * GRACE), []);
        nothing_left(attendance, now + 2 * GRACE);
    }
}
