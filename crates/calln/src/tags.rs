//! Keyed hashes that stand in for what a caller sent or is: equal inputs give equal tags, within one run of
//! the server, and a tag says nothing of its input.

use std::hash::{BuildHasher, Hasher, RandomState};

use calln_core::Tag;

/// Makes tags under a random key (SipHash) that lives and dies with the process.
pub(crate) struct Tags(RandomState);

/// What a tag is of; tags of different kinds never compare equal but by chance.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A `join`'s `session`.
    Session,
    /// A request's `op_id`.
    Operation,
    /// An address or, in IPv6, the /64 that one household has.
    Network,
}

impl Tags {
    pub(crate) fn new() -> Self {
        Self(RandomState::new())
    }

    pub(crate) fn of(&self, kind: Kind, bytes: &[u8]) -> Tag {
        let mut hasher = self.0.build_hasher();
        hasher.write_u8(kind as u8);
        hasher.write(bytes);
        Tag(hasher.finish())
    }
}
