//! What a caller is recognised by across connections and restarts, without an address.

use crate::ids::Tag;
use crate::keyed::Day;

/// Days that a caller is recognised under: the day of the connection, the one before and the one after. A connection
/// that sees midnight is so still recognised by the key of the new day.
pub const DAYS: usize = 3;

/// A caller's host and browser session as tags under the keys of [`DAYS`] consecutive days. A tag that is
/// [`Tag::default`] is unknown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Pseudonyms {
    /// The day in the middle.
    pub day: Day,
    /// The IPv4 address or the IPv6 /64, oldest day first.
    pub hosts: [Tag; DAYS],
    /// The browser session, oldest day first.
    pub sessions: [Tag; DAYS],
}

/// A caller under the key of one day.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Pseudonym {
    /// The host.
    pub host: Tag,
    /// The browser session.
    pub session: Tag,
}

/// Two callers who are not to meet, both under the key of one day.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ApartPair {
    /// The day of the key.
    pub day: Day,
    /// The two, in no order.
    pub sides: [Pseudonym; 2],
}

impl Pseudonyms {
    /// The two of a pair under the key of each day that both have, oldest first.
    pub fn pairs(a: &Self, b: &Self) -> impl Iterator<Item = ApartPair> {
        let (a, b) = (*a, *b);
        (0..DAYS).filter_map(move |own| {
            // What lies before the first day is none of the other's days.
            let day = (a.day.0 + 1).checked_add(u32::try_from(own).ok()?)?.checked_sub(2)?;
            let other = (day + 1).checked_sub(b.day.0)? as usize;
            let sides = [a.under(own)?, b.under(other)?];
            Some(ApartPair { day: Day(day), sides })
        })
    }

    fn under(&self, day: usize) -> Option<Pseudonym> {
        Some(Pseudonym { host: *self.hosts.get(day)?, session: *self.sessions.get(day)? })
    }
}

impl ApartPair {
    /// Every pair of tags by which the two are recognised: a host or a session of one beside one of the other. Of two behind
    /// one host only the sessions count: the host would keep each apart from everybody else behind it.
    pub(crate) fn recognised_by(&self) -> impl Iterator<Item = [Recognised; 2]> {
        let [a, b] = self.sides;
        let by_host = a.host != b.host;
        let tags = |side: Pseudonym| {
            [Recognised { tag: side.host, host: true }, Recognised { tag: side.session, host: false }]
        };
        let all = tags(a).into_iter().flat_map(move |own| tags(b).into_iter().map(move |other| [own, other]));
        all.filter(move |pair| pair.iter().all(|it| it.is_known() && (by_host || !it.host)))
    }
}

/// One tag of a caller.
#[derive(Clone, Copy)]
pub(crate) struct Recognised {
    pub(crate) tag: Tag,
    /// It is the host's: others may share it.
    pub(crate) host: bool,
}

impl Recognised {
    fn is_known(self) -> bool {
        self.tag != Tag::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> Pseudonyms {
        // A tag of each day.
        let tags = |of: u64| [0, 1, 2].map(|n| Tag(of + u64::from(day) - 1 + n));
        Pseudonyms { day: Day(day), hosts: tags(1_000), sessions: tags(2_000) }
    }

    #[test]
    fn two_share_the_days_that_their_connections_have_in_common() {
        for (a, b, days) in
            [(10, 10, 9..12), (10, 11, 10..12), (12, 10, 11..12), (10, 13, 0..0), (13, 10, 0..0)]
        {
            let pairs = Pseudonyms::pairs(&on(a), &on(b)).collect::<Vec<_>>();
            assert_eq!(
                pairs.iter().map(|pair| pair.day.0).collect::<Vec<_>>(),
                days.collect::<Vec<_>>(),
                "{a} {b}"
            );
            for ApartPair { day, sides } in pairs {
                let tags =
                    Pseudonym { host: Tag(1_000 + u64::from(day.0)), session: Tag(2_000 + u64::from(day.0)) };
                assert_eq!(sides, [tags; 2], "each under that day's key");
            }
        }
    }
}
