//! How much is kept of offers: those of callers who wait, and those that come with a search until it has found somebody.
//!
//! An offer may stay for as long as its caller waits, so it isn't counted with what is under way (`limits.total_inbox_bytes`):
//! whoever filled this budget would leave nothing for others' messages. An offer for which there is no room isn't kept, and
//! its caller sends it when it has met somebody: calls begin a trip and a half later, and nobody is refused.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use calln_core::Tag;
use calln_wire::client::Offer;
use parking_lot::Mutex;

/// Counted for each offer besides its text: two allocations are rounded up, and it has an entry here.
const OVERHEAD: usize = 96;

/// The bytes of all offers that are kept.
pub(super) struct Offers {
    /// Most of all callers together, in bytes.
    total: usize,
    /// Most of the callers of one site (an IPv4 address, an IPv6 /48), in bytes.
    per_site: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    /// By site, for as long as one of its offers is kept.
    sites: HashMap<Tag, usize>,
}

impl Offers {
    pub(super) fn new(total: usize, per_site: usize) -> Self {
        Self { total, per_site, kept: Mutex::default() }
    }

    /// Bytes of all offers.
    pub(super) fn bytes(&self) -> usize {
        self.kept.lock().bytes
    }

    /// The offer, counted for as long as it is kept; none if there is no room for it. `site` is none where its callers aren't
    /// limited.
    pub(super) fn keep(self: &Arc<Self>, offer: Offer, site: Option<Tag>) -> Option<KeptOffer> {
        let bytes = offer.description.kind.len() + offer.description.sdp.len() + OVERHEAD;
        let mut kept = self.kept.lock();
        let of_site = site.and_then(|site| kept.sites.get(&site)).copied().unwrap_or_default();
        if kept.bytes + bytes > self.total || (site.is_some() && of_site + bytes > self.per_site) {
            return None;
        }
        kept.bytes += bytes;
        if let Some(site) = site {
            kept.sites.insert(site, of_site + bytes);
        }
        Some(KeptOffer { offer, counted: Counted { offers: Arc::clone(self), bytes, site } })
    }
}

/// An offer for whoever comes.
pub(crate) struct KeptOffer {
    offer: Offer,
    counted: Counted,
}

impl KeptOffer {
    /// The offer, which is kept no longer.
    pub(crate) fn into_offer(self) -> Offer {
        drop(self.counted);
        self.offer
    }
}

/// Shows nothing of the offer, which holds addresses.
impl fmt::Debug for KeptOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptOffer").field("bytes", &self.counted.bytes).finish_non_exhaustive()
    }
}

/// What an offer is counted as.
struct Counted {
    offers: Arc<Offers>,
    bytes: usize,
    site: Option<Tag>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut kept = self.offers.kept.lock();
        kept.bytes -= self.bytes;
        if let Some(site) = self.site
            && let Some(of_site) = kept.sites.get_mut(&site)
        {
            *of_site -= self.bytes;
            if *of_site == 0 {
                kept.sites.remove(&site);
            }
        }
        // What a crowd took is given back once it has gone.
        if kept.sites.is_empty() {
            kept.sites = HashMap::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use calln_wire::client::SessionDescription;

    use super::*;

    fn offer(bytes: usize) -> Offer {
        let sdp = "x".repeat(bytes - OVERHEAD - 5);
        Offer { description: SessionDescription { kind: "offer".into(), sdp }, may_cross: None }
    }

    #[test]
    fn a_site_keeps_its_share_and_all_together_keep_no_more_than_the_budget() {
        let offers = Arc::new(Offers::new(10_000, 4_000));
        let keep = |site: u64, bytes| offers.keep(offer(bytes), Some(Tag(site)));
        let first = [keep(1, 2_000).unwrap(), keep(1, 2_000).unwrap()];
        assert!(keep(1, 200).is_none(), "the site's share is full");
        let second = [keep(2, 3_000).unwrap(), keep(3, 3_000).unwrap()];
        assert!(keep(4, 200).is_none() && offers.keep(offer(200), None).is_none(), "the budget is full");
        assert_eq!(offers.bytes(), 10_000);
        drop(first);
        assert_eq!(keep(1, 2_000).unwrap().into_offer().description.sdp.len(), 2_000 - OVERHEAD - 5);
        drop(second);
        assert_eq!(offers.bytes(), 0);
        assert!(offers.kept.lock().sites.is_empty());
    }

    #[test]
    fn debug_shows_nothing_of_an_offer() {
        let offers = Arc::new(Offers::new(10_000, 4_000));
        let kept = offers.keep(offer(200), None).unwrap();
        assert_eq!(format!("{kept:?}"), "KeptOffer { bytes: 200, .. }");
    }
}
