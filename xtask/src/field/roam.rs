//! Networks that change under a call: how long the voice is away.

use eyre::bail;

use super::addresses::UPLINK;
use super::call::Call;
use super::caller::{Browser, Order};
use super::home::Home;
use super::kinds::Kind;
use super::lab::Lab;
use super::router::{self, Rules};
use super::way::Way;

/// So long without a pause, and the voice is back, in milliseconds. More than ICE takes to find that a way is dead.
const STEADY: u32 = 8_000;
/// Within this the voice is to be back, in milliseconds.
const TARGET: f64 = 3_000.0;
/// A longer gap fails the test, in milliseconds: three times the longest that the lab has shown (docs/nat.md), which leaves a busy
/// machine as much again as the target. A page that waits for its browser's word is above it: browsers doubt a way after five seconds,
/// and the page gives them 2.5 s more before it seeks another.
const LIMIT: f64 = 2.0 * TARGET;

/// The uplink that is not there before the caller leaves the house.
const CELLULAR: &str = "cellular";

/// What happens to the first caller's network, or to the server.
#[derive(Clone, Copy)]
enum Change {
    /// From a home's NAT to a symmetric one, by another interface.
    Uplink,
    /// A symmetric NAT forgets every connection, and gives other ports to what comes next.
    NatForgets(Kind),
    /// The server is killed, and comes back at once.
    ServerRestarts,
    /// A caller with both families loses IPv4; the partner has nothing else.
    Ipv4Dies,
}

impl Change {
    const ALL: [Self; 5] = [
        Self::Uplink,
        Self::NatForgets(Kind::Open),
        Self::NatForgets(Kind::Symmetric),
        Self::ServerRestarts,
        Self::Ipv4Dies,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Uplink => "another uplink, behind another NAT",
            Self::NatForgets(Kind::Open) => "the NAT forgets a direct call",
            Self::NatForgets(_) => "the NAT forgets a relayed call",
            Self::ServerRestarts => "the server restarts under a relayed call",
            Self::Ipv4Dies => "IPv4 dies, IPv6 lives",
        }
    }

    /// The partner's network.
    fn partner(self) -> Kind {
        match self {
            Self::Uplink | Self::Ipv4Dies => Kind::PortRestricted,
            Self::NatForgets(kind) => kind,
            Self::ServerRestarts => Kind::Symmetric,
        }
    }

    /// The first caller's home, and the ways of the call before the change.
    fn home(self, lab: &mut Lab<'_>) -> eyre::Result<(Home, [Way; 2])> {
        let kind = match self {
            Self::Uplink => Kind::PortRestricted,
            Self::NatForgets(_) | Self::ServerRestarts => Kind::Symmetric,
            Self::Ipv4Dies => return Ok((lab.home_with_both()?, [Way::DirectIpv4; 2])),
        };
        Ok((lab.home(kind)?, Kind::ways([kind, self.partner()])))
    }

    fn happen(self, lab: &mut Lab<'_>, home: &mut Home) -> eyre::Result<()> {
        match self {
            Self::Uplink => {
                home.unplug(UPLINK)?;
                lab.add_uplink(home, CELLULAR, Rules::RandomPort)
            }
            Self::NatForgets(_) => home.routers().iter().try_for_each(|router| router.forget_connections()),
            Self::ServerRestarts => lab.server().restart(),
            Self::Ipv4Dies => home.routers().iter().try_for_each(router::drop_ipv4),
        }
    }
}

/// Every change, each in a call of its own, as a table in Markdown.
///
/// # Errors
/// Where a voice doesn't come back, or comes back later than the limit.
pub(super) fn roam(lab: &mut Lab<'_>) -> eyre::Result<()> {
    let mut rows = String::new();
    let mut failed = Vec::new();
    for change in Change::ALL {
        let title = change.title();
        match try_change(lab, change).and_then(|(gap, way)| Ok((gap, verdict(gap)?, way))) {
            Ok((gap, verdict, way)) => {
                println!("{title:<42} {gap:.0} ms, {verdict}, then {way}");
                rows += &format!("| {title} | {gap:.0} ms, {verdict} | {way} |\n");
            }
            Err(error) => {
                println!("{title:<42} FAILED: {error:#}");
                rows += &format!("| {title} | **no** | |\n");
                failed.push(title);
            }
        }
    }
    println!(
        "\n| what changes in mid-call | longest gap, target {TARGET:.0} ms | the way then |\n|---|---|---|\n{rows}"
    );
    if !failed.is_empty() {
        bail!("no voice in time after: {}", failed.join("; "));
    }
    Ok(())
}

/// Whether a gap is within the target.
///
/// # Errors
/// Where it is above the limit.
fn verdict(gap: f64) -> eyre::Result<&'static str> {
    match gap {
        ..=TARGET => Ok("met"),
        ..=LIMIT => Ok("missed"),
        _ => bail!("{gap:.0} ms without a voice, and {LIMIT:.0} ms are the limit"),
    }
}

/// The longest gap that either side has heard, and the first side's way after it.
fn try_change(lab: &mut Lab<'_>, change: Change) -> eyre::Result<(f64, String)> {
    let (mut home, ways) = change.home(lab)?;
    let partners = lab.home(change.partner())?;
    let (mut waiter, mut newcomer) =
        (lab.caller(&home, Browser::Chromium)?, lab.caller(&partners, Browser::Chromium)?);
    let mut call = Call { waiter: &mut waiter, newcomer: &mut newcomer };
    call.connect(ways, false)?;
    call.both(&Order::Watch)?;
    change.happen(lab, &mut home)?;
    let [one, other] = call.both(&Order::Recover { steady: STEADY })?;
    call.end()?;
    Ok((one.gap.max(other.gap), one.way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_above_the_target_is_told_and_one_above_the_limit_fails() {
        for (gap, told) in [(0.0, "met"), (3_000.0, "met"), (3_001.0, "missed"), (6_000.0, "missed")] {
            assert_eq!(verdict(gap).unwrap(), told);
        }
        for gap in [6_001.0, f64::INFINITY, f64::NAN] {
            assert!(verdict(gap).is_err());
        }
    }
}
