//! Who pays for a call with somebody who was no partner.

use std::net::IpAddr;

use crate::world::{SECOND, World, ip, reporter, subject};
use calln_core::CallerId;
use calln_core::moderation::{Due, Settings, defaults};

const BOTS: &str = "203.0.113.7";
const HONEST: &str = "198.51.100.7";

fn world() -> World {
    World::new(Settings::default())
}

impl World {
    fn may_search(&mut self, caller: CallerId, address: &str) -> Result<(), Due> {
        self.policy.charge(self.now, caller, &subject(ip(address)))
    }

    /// One caller is matched with another and leaves it after `seconds`.
    fn leaves(&mut self, by: (CallerId, IpAddr), left: (CallerId, IpAddr), seconds: u32, is_silent: bool) {
        let call = self.begin_between([by, left]);
        self.pass(seconds * SECOND);
        self.leave_silent(call, is_silent.then_some(left.0));
    }
}

#[test]
fn who_leaves_partners_that_say_nothing_is_not_asked_and_they_are() {
    let mut world = world();
    let (honest, bot) = (world.arrive(), world.arrive());
    for n in 0..100 {
        assert_eq!(world.may_search(honest, HONEST), Ok(()), "after {n}");
        world.leaves((honest, ip(HONEST)), (bot, ip(BOTS)), 3, true);
    }
    assert_eq!(world.may_search(bot, BOTS), Err(Due::Skips));
}

#[test]
fn who_gives_a_partner_no_time_to_say_anything_skips_it() {
    let mut world = world();
    let skipper = world.arrive();
    let mut skips = 0;
    while world.may_search(skipper, HONEST).is_ok() {
        let partner = (world.arrive(), reporter(skips));
        world.leaves((skipper, ip(HONEST)), partner, 0, true);
        skips += 1;
    }
    assert_eq!(skips, defaults::SKIPS);
}

#[test]
fn to_say_nothing_oneself_excuses_nobody() {
    let mut world = world();
    let skipper = world.arrive();
    let mut skips = 0;
    while world.may_search(skipper, HONEST).is_ok() {
        let partner = (world.arrive(), reporter(skips));
        let call = world.begin_between([(skipper, ip(HONEST)), partner]);
        world.leave_silent(call, Some(skipper));
        skips += 1;
    }
    assert_eq!(skips, defaults::SKIPS);
}

#[test]
fn whom_callers_of_many_sites_have_left_can_be_left_for_nothing_until_it_talks() {
    let mut world = world();
    let (bot, honest) = (world.arrive(), world.arrive());
    let leaves = |world: &mut World| world.leaves((honest, ip(HONEST)), (bot, ip(BOTS)), 1, false);
    for n in 0..defaults::SHUNNED_BY as u32 {
        let other = (world.arrive(), reporter(n));
        world.leaves(other, (bot, ip(BOTS)), 1, false);
    }
    for _ in 0..100 {
        leaves(&mut world);
    }
    assert_eq!(world.may_search(honest, HONEST), Ok(()));
    assert_eq!(world.may_search(bot, BOTS), Ok(()), "to be left is no offence");

    let talker = (world.arrive(), reporter(99));
    let call = world.begin_between([talker, (bot, ip(BOTS))]);
    world.pass(defaults::TALK);
    world.leave(call);
    for _ in 0..2 * defaults::SKIPS {
        leaves(&mut world);
    }
    assert_eq!(world.may_search(honest, HONEST), Err(Due::Skips));
}

#[test]
fn nobody_makes_a_caller_one_who_can_be_left_for_nothing() {
    let mut world = world();
    let victim = world.arrive();
    // A swarm of one site.
    for n in 0..100 {
        let bot = (world.arrive(), ip(&format!("203.0.113.{n}")));
        world.leaves(bot, (victim, ip(HONEST)), 1, false);
    }
    let skipper = world.arrive();
    for _ in 0..2 * defaults::SKIPS {
        world.leaves((skipper, ip(BOTS)), (victim, ip(HONEST)), 1, false);
    }
    assert_eq!(world.may_search(skipper, BOTS), Err(Due::Skips));
}
