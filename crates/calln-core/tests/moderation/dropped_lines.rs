//! Callers who cut their own connections: no rule is beaten by that, and nobody else pays for it.

use std::net::IpAddr;

use crate::world::{Call, HOUR, Outcome, SECOND, World, ip, reporter};
use calln_core::moderation::{Due, Reason, Refusal, Settings, defaults};
use proptest::prelude::*;

const DROPPER: &str = "203.0.113.7";

fn world() -> World {
    World::new(Settings::default())
}

fn banned() -> Outcome {
    Outcome::Banned(vec![(false, HOUR, 1, Reason::Spam)])
}

fn blocked() -> Outcome {
    Outcome::Banned(vec![(false, defaults::FIRST_REPORT_BLOCK, 0, Reason::Under18)])
}

/// The dropper calls somebody and cuts the line at once, `times` over.
fn drop_calls(world: &mut World, times: u32) {
    for n in 0..times {
        let call = world.begin(ip(DROPPER), reporter(1_000 + n));
        world.drops_for_good(call, 0);
    }
}

#[test]
fn dropped_calls_are_skips_of_the_address() {
    for (address, what) in [(DROPPER, "IPv4"), ("2001:db8::1", "IPv6")] {
        let mut world = world();
        let mut asked_after = None;
        for n in 0..40 {
            // A new connection each time: the old one is gone.
            let caller = world.arrive();
            if let Err(due) = world.policy.charge(world.now, caller, &crate::world::subject(ip(address))) {
                assert_eq!(due, Due::Skips);
                asked_after = Some(n);
                break;
            }
            let other = (world.arrive(), reporter(1_000 + n));
            let call = world.begin_between([(caller, ip(address)), other]);
            world.drops(call, 0);
            world.end(call);
            world.policy.forget_caller(caller);
        }
        assert_eq!(asked_after, Some(defaults::SKIPS), "{what}");
    }
}

#[test]
fn who_goes_on_while_the_partner_is_away_skips_nobody() {
    let mut world = world();
    let (patient, address) = (world.arrive(), ip("198.51.100.7"));
    for n in 0..100 {
        assert_eq!(world.policy.charge(world.now, patient, &crate::world::subject(address)), Ok(()), "{n}");
        let dropper = (world.arrive(), reporter(n));
        let call = world.begin_between([(patient, address), dropper]);
        world.drops(call, 1);
        world.leave(call);
    }
}

#[test]
fn who_comes_back_in_time_has_skipped_nobody() {
    let mut world = world();
    for n in 0..100 {
        let caller = world.arrive();
        let subject = crate::world::subject(ip(DROPPER));
        assert_eq!(world.policy.charge(world.now, caller, &subject), Ok(()), "{n}");
        let other = (world.arrive(), reporter(n));
        let call = world.begin_between([(caller, ip(DROPPER)), other]);
        world.drops(call, 0);
        world.pass(SECOND);
        world.returns(call, 0);
        world.pass(10 * SECOND);
        world.leave(call);
    }
}

#[test]
fn dropped_calls_do_not_thin_the_share_out() {
    let mut world = world();
    drop_calls(&mut world, 40);
    assert_eq!(world.convict(ip(DROPPER), 1), banned());
}

#[test]
fn an_under_18_report_blocks_after_a_flood_of_drops() {
    let mut world = world();
    drop_calls(&mut world, defaults::SHARED_CALLS + 5);
    assert_eq!(world.call_and_report(reporter(1), ip(DROPPER), Reason::Under18), blocked());
}

#[test]
fn who_stays_away_from_the_server_and_talks_on_can_be_reported() {
    let mut world = world();
    let call = world.begin(reporter(1), ip(DROPPER));
    world.pass(SECOND);
    world.drops(call, 1);
    world.pass(9 * SECOND);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Counted);
}

#[test]
fn a_reporter_who_is_away_is_not_talking() {
    let mut world = world();
    let call = world.begin(reporter(1), ip(DROPPER));
    world.pass(SECOND);
    world.drops(call, 0);
    world.pass(29 * SECOND);
    world.returns(call, 0);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Refused(Refusal::TalkTooShort));
}

/// What an address can do alone with its connection.
#[derive(Clone, Copy, Debug)]
enum Act {
    Drop,
    Return,
    /// While it is there a second passes, while it is away this.
    Pass(u32),
}

fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![2 => Just(Act::Drop), 1 => Just(Act::Return), 2 => (0..40_u32).prop_map(Act::Pass)];
    prop::collection::vec(act, 0..most)
}

fn act(world: &mut World, call: Call, side: usize, acts: &[Act]) {
    let mut away = false;
    for act in acts {
        match act {
            Act::Drop => {
                away = true;
                world.drops(call, side);
            }
            Act::Return => {
                away = false;
                world.returns(call, side);
            }
            Act::Pass(seconds) => world.pass(if away { *seconds * SECOND } else { SECOND }),
        }
    }
}

/// A call that the address leaves in less than a talk.
#[derive(Clone, Debug)]
struct Skipped {
    acts: Vec<Act>,
    /// Said last of all: that somebody ended it.
    by: Option<usize>,
}

fn skipped() -> impl Strategy<Value = Vec<Skipped>> {
    let skipped = (acts(9), prop::option::of(0..2_usize)).prop_map(|(acts, by)| Skipped { acts, by });
    prop::collection::vec(skipped, 0..60)
}

fn skip(world: &mut World, n: &mut u32, calls: &[Skipped]) {
    for Skipped { acts, by } in calls {
        *n += 1;
        let call = world.begin(reporter(10_000 + *n), ip(DROPPER));
        act(world, call, 1, acts);
        let by = by.map(|side| call.callers[side]);
        world.end_by(call, by, None);
    }
}

/// Where a mob is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    V4,
    V6Site,
    V6Provider,
}

impl Home {
    fn address(self, n: u32) -> IpAddr {
        match self {
            Self::V4 => ip(&format!("198.51.100.{n}")),
            Self::V6Site => ip(&format!("2001:db8:7:{n:x}::1")),
            Self::V6Provider => ip(&format!("2001:db8:{n:x}::1")),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_an_address_does_alone_makes_a_report_about_it_count_less(
        between in prop::collection::vec(skipped(), 3),
        within in prop::collection::vec(acts(9), 3),
        ends_it in any::<bool>(),
        reason in prop_oneof![Just(Reason::Spam), Just(Reason::Under18)],
    ) {
        let (mut world, mut n, mut outcomes) = (world(), 0, Vec::new());
        for (k, (between, within)) in (1..).zip(between.iter().zip(&within)) {
            skip(&mut world, &mut n, between);
            let call = world.begin(reporter(k), ip(DROPPER));
            act(&mut world, call, 1, within);
            // The reporter is there for ten seconds, whatever the other does meanwhile.
            world.pass(defaults::TALK);
            if ends_it {
                world.drops(call, 1);
                world.end(call);
            }
            outcomes.push(world.report(call, reason));
            world.end(call);
        }
        let first = if reason == Reason::Under18 { blocked() } else { Outcome::Counted };
        prop_assert_eq!(&outcomes[..1], &[first]);
        prop_assert_eq!(&outcomes[2], &Outcome::Banned(vec![(false, HOUR, 1, reason)]));
    }

    #[test]
    fn nothing_that_a_mob_within_one_network_does_makes_it_count_for_more_than_one(
        attacks in prop::collection::vec((1..255_u32, acts(12), 0..7_usize, any::<bool>()), 1..80),
        home in prop_oneof![Just(Home::V4), Just(Home::V6Site), Just(Home::V6Provider)],
    ) {
        let mut world = World::new(Settings { share_percent: 0, ..Settings::default() });
        let mut blocks = 0;
        // An honest report of somebody else's, over a line of either family.
        for honest in ["192.0.2.1", "2001:dead::1"].map(ip) {
            world.call_and_report(honest, ip(DROPPER), Reason::Spam);
        }
        for (host, acts, reason, ends) in attacks {
            let by = home.address(host);
            let call = world.begin(by, ip(DROPPER));
            act(&mut world, call, 0, &acts);
            if ends {
                world.leave(call);
            }
            match world.report(call, Reason::ALL[reason]) {
                Outcome::Banned(bans) => {
                    prop_assert_eq!(bans[0].2, 0, "no rung of the ladder");
                    blocks += 1;
                }
                Outcome::Counted | Outcome::Refused(_) => {}
            }
            world.end(call);
        }
        // A provider's customers are strangers to each other where nobody is banned for long.
        prop_assert!(home == Home::V6Provider || blocks <= defaults::FIRST_REPORT_QUOTA);
    }
}
