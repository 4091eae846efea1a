//! Whose reports are taken to be those of different people.

use crate::world::{HOUR, Outcome, World, ip, reporter};
use calln_core::moderation::{Reason, Settings};

const SUBJECT: &str = "203.0.113.7";

/// What comes of the last report if each of these files one.
fn last_of(reporters: &[&str]) -> Outcome {
    let mut world = World::new(Settings::default());
    let outcomes = reporters.iter().map(|by| world.call_and_report(ip(by), ip(SUBJECT), Reason::Spam));
    outcomes.last().unwrap()
}

#[test]
fn three_networks_of_one_person_ban_nobody() {
    // At home over IPv4 and IPv6, and a phone beside that has either.
    for phone in ["192.0.2.1", "2001:dead::1"] {
        assert_eq!(last_of(&["198.51.100.1", "2001:db8::1", phone]), Outcome::Counted);
    }
    // Home and phone with both families each: four networks over two lines.
    assert_eq!(last_of(&["198.51.100.1", "2001:db8::1", "192.0.2.1", "2001:dead::1"]), Outcome::Counted);
}

#[test]
fn sites_that_one_provider_hands_out_ban_nobody() {
    let sites: Vec<_> = (1..=50).map(|n| format!("2001:db8:{n:x}::1")).collect();
    assert_eq!(last_of(&sites.iter().map(String::as_str).collect::<Vec<_>>()), Outcome::Counted);
}

#[test]
fn three_lines_of_either_family_ban() {
    let banned = Outcome::Banned(vec![(false, HOUR, 1, Reason::Spam)]);
    assert_eq!(last_of(&["198.51.100.1", "2001:db8::1", "192.0.2.1", "192.0.3.1"]), banned);
    assert_eq!(last_of(&["2001:db8::1", "2001:db9::1", "192.0.2.1", "2001:dba::1"]), banned);
}

#[test]
fn one_line_cannot_push_the_reports_of_others_out() {
    // A friend reports each /64 of the offender's /56, from one /48 or from many of one /32; at most 64 reports are
    // remembered.
    for friend in [|n| format!("2001:dead:1:{n:x}::1"), |n| format!("2001:dead:{n:x}::1")] {
        let mut world = World::new(Settings { share_percent: 0, ..Settings::default() });
        let about = |n: u32| ip(&format!("2001:db8:0:{n:x}::1"));
        for n in 1..=2 {
            assert_eq!(world.call_and_report(reporter(n), about(n), Reason::Spam), Outcome::Counted);
        }
        for n in 0x10..0x60 {
            assert_eq!(world.call_and_report(ip(&friend(n)), about(n), Reason::Spam), Outcome::Counted);
        }
        let whole_block = Outcome::Banned(vec![(true, HOUR, 1, Reason::Spam)]);
        assert_eq!(world.call_and_report(reporter(3), about(3), Reason::Spam), whole_block);
    }
}
