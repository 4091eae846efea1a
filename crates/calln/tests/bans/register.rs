//! The operations, on a file and in memory.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use calln::bans::{AddError, Register, Whom};

use crate::world::{DAY, HOUR, World, in_memory, ip, noon, spam};

/// Runs a test on both stores.
fn on_both(test: impl Fn(Register)) {
    test(World::new().open(noon()));
    test(in_memory(noon()));
}

fn add(register: &mut Register, address: IpAddr, lasts: Duration, now: SystemTime) -> calln::bans::Ban {
    let target = register.seal(address).host();
    register.add(target, spam(lasts), now).unwrap()
}

#[test]
fn a_ban_holds_for_its_address_until_its_end_to_the_second() {
    on_both(|mut register| {
        let ban = add(&mut register, ip(1), HOUR, noon());
        assert_eq!(ban.until, noon() + HOUR);
        for (since, found) in [(0, true), (3_599, true), (3_600, false)] {
            let now = noon() + Duration::from_secs(since);
            assert_eq!(register.lookup(ip(1), now), found.then_some(ban), "after {since} s");
        }
        assert_eq!(register.lookup(ip(2), noon()), None);
    });
}

#[test]
fn a_mapped_address_is_the_ipv4_address() {
    on_both(|mut register| {
        let ban = add(&mut register, "203.0.113.7".parse().unwrap(), HOUR, noon());
        assert_eq!(register.lookup("::ffff:203.0.113.7".parse().unwrap(), noon()), Some(ban));
    });
}

#[test]
fn a_household_is_banned_in_ipv6_and_a_block_where_it_is_meant() {
    on_both(|mut register| {
        let [one, same, neighbour, stranger] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8:0:100::1"]
                .map(|text| text.parse().unwrap());
        let ban = add(&mut register, one, HOUR, noon());
        let found = [same, neighbour].map(|address| register.lookup(address, noon()));
        assert_eq!(found, [Some(ban), None]);

        let block = register.seal(one).block().unwrap();
        let wide = register.add(block, spam(DAY), noon()).unwrap();
        let found = [one, neighbour, stranger].map(|address| register.lookup(address, noon()));
        assert_eq!(found, [Some(wide), Some(wide), None], "the ban that ends last is told");
        assert_eq!(register.held(one, noon()), [ban, wide]);
    });
}

#[test]
fn a_caller_who_is_gone_is_banned_by_what_was_sealed_at_the_door() {
    on_both(|mut register| {
        let sealed = register.seal(ip(1));
        let later = noon() + 20 * DAY;
        register.purge(later).unwrap();
        let ban = register.add(sealed.host(), spam(30 * DAY), later).unwrap();
        assert_eq!(register.lookup(ip(1), later), Some(ban));
        assert_eq!(ban.until, noon() - 12 * HOUR + 30 * DAY, "no longer than its key lives");

        let too_late = noon() + 30 * DAY;
        register.purge(too_late).unwrap();
        assert!(matches!(register.add(sealed.host(), spam(HOUR), too_late), Err(AddError::KeyGone)));
    });
}

#[test]
fn bans_of_thirty_days_are_all_found() {
    let world = World::new();
    let mut register = world.open(noon());
    let mut bans = Vec::new();
    for day in 0..30 {
        let now = noon() + day * DAY;
        register.purge(now).unwrap();
        bans.push(add(&mut register, ip(day), 60 * DAY, now));
    }
    let now = noon() + 29 * DAY;
    for register in [&register, &world.open(now)] {
        let found = (0..30).map(|day| register.lookup(ip(day), now).unwrap()).collect::<Vec<_>>();
        assert_eq!(found, bans);
        assert_eq!(register.list(now), bans, "the first to end in front");
    }
}

#[test]
fn a_ban_is_lifted_by_address_or_reference() {
    on_both(|mut register| {
        let bans = [1, 2, 3].map(|n| add(&mut register, ip(n), HOUR, noon()));
        let quoted = bans[1].reference.to_string().to_lowercase().parse().unwrap();
        assert_eq!(register.remove(Whom::Address(ip(1)), noon()).unwrap(), [bans[0]]);
        assert_eq!(register.remove(Whom::Reference(quoted), noon()).unwrap(), [bans[1]]);
        assert_eq!(register.remove(Whom::Reference(quoted), noon()).unwrap(), []);
        assert_eq!(register.list(noon()), [bans[2]]);
    });
}

#[test]
fn p10_p16_the_list_and_what_is_held_show_no_address() {
    on_both(|mut register| {
        let address = "203.0.113.7".parse().unwrap();
        assert_eq!(register.held(address, noon()), []);
        let ban = add(&mut register, address, HOUR, noon());
        assert_eq!(register.held(address, noon()), [ban]);
        assert!(!format!("{:?} {:?}", register.list(noon()), register.seal(address)).contains("203.0.113"));
        register.remove(Whom::Address(address), noon()).unwrap();
        assert_eq!(register.held(address, noon()), []);
    });
}
