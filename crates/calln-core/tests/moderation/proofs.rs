//! Who has to prove some work before the next search.

use std::net::IpAddr;
use std::time::Duration;

use crate::world::{SECOND, World, ip, reporter, subject};
use calln_core::CallerId;
use calln_core::moderation::{Due, Reason, Settings, defaults};

const SKIPPER: &str = "203.0.113.7";

impl World {
    /// A connection looks for a partner.
    fn search(&mut self, caller: CallerId, address: IpAddr) -> Result<(), Due> {
        self.policy.charge(self.now, caller, &subject(address))
    }

    /// A connection is matched with somebody else, and ends the call after `talk`.
    fn skip(&mut self, caller: CallerId, address: IpAddr, talk: Duration) {
        let other = (self.arrive(), reporter(9_999));
        let call = self.begin_between([(caller, address), other]);
        self.pass(talk);
        self.leave(call);
    }

    /// The same again and again, each after a search, until one is refused; how many there were.
    fn skip_until_asked(&mut self, caller: CallerId, address: IpAddr, talk: Duration, most: u32) -> u32 {
        for skipped in 0..most {
            if self.search(caller, address).is_err() {
                return skipped;
            }
            self.skip(caller, address, talk);
        }
        most
    }
}

fn world() -> World {
    World::new(Settings::default())
}

#[test]
fn who_talks_is_never_asked_however_many_calls_there_are() {
    for (who, talk) in [("talks", 10 * SECOND), ("is choosy for an evening", 60 * SECOND)] {
        let mut world = world();
        let caller = world.arrive();
        let calls = world.skip_until_asked(caller, ip(SKIPPER), talk, 2_000);
        assert_eq!(calls, 2_000, "who {who}");
    }
}

#[test]
fn who_is_skipped_by_everybody_is_not_asked() {
    let mut world = world();
    let patient = world.arrive();
    for n in 0..500 {
        assert_eq!(world.search(patient, ip(SKIPPER)), Ok(()), "after {n} calls");
        let other = (world.arrive(), reporter(n));
        let call = world.begin_between([other, (patient, ip(SKIPPER))]);
        world.pass(SECOND);
        world.leave(call);
    }
}

#[test]
fn who_skips_a_lot_is_asked_and_goes_on_after_one_proof() {
    let mut world = world();
    let (caller, address) = (world.arrive(), ip(SKIPPER));
    let free = world.skip_until_asked(caller, address, 3 * SECOND, 200);
    // Thirty at once, and those that have grown back meanwhile.
    assert_eq!(free, defaults::SKIPS + 3 * free / 10, "in two minutes");
    assert_eq!(world.search(caller, address), Err(Due::Skips));

    world.policy.pay(caller);
    let paid = world.skip_until_asked(caller, address, SECOND, 200);
    assert!((defaults::SEARCHES_PER_PROOF..defaults::SEARCHES_PER_PROOF + 2).contains(&paid), "{paid}");
    // Nobody has to: a pause will do.
    world.pass(defaults::SKIP_EVERY);
    assert_eq!(world.search(caller, address), Ok(()));
}

#[test]
fn a_new_connection_owes_nothing_until_its_address_has_skipped_for_many() {
    for (address, callers) in [(SKIPPER, defaults::SKIPPERS_V4), ("2001:db8::1", defaults::SKIPPERS_V6)] {
        let (mut world, address) = (world(), ip(address));
        let mut asked = 0;
        for n in 0..callers {
            let caller = world.arrive();
            assert_eq!(world.search(caller, address), Ok(()), "caller {n} of {address}");
            asked += u32::from(world.skip_until_asked(caller, address, Duration::ZERO, defaults::SKIPS) > 0);
            world.policy.forget_caller(caller);
        }
        assert_eq!(asked, callers);
        let fresh = world.arrive();
        assert_eq!(world.search(fresh, address), Err(Due::Skips), "{address}");
        assert_eq!(world.search(fresh, reporter(1)), Ok(()), "another address");
    }
}

#[test]
fn who_is_reported_by_two_networks_is_asked_before_it_is_banned() {
    let mut world = world();
    let (caller, address) = (world.arrive(), ip(SKIPPER));
    for (n, expected) in [(1, Ok(())), (2, Err(Due::Reports))] {
        world.call_and_report(reporter(n), address, Reason::Spam);
        assert_eq!(world.search(caller, address), expected, "{n} networks");
    }
    world.policy.pay(caller);
    assert_eq!(world.search(caller, address), Ok(()));
}

#[test]
fn a_busy_shared_address_is_not_asked_for_a_few_reports() {
    let mut world = world();
    let (caller, nat) = (world.arrive(), ip(SKIPPER));
    for n in 0..300 {
        world.talk(reporter(1_000 + n), nat);
    }
    for n in 0..20 {
        world.call_and_report(reporter(n), nat, Reason::Spam);
        assert_eq!(world.search(caller, nat), Ok(()), "{n} of more than 300 calls");
    }
}

#[test]
fn in_an_attack_everybody_is_asked_and_a_while_after_it_nobody() {
    let mut world = world();
    let crowd = defaults::SEARCHES_PER_SECOND * defaults::SEARCHES_AT_ONCE;
    for n in 0..crowd {
        let caller = world.arrive();
        assert_eq!(world.search(caller, reporter(n)), Ok(()), "a crowd that comes back after a restart");
    }
    assert!(!world.policy.is_attack(world.now));
    let (first, second) = (world.arrive(), world.arrive());
    assert_eq!(world.search(first, reporter(1)), Err(Due::Attack));
    assert_eq!(world.search(second, reporter(2)), Err(Due::Attack));
    world.policy.pay(second);
    assert_eq!(world.search(second, reporter(2)), Ok(()));

    world.pass(defaults::ATTACK_LASTS - SECOND);
    assert!(world.policy.is_attack(world.now));
    assert_eq!(world.search(first, reporter(1)), Err(Due::Attack));
    world.pass(SECOND);
    assert_eq!(world.search(first, reporter(1)), Ok(()));
}

#[test]
fn a_steady_crowd_is_no_attack() {
    let mut world = world();
    let caller = world.arrive();
    for _ in 0..100 * defaults::SEARCHES_PER_SECOND {
        world.pass(SECOND / defaults::SEARCHES_PER_SECOND);
        assert_eq!(world.search(caller, reporter(1)), Ok(()));
    }
}

#[test]
fn a_proof_is_one_connections_own() {
    let mut world = world();
    let address = ip(SKIPPER);
    world.call_and_report(reporter(1), address, Reason::Spam);
    world.call_and_report(reporter(2), address, Reason::Spam);
    let (payer, other) = (world.arrive(), world.arrive());
    world.policy.pay(payer);
    assert_eq!(world.search(other, address), Err(Due::Reports));
    world.policy.forget_caller(payer);
    assert_eq!(world.search(payer, address), Err(Due::Reports), "gone with its connection");
}

#[test]
fn p10_what_an_address_has_skipped_is_forgotten_within_minutes() {
    let mut world = World::new(Settings { skippers: 100, ..Settings::default() });
    for n in 0..1_000 {
        let caller = world.arrive();
        world.skip(caller, reporter(n), Duration::ZERO);
        world.policy.forget_caller(caller);
        assert!(world.policy.census().skippers <= 100);
    }
    let begun = world.now;
    while let Some(wake) = world.policy.next_wake() {
        world.now = wake;
        world.policy.wake(wake);
    }
    assert!(world.now - begun <= 2 * defaults::PURGE_EVERY, "{:?}", world.now - begun);
    assert_eq!(world.policy.census(), Default::default());
}
