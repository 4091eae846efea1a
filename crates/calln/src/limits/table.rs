//! The four limits of one action.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use calln_core::moderation::Digest;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::defaults::{REMEMBERED, Rate, Rates, SHARED};
use crate::moderation::Standing;

pub(super) struct Table {
    v4: Levels,
    v6: Levels,
}

struct Levels {
    host: Limit,
    network: Limit,
}

/// One limit, for many hashes.
struct Limit {
    limiter: DefaultKeyedRateLimiter<u128>,
    /// More are remembered than should be: places are shared until it is quieter.
    crowded: AtomicBool,
}

impl Table {
    pub(super) fn new(rates: &Rates) -> Self {
        let levels = |host, network| Levels { host: Limit::new(host), network: Limit::new(network) };
        Self { v4: levels(rates.v4_host, rates.v4_network), v6: levels(rates.v6_host, rates.v6_network) }
    }

    /// The host is counted first, so that one host over its own limit takes nothing from its network's.
    pub(super) fn count(&self, standing: &Standing) -> Result<(), Duration> {
        let levels = if standing.subject.block.is_none() { &self.v4 } else { &self.v6 };
        levels.host.count(&standing.subject.host)?;
        levels.network.count(&standing.network.site)
    }

    pub(super) fn tidy(&self) {
        for levels in [&self.v4, &self.v6] {
            levels.host.tidy();
            levels.network.tidy();
        }
    }
}

impl Limit {
    fn new(rate: Rate) -> Self {
        Self { limiter: RateLimiter::keyed(quota(rate)), crowded: AtomicBool::new(false) }
    }

    fn count(&self, digest: &Digest) -> Result<(), Duration> {
        let hash = u128::from_ne_bytes(*digest.as_bytes());
        let place = if self.crowded.load(Relaxed) { hash % SHARED } else { hash };
        let clock = DefaultClock::default();
        self.limiter.check_key(&place).map_err(|not_until| not_until.wait_time_from(clock.now()))
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        self.crowded.store(self.limiter.len() >= REMEMBERED, Relaxed);
        self.limiter.shrink_to_fit();
    }
}

fn quota(rate: Rate) -> Quota {
    Quota::per_minute(rate.a_minute).allow_burst(rate.burst)
}

#[cfg(test)]
mod tests {
    use calln_core::moderation::{Day, Key, Sealed};

    use super::super::defaults;
    use super::*;

    fn standing(address: std::net::IpAddr) -> Standing {
        let key = Key::new([1; 32]);
        let subject = key.subject(address);
        Standing { subject, network: key.network(address), sealed: Sealed { day: Day(0), subject } }
    }

    fn v6(bits: u128) -> Standing {
        standing(std::net::Ipv6Addr::from_bits(0x2001_0db8 << 96 | bits).into())
    }

    fn v4(bits: u32) -> Standing {
        standing(std::net::Ipv4Addr::from_bits(0x0a00_0000 + bits).into())
    }

    /// How many in a row are let through; the clock grows a few back meanwhile.
    fn passed(table: &Table, standings: impl Iterator<Item = Standing>) -> usize {
        standings.filter(|standing| table.count(standing).is_ok()).count()
    }

    #[test]
    fn a_household_cannot_get_more_by_changing_its_address() {
        let table = Table::new(&defaults::CONNECT);
        let changing = (0..10_000).map(v6);
        let most = defaults::CONNECT.v6_host.burst.get() as usize;
        assert!((most..most + 20).contains(&passed(&table, changing)));
        assert!(table.count(&v6(1 << 64)).is_ok(), "the next /64 is somebody else");
    }

    #[test]
    fn a_site_cannot_get_more_by_changing_its_64() {
        let table = Table::new(&defaults::CONNECT);
        let changing = (0..10_000).map(|n| v6(n << 64));
        let most = defaults::CONNECT.v6_network.burst.get() as usize;
        let passed = passed(&table, changing);
        assert!((most..most + 200).contains(&passed), "{passed}");
        assert!(table.count(&v6(1 << 80)).is_ok(), "the next /48 is somebody else");
    }

    #[test]
    fn a_gateway_has_room_for_a_thousand_and_its_neighbours_for_theirs() {
        let table = Table::new(&defaults::CONNECT);
        let most = defaults::CONNECT.v4_host.burst.get() as usize;
        let passed = passed(&table, (0..5_000).map(|_| v4(7)));
        assert!((most..most + 200).contains(&passed), "{passed}");
        assert!(table.count(&v4(8)).is_ok());
        let wait = table.count(&v4(7)).unwrap_err();
        assert!(wait <= Duration::from_millis(100), "ten a second grow back");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten() {
        let table = Table::new(&defaults::CONNECT);
        for n in 0..REMEMBERED as u32 + 1_000 {
            assert!(table.count(&v4(n)).is_ok());
        }
        table.tidy();
        assert!(table.v4.host.crowded.load(Relaxed) || table.v4.host.limiter.len() < REMEMBERED);
        for n in 0..1_000_000 {
            let _counted = table.v4.host.count(&v4(n).subject.host);
            if n % 10_000 == 0 {
                table.tidy();
            }
        }
        assert!(table.v4.host.limiter.len() < 2 * REMEMBERED + SHARED as usize);
    }
}
