//! Random histories of calls, reports and time, held against a plain list of everything that was accepted.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::world::{Call, DAY, HOUR, Outcome, SECOND, World, reporter, subject};
use calln_core::moderation::{Reason, Settings, defaults};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Begin { a: u32, b: u32 },
    End { call: usize },
    Report { call: usize, side: usize, reason: usize },
    Pass(Duration),
}

/// Few addresses, so that everything happens to somebody: eight hosts in four networks.
fn address(n: u32) -> std::net::IpAddr {
    match reporter(n / 2) {
        std::net::IpAddr::V4(v4) => std::net::IpAddr::V4((v4.to_bits() + n % 2).into()),
        v6 => v6,
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..8_u32, 0..8_u32).prop_map(|(a, b)| Step::Begin { a, b }),
        2 => any::<usize>().prop_map(|call| Step::End { call }),
        4 => (any::<usize>(), 0..2_usize, 0..7_usize)
            .prop_map(|(call, side, reason)| Step::Report { call, side, reason }),
        3 => prop_oneof![
            Just(5 * SECOND), Just(10 * SECOND), Just(59 * SECOND), Just(HOUR), Just(9 * HOUR), Just(3 * DAY)
        ].prop_map(Step::Pass),
    ]
}

/// What the plain list knows of a call.
struct Seen {
    call: Call,
    addresses: [u32; 2],
    began: Instant,
    ended: Option<Instant>,
    reported: [bool; 2],
}

/// An accepted report or a ban from the ladder.
struct Event {
    at: Instant,
    network: u32,
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let settings =
        Settings { quota: u32::MAX, first_report_quota: 0, share_percent: 0, ..Settings::default() };
    let mut world = World::new(settings);
    let mut calls = Vec::<Seen>::new();
    let mut reports: [Vec<Event>; 8] = Default::default();
    let mut bans: [Vec<(Instant, Duration)>; 8] = Default::default();
    for step in steps {
        let now = world.now;
        match step {
            Step::Pass(time) => world.pass(time),
            Step::Begin { a, b } => {
                let call = world.begin(address(a), address(b));
                calls.push(Seen { call, addresses: [a, b], began: now, ended: None, reported: [false; 2] });
            }
            Step::End { call } if !calls.is_empty() => {
                let at = call % calls.len();
                world.end(calls[at].call);
                calls[at].ended.get_or_insert(now);
            }
            Step::Report { call, side, reason } if !calls.is_empty() => {
                let at = call % calls.len();
                let seen = &mut calls[at];
                let open = seen.ended.is_none_or(|ended| now - ended <= 60 * SECOND);
                let talk = seen.ended.unwrap_or(now) - seen.began;
                let is_talk = talk >= 10 * SECOND;
                let grave = matches!(
                    Reason::ALL[reason],
                    Reason::Under18 | Reason::Sexual | Reason::Harassment | Reason::Hate
                );
                let heard = is_talk || grave && talk >= defaults::HEARD;
                let admitted = open && heard && !seen.reported[side];
                let outcome = world.report_by(seen.call.callers[side], seen.call, Reason::ALL[reason]);
                prop_assert_eq!(admitted, !matches!(outcome, Outcome::Refused(_)), "{:?}", outcome);
                if !admitted {
                    continue;
                }
                seen.reported[side] = true;
                let (by, about) = (seen.addresses[side], seen.addresses[1 - side] as usize);
                let runs = bans[about].last().is_some_and(|(at, lasts)| now < *at + *lasts);
                // The few lines here are never enough of those that count a quarter.
                if !is_talk {
                    prop_assert_eq!(outcome, Outcome::Counted);
                    continue;
                }
                if by as usize != about && !runs {
                    reports[about].push(Event { at: now, network: by / 2 });
                }
                let networks = reports[about].iter().filter(|event| now - event.at < DAY);
                let networks = networks.map(|event| event.network).collect::<HashSet<_>>().len();
                if networks < 3 || by as usize == about || runs {
                    prop_assert_eq!(outcome, Outcome::Counted);
                    continue;
                }
                let rung = 1 + bans[about].iter().filter(|(at, _)| now - *at < 30 * DAY).count().min(3);
                let lasts = [HOUR, DAY, 7 * DAY, 30 * DAY][rung - 1];
                match outcome {
                    Outcome::Banned(given) => {
                        prop_assert_eq!(given.len(), 1);
                        prop_assert_eq!((given[0].0, given[0].1, given[0].2), (false, lasts, rung as u8));
                    }
                    other => prop_assert!(false, "{:?}, though {} networks agree", other, networks),
                }
                reports[about].clear();
                bans[about].push((now, lasts));
            }
            Step::End { .. } | Step::Report { .. } => {}
        }
    }
    // Whoever was never reported has nothing held against them; and in the end everything is forgotten.
    for n in 0..8 {
        let held = world.policy.held(&subject(address(n)), world.now);
        prop_assert!(held.strikes <= bans[n as usize].len());
    }
    for seen in &calls {
        world.end(seen.call);
    }
    let end = world.now + 61 * DAY;
    world.calls.expire(end);
    world.policy.wake(end);
    prop_assert!(world.calls.is_empty());
    prop_assert_eq!(world.policy.census(), Default::default());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bans_follow_from_accepted_reports_alone(steps in prop::collection::vec(step(), 1..200)) {
        run(steps)?;
    }

    #[test]
    fn without_reports_nobody_is_ever_banned(
        steps in prop::collection::vec(step().prop_filter("no reports", |step| {
            !matches!(step, Step::Report { .. })
        }), 1..200),
    ) {
        // The policy says that somebody is to be banned in the answer to a report and nowhere else.
        run(steps)?;
    }

    #[test]
    fn reports_from_one_network_never_ban(
        reports in prop::collection::vec((1..255_u32, 1..6_usize, 0..100_000_u32), 1..300),
    ) {
        let mut world = World::new(Settings { quota: u32::MAX, share_percent: 0, ..Settings::default() });
        for (host, reason, seconds) in reports {
            world.pass(seconds * SECOND);
            let by = format!("198.51.100.{host}").parse().unwrap();
            let outcome = world.call_and_report(by, reporter(1), Reason::ALL[reason]);
            prop_assert_eq!(outcome, Outcome::Counted);
        }
    }
}
