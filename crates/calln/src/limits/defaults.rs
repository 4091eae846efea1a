//! Every number that callers are limited by, and why it is that number.
//!
//! An IPv4 address may be a carrier's gateway with hundreds of callers behind it, who all come back at once when a server
//! is started anew; so its bursts are wide. An IPv6 /64 is one household: its limits are tight, since anybody has
//! 2⁶⁴ addresses in one. An IPv6 /48 is a site, or 256 customers of a provider, and is treated as an IPv4 address is.

use std::num::NonZeroU32;
use std::time::Duration;

/// A burst, and how many of it grow back in a minute.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) burst: NonZeroU32,
    pub(super) a_minute: NonZeroU32,
}

/// The four limits of an action.
pub(super) struct Rates {
    pub(super) v4_host: Rate,
    pub(super) v4_network: Rate,
    pub(super) v6_host: Rate,
    pub(super) v6_network: Rate,
}

/// 1,000 callers behind one gateway can all come back within the three seconds over which clients spread; a household
/// of 40 open pages can as well. After that ten a second, and one in two.
pub(super) const CONNECT: Rates = Rates {
    v4_host: rate(1_000, 600),
    v4_network: rate(4_000, 2_400),
    v6_host: rate(40, 30),
    v6_network: rate(1_000, 600),
};

/// Beyond that, whoever has shown a token of a call is let in to come back to it: as many as can be in calls behind one address,
/// who all lose their server at once. Tokens are good for two minutes, so a caller without a call has none.
pub(super) const RETURN: Rates = Rates {
    v4_host: rate(2_000, 1_200),
    v4_network: rate(8_000, 4_800),
    v6_host: rate(200, 120),
    v6_network: rate(2_000, 1_200),
};

/// Whoever connects joins, and joins again after a call and with another wish: twice what connecting may be.
pub(super) const JOIN: Rates = Rates {
    v4_host: rate(2_000, 1_200),
    v4_network: rate(8_000, 4_800),
    v6_host: rate(80, 60),
    v6_network: rate(2_000, 1_200),
};

/// Somebody who listens to each stranger for three seconds skips twenty times a minute. A gateway's callers do other
/// things most of the time; so for them it is what joining may be.
pub(super) const SKIP: Rates = Rates {
    v4_host: rate(2_000, 1_200),
    v4_network: rate(8_000, 4_800),
    v6_host: rate(80, 60),
    v6_network: rate(2_000, 1_200),
};

/// Ten reports of one address count in a day, and a block has no other use than to be rare. What is more is refused
/// before it costs anything, and leaves a whole gateway room.
pub(super) const REPORT: Rates = Rates {
    v4_host: rate(100, 60),
    v4_network: rate(400, 240),
    v6_host: rate(20, 10),
    v6_network: rate(100, 60),
};

/// A person asks once what is held, then deletes, then looks again.
pub(super) const ASK: Rates = Rates {
    v4_host: rate(60, 60),
    v4_network: rate(240, 240),
    v6_host: rate(20, 20),
    v6_network: rate(60, 60),
};

/// Somebody whose calls fail tests again after each thing tried. What a test may allocate at the relay is little, and all
/// tests together a sixteenth of it: so a gateway's share is enough for a few people at once and not for taking that up.
pub(super) const TRY: Rates =
    Rates { v4_host: rate(20, 10), v4_network: rate(40, 20), v6_host: rate(10, 5), v6_network: rate(20, 10) };

/// A call is told of three times, and a page once: so it is a little more than three times what skipping may be.
pub(super) const TELL: Rates = Rates {
    v4_host: rate(7_000, 4_000),
    v4_network: rate(28_000, 16_000),
    v6_host: rate(280, 200),
    v6_network: rate(7_000, 4_000),
};

/// Requests of one connection: joining, skipping, hanging up, reporting. Thirty presses at once and then one a second is
/// more than fingers do.
pub(super) const OWN_REQUESTS: Rate = rate(30, 60);

/// A network (/24, /48) may have so many times the open sessions of one address (`limits.sessions_per_address`): the ratio
/// of the rates above.
pub(super) const SESSIONS_PER_NETWORK: usize = 4;

/// After how long to try again where an address has as many sessions open as it may: nobody knows when one will end, and a
/// client that asks in vain every ten seconds costs nothing.
pub(super) const CROWDED_FOR: Duration = Duration::from_secs(10);

/// Set-up frames of one connection. A call takes some forty, an ICE restart as many again; 300 are several at once, and
/// ten a second lets a bad network restart all the time.
pub(super) const OWN_SIGNALS: Rate = rate(300, 600);

/// HTTP requests of one connection that is polled: with a chat and a picture at once, a client makes some twenty a second.
pub(super) const OWN_POLLS: Rate = rate(600, 6_000);

/// Refusals that one connection may collect before it is closed: a client that waits as it is told collects one at a
/// time, a client that doesn't is at the end of these in a moment.
pub(super) const OWN_REFUSALS: Rate = rate(20, 10);

/// How often those who have been quiet are forgotten. A second's worth of newcomers is what memory may grow by beyond its
/// bound.
pub(super) const TIDIED_EVERY: Duration = Duration::from_secs(1);

/// Hashes remembered by one table's limit at most, at about 40 bytes; an attack from more addresses than that makes those
/// who come next share places. What is above is bounded by what can be accepted between two tidyings.
pub(super) const REMEMBERED: usize = 100_000;

/// Places that are shared then. A power of two.
pub(super) const SHARED: u128 = 65_536;

const fn rate(burst: u32, a_minute: u32) -> Rate {
    Rate { burst: count(burst), a_minute: count(a_minute) }
}

/// Evaluated by the compiler only, which refuses a zero.
#[expect(clippy::expect_used, reason = "runs at compile time, on the literals above")]
const fn count(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("limits aren't zero")
}
