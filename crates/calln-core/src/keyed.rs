//! Keyed hashes that stand for addresses, so that no address has to be kept.

use std::fmt;
use std::net::IpAddr;

use zeroize::Zeroize as _;

use crate::ids::Tag;

/// A secret that turns addresses into digests: 256 random bits. Whoever lacks it can't go back, and once it is
/// destroyed nobody can. It is wiped when dropped, can't be copied, and formats as `Key(..)`.
pub struct Key([u8; 32]);

/// A keyed hash (BLAKE3 in keyed mode, cut to 128 bits) of an address prefix. Equal prefixes give equal digests
/// under one key and unrelated ones under another. Formats as `Digest(..)`: within its key's life it singles
/// somebody out.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Digest([u8; 16]);

/// Who can be banned: one address in IPv4, the /64 that one household has in IPv6, and the /56 around it, which
/// is what a household's router is often given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The IPv4 address or the IPv6 /64.
    pub host: Digest,
    /// The IPv6 /56; none in IPv4.
    pub block: Option<Digest>,
}

/// Where a report comes from, for telling independent reporters from one with many addresses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Network {
    /// The IPv4 /24 or the IPv6 /48.
    pub site: Digest,
    /// The IPv6 /32 that the site is in, which is the least that a provider has, and what tunnels hand sites out of to
    /// anybody; none in IPv4.
    pub provider: Option<Digest>,
}

impl Network {
    /// The widest network that one customer of a provider may have all of: the IPv4 /24 or the IPv6 /32.
    #[must_use]
    pub fn line(&self) -> Digest {
        self.provider.unwrap_or(self.site)
    }
}

/// A day by UTC, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(pub u32);

/// A [`Subject`] under a ban store's key of one day. Made when a connection is accepted, it lets the store ban
/// the caller later, when the address is no longer there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sealed {
    /// The day of the key.
    pub day: Day,
    /// The subject under that key.
    pub subject: Subject,
}

/// What one ban is about: a host or a block, under a ban store's key of one day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Target {
    /// The day of the key.
    pub day: Day,
    /// The host or the block.
    pub digest: Digest,
}

impl Key {
    /// A key of these bytes, which must be random.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret itself, for writing it where the digests are kept.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The subject that an address belongs to. An IPv4 address mapped into IPv6 (RFC 4291, section 2.5.5.2) is
    /// the IPv4 address.
    pub fn subject(&self, address: IpAddr) -> Subject {
        match address.to_canonical() {
            v4 @ IpAddr::V4(_) => Subject { host: self.digest(v4, 32), block: None },
            v6 @ IpAddr::V6(_) => Subject { host: self.digest(v6, 64), block: Some(self.digest(v6, 56)) },
        }
    }

    /// The network that an address belongs to, with mapped addresses as in [`subject`](Self::subject).
    pub fn network(&self, address: IpAddr) -> Network {
        match address.to_canonical() {
            v4 @ IpAddr::V4(_) => Network { site: self.digest(v4, 24), provider: None },
            v6 @ IpAddr::V6(_) => Network { site: self.digest(v6, 48), provider: Some(self.digest(v6, 32)) },
        }
    }

    /// A caller's host, the IPv4 address or the IPv6 /64, as a tag.
    pub fn host_tag(&self, address: IpAddr) -> Tag {
        tag(&self.subject(address).host.0)
    }

    /// A browser session, by what its client calls it, as a tag.
    pub fn session_tag(&self, session: &[u8]) -> Tag {
        // No prefix begins with this byte.
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"s").update(session);
        tag(hasher.finalize().as_bytes())
    }

    /// The digest of an address's first `bits` (64 at most). Family and length are hashed too: prefixes of
    /// different kinds never share a digest.
    fn digest(&self, address: IpAddr, bits: u8) -> Digest {
        let (family, top) = match address {
            IpAddr::V4(v4) => (4, u64::from(v4.to_bits()) << 32),
            IpAddr::V6(v6) => (6, (v6.to_bits() >> 64) as u64),
        };
        let prefix = top & (u64::MAX << (64 - bits));
        let mut input = [0; 10];
        input[0] = family;
        input[1] = bits;
        input[2..].copy_from_slice(&prefix.to_be_bytes());
        let mut digest = [0; 16];
        digest.copy_from_slice(&blake3::keyed_hash(&self.0, &input).as_bytes()[..16]);
        Digest(digest)
    }
}

/// The first half of 128 bits or more.
fn tag(digest: &[u8]) -> Tag {
    Tag(digest.iter().take(8).fold(0, |tag, byte| tag << 8 | u64::from(*byte)))
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Digest {
    /// A digest that was written down.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes, for writing it down.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(..)")
    }
}

impl Sealed {
    /// The host, as a ban's target.
    pub const fn host(&self) -> Target {
        Target { day: self.day, digest: self.subject.host }
    }

    /// The block, as a ban's target.
    pub fn block(&self) -> Option<Target> {
        Some(Target { day: self.day, digest: self.subject.block? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key::new([7; 32]);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_subject_is_an_address_in_ipv4_and_a_household_in_ipv6() {
        for (a, b, same_host, same_block) in [
            ("203.0.113.7", "203.0.113.7", true, true),
            ("203.0.113.7", "203.0.113.8", false, true), // neither has a block
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true, true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false, true),
            ("2001:db8:0:1::1", "2001:db8:0:100::1", false, false),
            ("::ffff:203.0.113.7", "203.0.113.7", true, true),
            ("::203.0.113.7", "203.0.113.7", false, false),
        ] {
            let (x, y) = (KEY.subject(ip(a)), KEY.subject(ip(b)));
            assert_eq!(x.host == y.host, same_host, "{a} {b}");
            assert_eq!(x.block == y.block, same_block, "{a} {b}");
        }
        assert_eq!(KEY.subject(ip("203.0.113.7")).block, None);
    }

    #[test]
    fn a_network_is_a_24_in_ipv4_and_a_48_in_ipv6() {
        for (a, b, same) in [
            ("203.0.113.7", "203.0.113.250", true),
            ("203.0.113.7", "203.0.112.7", false),
            ("::ffff:203.0.113.7", "203.0.113.9", true),
            ("2001:db8:1:2::3", "2001:db8:1:ffff::4", true),
            ("2001:db8:1::1", "2001:db8:2::1", false),
        ] {
            assert_eq!(KEY.network(ip(a)) == KEY.network(ip(b)), same, "{a} {b}");
        }
    }

    #[test]
    fn sites_of_one_ipv6_32_have_one_provider() {
        let provider = |text| KEY.network(ip(text)).provider;
        assert_eq!(provider("2001:db8:1::1"), provider("2001:db8:2::1"));
        assert_ne!(provider("2001:db8:1::1"), provider("2001:db9:1::1"));
        assert_eq!(provider("203.0.113.7"), None);
        assert_eq!(provider("::ffff:203.0.113.7"), None);
    }

    #[test]
    fn p10_a_digest_says_nothing_without_its_key() {
        let other = Key::new([8; 32]);
        let address = ip("203.0.113.7");
        assert_ne!(KEY.subject(address).host, other.subject(address).host);
        assert_ne!(KEY.subject(ip("203.0.113.0")).host, KEY.network(ip("203.0.113.0")).site);
        assert_eq!(format!("{:?} {:?}", KEY, KEY.subject(address).host), "Key(..) Digest(..)");
    }
}
