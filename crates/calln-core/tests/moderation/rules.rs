//! The rules of reports, each by example.

use std::time::Duration;

use crate::world::{Call, DAY, HOUR, Outcome, SECOND, World, ip, reporter, subject};
use calln_core::CallId;
use calln_core::moderation::{Reason, Refusal, Settings, defaults};

const RUNGS: [Duration; 4] = defaults::LADDER;

fn world() -> World {
    World::new(Settings::default())
}

fn banned(lasts: Duration, rung: u8) -> Outcome {
    Outcome::Banned(vec![(false, lasts, rung, Reason::Spam)])
}

#[test]
fn three_reporters_on_distinct_networks_ban_for_an_hour() {
    let mut world = world();
    assert_eq!(world.convict(ip("203.0.113.7"), 1), banned(HOUR, 1));
}

#[test]
fn a_thousand_reporters_in_one_24_ban_nobody() {
    let mut world = World::new(Settings { quota: u32::MAX, ..Settings::default() });
    for n in 0..1_000_u32 {
        let by = format!("198.51.100.{}", n % 254 + 1).parse().unwrap();
        assert_eq!(world.call_and_report(by, ip("203.0.113.7"), Reason::Hate), Outcome::Counted);
    }
    assert_eq!(world.policy.held(&subject(ip("203.0.113.7")), world.now).reports, 1);
}

#[test]
fn a_thousand_reporters_in_one_48_ban_nobody() {
    let mut world = world();
    for n in 0..1_000_u32 {
        let by = format!("2001:db8:77:{n:x}::1").parse().unwrap();
        assert_eq!(world.call_and_report(by, ip("203.0.113.7"), Reason::Hate), Outcome::Counted);
    }
}

#[test]
fn a_mapped_address_is_the_ipv4_address() {
    let mut world = world();
    let (plain, mapped) = (ip("203.0.113.7"), ip("::ffff:203.0.113.7"));
    assert_eq!(world.call_and_report(reporter(1), plain, Reason::Spam), Outcome::Counted);
    assert_eq!(
        world.call_and_report(ip("::ffff:10.0.1.9"), mapped, Reason::Spam),
        Outcome::Counted,
        "same /24"
    );
    assert_eq!(world.call_and_report(reporter(2), mapped, Reason::Spam), Outcome::Counted);
    assert_eq!(world.call_and_report(reporter(3), mapped, Reason::Spam), banned(HOUR, 1));
}

#[test]
fn reports_older_than_a_day_do_not_count() {
    let mut world = world();
    let about = ip("203.0.113.7");
    world.call_and_report(reporter(1), about, Reason::Spam);
    world.call_and_report(reporter(2), about, Reason::Spam);
    world.pass(DAY);
    assert_eq!(world.call_and_report(reporter(3), about, Reason::Spam), Outcome::Counted);
}

#[test]
fn a_talk_shorter_than_ten_seconds_cannot_be_reported() {
    let mut world = world();
    let call = world.begin(reporter(1), ip("203.0.113.7"));
    world.pass(9 * SECOND);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Refused(Refusal::TalkTooShort));
    world.end(call);
    world.pass(5 * SECOND);
    assert_eq!(
        world.report(call, Reason::Spam),
        Outcome::Refused(Refusal::TalkTooShort),
        "time after it is no talk"
    );

    let call = world.begin(reporter(1), ip("203.0.113.7"));
    world.pass(10 * SECOND);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Counted);
}

/// A call that `about` ends in its third second, and its partner reports.
fn cut_short(world: &mut World, about: &str, by: u32, reason: Reason) -> Outcome {
    let call = world.begin(ip(about), reporter(by));
    world.pass(3 * SECOND);
    world.leave(call);
    world.report_by(call.callers[1], call, reason)
}

#[test]
fn a_call_that_the_reported_side_ended_at_once_can_be_reported_for_the_gravest() {
    let mut world = world();
    for reason in Reason::ALL {
        let outcome = match reason {
            Reason::Under18 | Reason::Sexual | Reason::Harassment | Reason::Hate => Outcome::Counted,
            _ => Outcome::Refused(Refusal::TalkTooShort),
        };
        assert_eq!(cut_short(&mut world, "203.0.113.7", 1, reason), outcome, "{reason}");
    }
}

/// A call that a reporter flees from in its third second.
fn fled(world: &mut World, about: &str, by: u32, reason: Reason) -> Outcome {
    let call = world.begin(reporter(by), ip(about));
    world.pass(3 * SECOND);
    let outcome = world.report(call, reason);
    world.leave(call);
    outcome
}

#[test]
fn whoever_flees_from_a_slur_can_report_it_once_there_was_time_for_one() {
    let mut world = world();
    assert_eq!(fled(&mut world, "203.0.113.7", 1, Reason::Hate), Outcome::Counted);
    assert_eq!(fled(&mut world, "203.0.113.7", 2, Reason::Under18), Outcome::Counted, "and it blocks nobody");
    let refused = Outcome::Refused(Refusal::TalkTooShort);
    assert_eq!(fled(&mut world, "203.0.113.7", 3, Reason::Spam), refused, "not grave enough");
    let call = world.begin(reporter(4), ip("203.0.113.7"));
    world.pass(SECOND);
    world.leave(call);
    world.pass(5 * SECOND);
    assert_eq!(world.report(call, Reason::Hate), refused, "who is gone within a second has heard nothing");
}

#[test]
fn reports_of_calls_that_were_fled_count_a_quarter() {
    let about = "203.0.113.7";
    let banned = || Outcome::Banned(vec![(false, HOUR, 1, Reason::Hate)]);
    let mut alone = world();
    for n in 1..=11 {
        assert_eq!(fled(&mut alone, about, n, Reason::Hate), Outcome::Counted);
    }
    // Others leave without a word.
    for n in 0..19 {
        let call = alone.begin(reporter(1_000 + n), ip(about));
        alone.pass(3 * SECOND);
        alone.leave(call);
    }
    assert_eq!(fled(&mut alone, about, 11, Reason::Hate), Outcome::Counted, "the same line again");
    assert_eq!(fled(&mut alone, about, 12, Reason::Hate), banned(), "the twelfth line in 30 calls");

    let mut beside = world();
    beside.call_and_report(reporter(1), ip(about), Reason::Hate);
    beside.call_and_report(reporter(2), ip(about), Reason::Hate);
    for n in 3..=5 {
        assert_eq!(fled(&mut beside, about, n, Reason::Hate), Outcome::Counted);
    }
    assert_eq!(fled(&mut beside, about, 6, Reason::Hate), Outcome::Counted, "too few calls to judge by");
}

#[test]
fn a_mob_that_comes_and_flees_bans_nobody_who_talks() {
    let mut world = world();
    let about = "203.0.113.7";
    for n in 0..31 {
        world.talk(reporter(1_000 + n), ip(about));
    }
    for n in 1..=12 {
        assert_eq!(fled(&mut world, about, n, Reason::Hate), Outcome::Counted, "3 in 31 talks");
    }
    let mut seldom = self::world();
    for n in 1..=29 {
        assert_eq!(fled(&mut seldom, about, n, Reason::Hate), Outcome::Counted, "too few calls to judge by");
    }
}

/// As many calls that `about` ends in their third second, and nobody reports.
fn leave_at_once(world: &mut World, about: &str, calls: u32) {
    for n in 0..calls {
        let call = world.begin(ip(about), reporter(1_000 + n));
        world.pass(3 * SECOND);
        world.leave(call);
    }
}

fn banned_for_that() -> Outcome {
    Outcome::Banned(vec![(false, HOUR, 1, Reason::Sexual)])
}

#[test]
fn reports_of_calls_cut_short_count_half() {
    let about = "203.0.113.7";
    let mut alone = world();
    assert_eq!(cut_short(&mut alone, about, 1, Reason::Sexual), Outcome::Counted);
    leave_at_once(&mut alone, about, 25);
    for n in 2..=5 {
        assert_eq!(cut_short(&mut alone, about, n, Reason::Sexual), Outcome::Counted);
    }
    assert_eq!(
        cut_short(&mut alone, about, 6, Reason::Sexual),
        banned_for_that(),
        "the sixth line in 30 calls"
    );

    let mut beside = world();
    beside.call_and_report(reporter(1), ip(about), Reason::Sexual);
    beside.call_and_report(reporter(2), ip(about), Reason::Sexual);
    leave_at_once(&mut beside, about, 25);
    assert_eq!(cut_short(&mut beside, about, 3, Reason::Sexual), Outcome::Counted);
    assert_eq!(cut_short(&mut beside, about, 3, Reason::Sexual), Outcome::Counted, "the same line again");
    assert_eq!(cut_short(&mut beside, about, 4, Reason::Sexual), banned_for_that());
}

#[test]
fn who_goes_through_many_strangers_is_not_banned_by_the_few_who_take_offence() {
    let about = "203.0.113.7";
    let mut world = world();
    assert_eq!(cut_short(&mut world, about, 1, Reason::Sexual), Outcome::Counted);
    leave_at_once(&mut world, about, 30);
    for n in 2..=6 {
        assert_eq!(
            cut_short(&mut world, about, n, Reason::Sexual),
            Outcome::Counted,
            "6 lines in 35 calls, by halves"
        );
    }
}

#[test]
fn a_mob_that_comes_to_be_left_at_once_bans_nobody() {
    let about = "203.0.113.7";
    let mut world = world();
    for n in 1..=29 {
        assert_eq!(
            cut_short(&mut world, about, n, Reason::Sexual),
            Outcome::Counted,
            "too few calls to judge by"
        );
    }
}

#[test]
fn a_first_under_18_report_of_a_call_cut_short_blocks_nobody() {
    let mut world = world();
    assert_eq!(cut_short(&mut world, "203.0.113.7", 1, Reason::Under18), Outcome::Counted);
    assert_eq!(cut_short(&mut world, "203.0.113.7", 2, Reason::Under18), Outcome::Counted);
}

#[test]
fn a_call_can_be_reported_for_a_minute_after_its_end() {
    for (seconds, outcome) in [(60, Outcome::Counted), (61, Outcome::Refused(Refusal::NoSuchCall))] {
        let mut world = world();
        let call = world.begin(reporter(1), ip("203.0.113.7"));
        world.pass(HOUR);
        world.end(call);
        world.pass(seconds * SECOND);
        assert_eq!(world.report(call, Reason::Spam), outcome, "after {seconds} s");
    }
}

#[test]
fn each_side_of_a_call_reports_once() {
    let mut world = world();
    let call = world.begin(reporter(1), reporter(2));
    world.pass(60 * SECOND);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Counted);
    assert_eq!(world.report(call, Reason::Under18), Outcome::Refused(Refusal::AlreadyReported));
    assert_eq!(world.report_by(call.callers[1], call, Reason::Spam), Outcome::Counted);
    world.end(call);
    assert_eq!(world.report(call, Reason::Spam), Outcome::Refused(Refusal::AlreadyReported));
}

#[test]
fn nobody_reports_a_call_that_is_not_theirs() {
    let mut world = world();
    let call = world.begin(reporter(1), reporter(2));
    let other = world.begin(reporter(3), reporter(4));
    world.pass(60 * SECOND);
    assert_eq!(world.report_by(other.callers[0], call, Reason::Spam), Outcome::Refused(Refusal::NoSuchCall));
    let forged = Call { id: CallId(99), ..call };
    assert_eq!(world.report(forged, Reason::Spam), Outcome::Refused(Refusal::NoSuchCall));
}

#[test]
fn a_reporter_has_a_quota_for_each_day() {
    let mut world = world();
    for n in 0..defaults::QUOTA {
        assert_eq!(world.call_and_report(reporter(1), reporter(100 + n), Reason::Spam), Outcome::Counted);
    }
    let over = world.call_and_report(reporter(1), reporter(200), Reason::Spam);
    assert_eq!(over, Outcome::Refused(Refusal::QuotaSpent));
    world.pass(DAY);
    assert_eq!(world.call_and_report(reporter(1), reporter(200), Reason::Spam), Outcome::Counted);
}

#[test]
fn the_ladder_rises_with_each_ban_and_ends_at_thirty_days() {
    let mut world = world();
    let about = ip("203.0.113.7");
    for (n, (lasts, rung)) in (0..).zip([(RUNGS[0], 1), (RUNGS[1], 2), (RUNGS[2], 3), (RUNGS[3], 4)]) {
        assert_eq!(world.convict(about, 10 * n), banned(lasts, rung));
        world.pass(lasts);
    }
    assert_eq!(RUNGS, [HOUR, DAY, 7 * DAY, 30 * DAY]);
}

#[test]
fn the_ladder_is_forgotten_thirty_days_after_each_ban() {
    let mut world = world();
    let about = ip("203.0.113.7");
    world.convict(about, 1);
    world.pass(20 * DAY);
    assert_eq!(world.convict(about, 11), banned(DAY, 2), "the first is remembered");
    world.pass(10 * DAY);
    assert_eq!(world.convict(about, 21), banned(DAY, 2), "the first is forgotten, the second is not");
    world.pass(31 * DAY);
    assert_eq!(world.convict(about, 31), banned(HOUR, 1), "all are forgotten");
}

#[test]
fn a_ban_that_runs_is_not_doubled_by_late_reports() {
    let mut world = world();
    let about = ip("203.0.113.7");
    let late = [4, 5, 6].map(|n| world.begin(reporter(n), about));
    assert_eq!(world.convict(about, 1), banned(HOUR, 1));
    for call in late {
        assert_eq!(world.report(call, Reason::Spam), Outcome::Counted);
    }
    world.pass(HOUR);
    assert_eq!(world.convict(about, 11), banned(DAY, 2), "the next rung, not the one after");
}

#[test]
fn a_busy_shared_address_is_judged_by_the_share_of_its_calls() {
    // Behind a carrier's NAT: 300 calls an hour, three of which are reported.
    let mut world = world();
    let nat = ip("203.0.113.7");
    for n in 0..300 {
        world.talk(reporter(1_000 + n), nat);
    }
    for n in 0..29 {
        let outcome = world.call_and_report(reporter(n), nat, Reason::Spam);
        assert_eq!(outcome, Outcome::Counted, "{} of {} calls", n + 1, 300 + n + 1);
    }
    // With a tenth of them reported it is no accident any more.
    let mut last = Outcome::Counted;
    for n in 29..40 {
        last = world.call_and_report(reporter(n), nat, Reason::Spam);
        if last != Outcome::Counted {
            break;
        }
    }
    assert_eq!(last, banned(HOUR, 1));
}

#[test]
fn calls_within_one_network_do_not_thin_the_share_out() {
    let mut world = world();
    let offender = ip("203.0.113.7");
    for _ in 0..100 {
        world.talk(ip("203.0.113.8"), offender);
    }
    assert_eq!(world.convict(offender, 1), banned(HOUR, 1));
}

#[test]
fn the_first_under_18_report_blocks_for_a_short_time() {
    let mut world = world();
    let about = ip("203.0.113.7");
    let short = Outcome::Banned(vec![(false, defaults::FIRST_REPORT_BLOCK, 0, Reason::Under18)]);
    assert_eq!(world.call_and_report(reporter(1), about, Reason::Under18), short);
    world.pass(HOUR);
    assert_eq!(world.call_and_report(reporter(1), about, Reason::Under18), Outcome::Counted, "same network");
    assert_eq!(world.call_and_report(reporter(2), about, Reason::Under18), short);
    let third = world.call_and_report(reporter(3), about, Reason::Under18);
    assert_eq!(third, Outcome::Banned(vec![(false, HOUR, 1, Reason::Under18)]), "short blocks are no rungs");
}

#[test]
fn one_network_causes_only_a_few_first_report_blocks() {
    let mut world = world();
    let outcomes = [1, 2, 3, 4].map(|n| {
        let by = format!("198.51.100.{n}").parse().unwrap();
        world.call_and_report(by, reporter(n), Reason::Under18) != Outcome::Counted
    });
    assert_eq!(outcomes, [true, true, false, false]);
}

#[test]
fn sites_that_one_provider_hands_out_cause_no_more_first_report_blocks_than_one_network() {
    let mut world = world();
    let outcomes = [1, 2, 3, 4].map(|n| {
        let by = format!("2001:db8:{n:x}::1").parse().unwrap();
        world.call_and_report(by, reporter(n), Reason::Under18) != Outcome::Counted
    });
    assert_eq!(outcomes, [true, true, false, false]);
}

#[test]
fn one_provider_does_not_block_the_same_address_twice() {
    let mut world = world();
    let about = ip("203.0.113.7");
    let blocks = |outcome| outcome != Outcome::Counted;
    assert!(blocks(world.call_and_report(ip("2001:db8:1::1"), about, Reason::Under18)));
    world.pass(HOUR);
    assert!(!blocks(world.call_and_report(ip("2001:db8:2::1"), about, Reason::Under18)));
}

#[test]
fn one_under_18_report_does_not_block_a_shared_address() {
    let mut world = world();
    let nat = ip("203.0.113.7");
    for n in 0..defaults::SHARED_CALLS {
        world.talk(reporter(1_000 + n), nat);
    }
    assert_eq!(world.call_and_report(reporter(1), nat, Reason::Under18), Outcome::Counted);
}

#[test]
fn nobody_is_banned_by_their_own_address() {
    // What an operator gets who forgot to name the proxy: everybody has the proxy's address.
    let mut world = world();
    for _ in 0..5 {
        let outcome = world.call_and_report(ip("127.0.0.1"), ip("127.0.0.1"), Reason::Under18);
        assert_eq!(outcome, Outcome::Counted);
    }
    let mut world = World::new(Settings { own_address_counts: true, ..Settings::default() });
    let outcome = world.call_and_report(ip("127.0.0.1"), ip("127.0.0.1"), Reason::Under18);
    assert_eq!(outcome, Outcome::Banned(vec![(false, defaults::FIRST_REPORT_BLOCK, 0, Reason::Under18)]));
}

#[test]
fn the_whole_64_is_banned_in_ipv6() {
    let mut world = world();
    world.call_and_report(reporter(1), ip("2001:db8::1"), Reason::Spam);
    world.call_and_report(reporter(2), ip("2001:db8::ffff:2"), Reason::Spam);
    assert_eq!(world.call_and_report(reporter(3), ip("2001:db8::3"), Reason::Spam), banned(HOUR, 1));
}

#[test]
fn several_bad_64_ban_their_56() {
    let mut world = world();
    assert_eq!(world.call_and_report(reporter(1), ip("2001:db8:0:1::1"), Reason::Spam), Outcome::Counted);
    assert_eq!(world.call_and_report(reporter(2), ip("2001:db8:0:2::1"), Reason::Spam), Outcome::Counted);
    let elsewhere = world.call_and_report(reporter(3), ip("2001:db8:0:100::1"), Reason::Spam);
    assert_eq!(elsewhere, Outcome::Counted, "the next /56");
    let third = world.call_and_report(reporter(3), ip("2001:db8:0:3::1"), Reason::Spam);
    assert_eq!(third, Outcome::Banned(vec![(true, HOUR, 1, Reason::Spam)]));
}

#[test]
fn one_network_does_not_ban_a_56_however_many_64_it_reports() {
    let mut world = world();
    for n in 1..=9 {
        let about = format!("2001:db8:0:{n:x}::1").parse().unwrap();
        assert_eq!(world.call_and_report(reporter(1), about, Reason::Spam), Outcome::Counted);
    }
}

#[test]
fn the_reason_of_a_ban_is_the_one_given_most_often() {
    for (given, reason) in [
        ([Reason::Spam, Reason::Hate, Reason::Spam], Reason::Spam),
        ([Reason::Spam, Reason::Hate, Reason::Other], Reason::Hate),
    ] {
        let mut world = world();
        let about = ip("203.0.113.7");
        world.call_and_report(reporter(1), about, given[0]);
        world.call_and_report(reporter(2), about, given[1]);
        let last = world.call_and_report(reporter(3), about, given[2]);
        assert_eq!(last, Outcome::Banned(vec![(false, HOUR, 1, reason)]));
    }
}

#[test]
fn a_pardon_takes_the_ladder_back() {
    let mut world = world();
    let about = ip("203.0.113.7");
    world.convict(about, 1);
    world.policy.pardon(&subject(about));
    assert_eq!(world.convict(about, 11), banned(HOUR, 1));
}

#[test]
fn p16_what_is_held_is_told_and_really_goes() {
    let mut world = world();
    let about = ip("203.0.113.7");
    world.convict(about, 1);
    let held = world.policy.held(&subject(about), world.now);
    assert_eq!((held.reports, held.strikes, held.filed), (0, 1, 0));
    let end = world.now + held.forgotten_in;
    assert!(held.forgotten_in > 29 * DAY && held.forgotten_in < 31 * DAY);

    let wakes =
        |world: &World| [world.calls.next_wake(), world.policy.next_wake()].into_iter().flatten().min();
    while let Some(wake) = wakes(&world) {
        assert!(wake <= end, "something outlives what was told");
        world.calls.expire(wake);
        world.policy.wake(wake);
    }
    assert!(world.calls.is_empty());
    assert_eq!(world.policy.census(), Default::default());
    assert_eq!(world.policy.held(&subject(about), end), Default::default());
}

#[test]
fn p08_an_ended_call_is_forgotten_after_a_minute() {
    let mut world = world();
    let call = world.begin(reporter(1), reporter(2));
    world.pass(5 * SECOND);
    world.end(call);
    let wake = world.calls.next_wake().unwrap();
    assert!(wake - world.now <= 61 * SECOND);
    world.calls.expire(wake);
    world.policy.wake(wake);
    assert!(world.calls.is_empty());
    assert_eq!(world.policy.census(), Default::default());
    assert_eq!(world.policy.next_wake(), None);
}

#[test]
fn memory_is_bounded_and_a_busy_address_outlives_a_flood() {
    let settings =
        Settings { subjects: 100, offenders: 20, reporters: 20, ended_calls: 50, ..Settings::default() };
    let mut world = World::new(settings);
    let nat = ip("203.0.113.7");
    for n in 0..2_000 {
        if n % 20 == 0 {
            world.talk(reporter(50_000 + n), nat);
        }
        let call = world.begin(reporter(n), reporter(10_000 + n));
        world.pass(10 * SECOND);
        world.report(call, Reason::Spam);
        world.end(call);
        let census = world.policy.census();
        assert!(census.subjects <= 100 && census.offenders <= 20 && world.calls.len() <= 51, "{census:?}");
        assert!(census.reporters <= 40, "{census:?}");
    }
    assert_eq!(world.policy.held(&subject(nat), world.now).calls, 100, "so its share stays true");
}

#[test]
fn a_call_that_fell_out_of_a_full_table_is_refused_and_nothing_else() {
    let mut world = World::new(Settings { ended_calls: 1, ..Settings::default() });
    let calls = [1, 2].map(|n| world.begin(reporter(n), reporter(10 + n)));
    world.pass(60 * SECOND);
    for call in calls {
        world.end(call);
    }
    assert_eq!(world.report(calls[0], Reason::Spam), Outcome::Refused(Refusal::NoSuchCall));
    assert_eq!(world.report(calls[1], Reason::Spam), Outcome::Counted);
}

#[test]
fn p10_no_effect_or_input_can_be_read_from_a_log() {
    let mut world = World::new(Settings { networks: 1, ..Settings::default() });
    let call = world.begin(reporter(1), ip("203.0.113.7"));
    world.pass(60 * SECOND);
    let (_, bans) = world.file(call.callers[0], call, Reason::Spam);
    assert!(format!("{:?}", bans[0]).contains("Digest(..)"), "{:?}", bans[0]);
    let leg = format!("{:?}", world.calls.get(call.id).unwrap());
    assert!(leg.contains("Digest(..)") && leg.contains("Tag(..)"), "{leg}");
}
