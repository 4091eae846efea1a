//! Where a connection comes from, without its address.

use calln_core::{Country, Pseudonyms, Tag};

use crate::moderation::Standing;

/// What is known of a caller from its connection alone.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    /// Country of the address; `None` where the database knows none.
    pub(crate) country: Option<Country>,
    /// The same for two callers of one network, and meaningless after a restart.
    pub(crate) network: Tag,
    /// What reports and bans go by.
    pub(crate) standing: Standing,
    /// What it is recognised by where somebody is not to meet it again.
    pub(crate) pseudonyms: Pseudonyms,
    /// The operator has freed its network from limits.
    pub(crate) exempt: bool,
}

impl Origin {
    /// Where the caller is, for the number of those who may wait at the same time: the IPv4 address or the IPv6 /48. None
    /// where the operator has freed it from limits.
    pub(crate) fn site(&self) -> Option<Tag> {
        let Standing { subject, network, .. } = &self.standing;
        let digest = if subject.block.is_none() { subject.host } else { network.site };
        let (first, _) = digest.as_bytes().split_first_chunk()?;
        (!self.exempt).then(|| Tag(u64::from_ne_bytes(*first)))
    }
}
