//! What can only be seen from inside, that nothing is left behind; and the rules that lie between the parts.

use proptest::prelude::*;

use super::*;
use crate::calls::ResumeError;
use crate::defaults::{GRACE, OVER_KEPT, YOUNG_CALL};
use crate::lobby::{JoinError, JoinState, Profile};
use crate::moderation::{Day, Due, Key, Reason, Refusal, Sealed};
use crate::pseudonyms::Pseudonyms;

struct Hall {
    engine: Engine,
    now: Instant,
}

impl Hall {
    fn new(settings: Settings) -> Self {
        let (mut calls, now) = (0, Instant::now());
        let name = move || {
            calls += 1;
            CallId(calls)
        };
        Self { engine: Engine::new(settings, now, name), now }
    }

    /// Somebody connects from the `n`th address.
    fn connect(&mut self, n: u8) -> CallerId {
        let (key, address) = (Key::new([7; 32]), [192, 0, n, 1].into());
        let (subject, network) = (key.subject(address), key.network(address));
        let sealed = Sealed { day: Day(0), subject };
        let session = Tag(u64::from(n));
        self.engine.connect(
            Standing { subject, network, sealed, exempt: false, pseudonyms: Pseudonyms::default() },
            session,
        )
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.engine.handle(self.now, input, &mut effects);
        effects
    }

    fn join(&mut self, caller: CallerId) -> Vec<Effect> {
        self.handle(Input::Join { caller, profile: Profile::default(), op: None, proved: false })
    }

    /// Two callers of different addresses in a call that isn't young any more, and what each may come back with.
    fn call(&mut self) -> (CallId, [CallerId; 2], [ResumeClaim; 2]) {
        let callers = [1, 2].map(|n| self.connect(n));
        self.join(callers[0]);
        let effects = self.join(callers[1]);
        let Some(&Effect::Matched { call, waiter, newcomer }) = effects.last() else {
            unreachable!("{effects:?}")
        };
        self.now += YOUNG_CALL;
        (call, callers, [waiter.claim, newcomer.claim])
    }

    fn report(&mut self, caller: CallerId, call: CallId) -> Result<(), Refusal> {
        let effects = self.handle(Input::Report { caller, call, reason: Reason::Spam, end: false });
        let reply = effects.iter().find_map(|effect| match effect {
            Effect::Reported { reply, .. } => Some(*reply),
            _ => None,
        });
        reply.unwrap_or_else(|| unreachable!("{effects:?}"))
    }
}

fn hall() -> Hall {
    Hall::new(Settings::default())
}

#[test]
fn a_caller_who_has_come_back_is_kept_apart_from_whom_it_blocks_in_a_later_call() {
    let mut hall = hall();
    let (call, [a, b], [claim, _]) = hall.call();
    hall.handle(Input::Lost { caller: a });
    let anew = hall.connect(3);
    hall.handle(Input::Resume { caller: anew, claim, op: None });
    hall.handle(Input::HangUp { caller: a, call });
    let meet = |hall: &mut Hall| {
        hall.now += crate::defaults::RECENT_WINDOW;
        for caller in [a, b] {
            hall.handle(Input::Next { caller, call: None, op: None });
        }
        hall.engine.calls.leg_of(a).map(|(call, _)| call)
    };
    let call = meet(&mut hall).unwrap();
    let kept = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Blocked { kept: true, .. }))
    };
    assert!(kept(&hall.handle(Input::Block { caller: a, call })));
    let stranger = hall.connect(3);
    assert!(!kept(&hall.handle(Input::Block { caller: stranger, call })));
    assert_eq!(meet(&mut hall), None);
    assert_eq!(hall.engine.census().waiting, 2);
}

#[test]
fn who_is_banned_while_away_does_not_come_back_to_the_call_from_another_address() {
    let mut hall = hall();
    let (call, [a, b], [_, claim]) = hall.call();
    hall.handle(Input::Lost { caller: b });
    let effects = hall.handle(Input::Report { caller: a, call, reason: Reason::Under18, end: false });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ban(_))), "{effects:?}");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ended { .. })), "{effects:?}");
    let elsewhere = hall.connect(3);
    let effects = hall.handle(Input::Resume { caller: elsewhere, claim, op: None });
    assert_eq!(effects, [Effect::ResumeRefused { caller: elsewhere, error: ResumeError::Over }]);
}

#[test]
fn two_who_both_want_to_talk_again_are_in_a_call_again() {
    let mut hall = hall();
    let (call, [a, b], _) = hall.call();
    assert_eq!(hall.handle(Input::Again { caller: a, call }), [], "the call is on");
    hall.handle(Input::HangUp { caller: a, call });
    assert_eq!(
        hall.handle(Input::Again { caller: b, call }),
        [],
        "nobody is told of a wish that isn't mutual"
    );
    let stranger = hall.connect(3);
    assert_eq!(hall.handle(Input::Again { caller: stranger, call }), [], "a call of others");
    hall.now += Duration::from_secs(59);
    let effects = hall.handle(Input::Again { caller: a, call });
    let [Effect::Matched { call: next, waiter, newcomer }] = effects[..] else { unreachable!("{effects:?}") };
    assert_eq!((waiter.caller, newcomer.caller), (b, a));
    assert_ne!(next, call);
    assert_eq!(hall.engine.census(), Census { callers: 2, waiting: 0, in_call: 2 });
    hall.handle(Input::HangUp { caller: b, call: next });
    assert_eq!(hall.engine.census().in_call, 0);
}

#[test]
fn a_wish_to_talk_again_ends_with_a_minute_a_search_a_report_or_the_connection() {
    type Between = fn(&mut Hall, CallerId, CallId);
    let between: [Between; 5] = [
        |hall, _, _| hall.now += Duration::from_secs(61),
        |hall, b, _| drop(hall.handle(Input::Next { caller: b, call: None, op: None })),
        |hall, b, call| hall.report(b, call).unwrap(),
        |hall, b, _| drop(hall.handle(Input::Lost { caller: b })),
        |hall, _, _| drop(hall.handle(Input::Drain)),
    ];
    for (n, between) in between.into_iter().enumerate() {
        let mut hall = hall();
        let (call, [a, b], _) = hall.call();
        hall.handle(Input::HangUp { caller: a, call });
        hall.handle(Input::Again { caller: b, call });
        between(&mut hall, b, call);
        assert_eq!(hall.handle(Input::Again { caller: a, call }), [], "after {n}");
        assert_eq!(hall.engine.census().in_call, 0);
    }
}

#[test]
fn who_waits_and_comes_back_to_a_restored_call_waits_no_longer() {
    let (_, _, claims) = hall().call();
    let mut hall = hall();
    let [a, b] = [1, 2].map(|n| hall.connect(n));
    hall.join(a);
    hall.handle(Input::Resume { caller: a, claim: claims[0], op: None });
    assert_eq!(hall.engine.census().waiting, 0);
    let waits = hall.join(b);
    assert!(matches!(waits[0], Effect::Replied { reply: Ok(JoinState::Waiting), .. }), "{waits:?}");
}

#[test]
fn a_restored_call_is_a_call_like_any_other() {
    let (call, _, claims) = hall().call();
    let mut hall = hall();
    let [a, b] = [1, 2].map(|n| hall.connect(n));
    hall.handle(Input::Resume { caller: a, claim: claims[0], op: None });
    assert_eq!(hall.report(a, call), Err(Refusal::NoSuchCall), "nobody has come back to the other side");
    hall.handle(Input::Resume { caller: b, claim: claims[1], op: None });
    let refused = Err(SearchError::Join(JoinError::InCall));
    assert_eq!(hall.join(a), [Effect::Replied { caller: a, reply: refused }]);
    assert_eq!(hall.report(a, call), Err(Refusal::TalkTooShort));
    hall.now += YOUNG_CALL;
    assert_eq!(hall.report(a, call), Ok(()));
    let ended = Effect::Ended { call, by: Some(b), other: Some(a), why: Why::Next, lasted: None };
    let reply = Err(SearchError::Join(JoinError::NotJoined));
    let next = hall.handle(Input::Next { caller: b, call: Some(call), op: None });
    assert_eq!(next, [ended, Effect::Replied { caller: b, reply }], "a wish doesn't outlive the server");
}

#[test]
fn a_repeated_next_ends_no_second_call() {
    let mut hall = hall();
    let (_, [a, _], _) = hall.call();
    let third = hall.connect(3);
    hall.join(third);
    let next = Input::Next { caller: a, call: None, op: Some(Tag(1)) };
    assert!(matches!(
        hall.handle(next)[..],
        [Effect::Ended { .. }, Effect::Replied { .. }, Effect::Matched { .. }]
    ));
    let again = Effect::Replied { caller: a, reply: Ok(JoinState::Matched) };
    assert_eq!(hall.handle(next), [again]);
}

#[test]
fn who_has_to_prove_something_first_has_left_the_call_all_the_same() {
    let moderation = moderation::Settings { skips: 1, ..moderation::Settings::default() };
    let mut hall = Hall::new(Settings { moderation, ..Settings::default() });
    let skipper = hall.connect(1);
    hall.join(skipper);
    for n in 2..10 {
        hall.now += Duration::from_millis(1);
        let other = hall.connect(n);
        let effects = hall.join(other);
        let Some(&Effect::Matched { call, .. }) = effects.last() else { unreachable!("{effects:?}") };
        let effects = hall.handle(Input::Next { caller: skipper, call: Some(call), op: None });
        assert!(matches!(effects[0], Effect::Ended { by: Some(by), .. } if by == skipper));
        hall.handle(Input::Left { caller: other });
        if let Effect::Replied { reply: Err(error), .. } = effects[1] {
            assert_eq!(error, SearchError::ProofDue(Due::Skips));
            assert_eq!(hall.engine.census().in_call, 0);
            return;
        }
    }
    unreachable!("it was never asked");
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Connect(u8),
    Join(usize),
    Next(usize),
    HangUp(usize),
    Report(usize),
    Lose(usize),
    Leave(usize),
    /// The claim of one of the calls so far, and how much newer.
    Resume(usize, usize, u64),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || any::<usize>();
    prop_oneof![
        4 => (1..9_u8).prop_map(Step::Connect),
        6 => who().prop_map(Step::Join),
        3 => who().prop_map(Step::Next),
        2 => who().prop_map(Step::HangUp),
        2 => who().prop_map(Step::Report),
        2 => who().prop_map(Step::Lose),
        1 => who().prop_map(Step::Leave),
        3 => (who(), who(), 0..3_u64).prop_map(|(who, claim, newer)| Step::Resume(who, claim, newer)),
        4 => (0..20_000_u64).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p08_nothing_is_left_when_all_have_gone(steps in proptest::collection::vec(step(), 1..150)) {
        let mut hall = hall();
        // Of another server: restored when they are shown.
        let (_, _, foreign) = hall.call();
        let mut hall = Hall { engine: self::hall().engine, now: hall.now };
        let (mut connected, mut claims) = (Vec::<CallerId>::new(), foreign.map(|claim| ResumeClaim { call: CallId(u128::MAX), ..claim }).to_vec());
        for step in steps {
            let who = |n: usize| connected.get(n % connected.len().max(1)).copied();
            let input = match step {
                Step::Connect(n) => {
                    connected.push(hall.connect(n));
                    None
                }
                Step::Pass(millis) => {
                    hall.now += Duration::from_millis(millis);
                    Some(Input::Wake)
                }
                Step::Join(n) => who(n).map(|caller| {
                    Input::Join { caller, profile: Profile::default(), op: None, proved: true }
                }),
                Step::Next(n) => who(n).map(|caller| Input::Next { caller, call: None, op: None }),
                Step::HangUp(n) => who(n).and_then(|caller| {
                    Some(Input::HangUp { caller, call: hall.engine.calls.leg_of(caller)?.0 })
                }),
                Step::Report(n) => who(n).and_then(|caller| {
                    let (call, _) = hall.engine.calls.leg_of(caller)?;
                    Some(Input::Report { caller, call, reason: Reason::Under18, end: n % 2 == 0 })
                }),
                Step::Lose(n) => who(n).map(|caller| Input::Lost { caller }),
                Step::Leave(n) => who(n).map(|caller| Input::Left { caller }),
                Step::Resume(n, claim, newer) => who(n).map(|caller| {
                    let claim = claims[claim % claims.len()];
                    let claim = ResumeClaim { serial: claim.serial + newer, ..claim };
                    Input::Resume { caller, claim, op: None }
                }),
            };
            if let Some(Input::Lost { caller } | Input::Left { caller }) = input {
                connected.retain(|other| *other != caller);
            }
            for effect in input.map(|input| hall.handle(input)).unwrap_or_default() {
                match effect {
                    Effect::Matched { waiter, newcomer, .. } => claims.extend([waiter.claim, newcomer.claim]),
                    Effect::Resumed { caller, came_as, .. } => {
                        connected.retain(|other| *other != came_as && *other != caller);
                        connected.push(caller);
                    }
                    _ => {}
                }
            }
        }
        for caller in connected {
            hall.handle(Input::Left { caller });
        }
        hall.now += GRACE + OVER_KEPT;
        hall.handle(Input::Wake);
        prop_assert!(hall.engine.callers.is_empty());
        hall.now += OVER_KEPT;
        hall.handle(Input::Wake);
        prop_assert!(hall.engine.calls.is_empty());
        prop_assert_eq!(hall.engine.calls.next_wake(), None);
        prop_assert_eq!(hall.engine.census(), Census::default());
        // What counts against addresses goes by the clock: bans for the ladder last.
        hall.now += Duration::from_secs(62 * 86_400);
        hall.handle(Input::Wake);
        prop_assert_eq!(hall.engine.next_wake(), None);
    }
}
