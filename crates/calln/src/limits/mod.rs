//! How much one connection, one address and one network may do in a time.
//!
//! Each [`Action`] has four limits by keyed hashes, which are all that is known of an address: one for the host (an IPv4
//! address, an IPv6 /64) and one for the network around it (/24, /48), with numbers of their own in either family. A
//! connection has two more of its own. All are cell rate limits (GCRA): a burst, and a rate at which it grows back.
//! The numbers and their reasons are in [`defaults`].
//!
//! And an address and its network have so many sessions open at a time ([`sessions`]).
//!
//! What is remembered is one moment for each hash that was busy lately. It is forgotten as soon as the whole burst has
//! grown back, and bounded in number.

mod defaults;
#[cfg(test)]
mod honest;
mod offers;
mod own;
mod sessions;
mod table;

use std::sync::Arc;
use std::time::Duration;

use calln_core::Tag;
use calln_wire::client::Offer;
use ipnet::IpNet;
pub(crate) use offers::KeptOffer;
use offers::Offers;
pub(crate) use own::{Own, Relayed};
pub(crate) use sessions::OpenSession;
use sessions::Sessions;
use table::Table;

use crate::client_ip::ClientIp;
use crate::config::LimitsConfig;
use crate::defaults::OFFER_BYTES;
use crate::metrics::Metrics;
use crate::moderation::Standing;

/// What is limited by address and network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Opening a connection.
    Connect,
    /// The same beyond that, to come back to a call.
    Return,
    /// Looking for a partner, again or for the first time.
    Join,
    /// Leaving a partner for the next.
    Skip,
    /// Reporting or blocking.
    Report,
    /// Asking over plain HTTP what is held.
    Ask,
    /// Trying the relay in a self-test.
    Try,
    /// Telling what a visit came to, to be counted.
    Tell,
}

impl Action {
    /// As metrics name it.
    fn label(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Return => "return",
            Self::Join => "join",
            Self::Skip => "skip",
            Self::Report => "report",
            Self::Ask => "ask",
            Self::Try => "try",
            Self::Tell => "tell",
        }
    }
}

/// The limits by address and network.
pub(crate) struct Limits {
    connect: Table,
    r#return: Table,
    join: Table,
    skip: Table,
    report: Table,
    ask: Table,
    r#try: Table,
    tell: Table,
    sessions: Arc<Sessions>,
    offers: Arc<Offers>,
    /// Networks that aren't limited.
    exempt: Vec<IpNet>,
    metrics: Arc<Metrics>,
}

impl Limits {
    pub(crate) fn new(config: &LimitsConfig, metrics: Arc<Metrics>) -> Self {
        let sessions = config.sessions_per_address.get() as usize;
        // As much as those of a site who may wait can have, and no more, however many of it don't wait.
        let offers_per_site = config.waiting.get() as usize * OFFER_BYTES;
        Self {
            connect: Table::new(&defaults::CONNECT),
            r#return: Table::new(&defaults::RETURN),
            join: Table::new(&defaults::JOIN),
            skip: Table::new(&defaults::SKIP),
            report: Table::new(&defaults::REPORT),
            ask: Table::new(&defaults::ASK),
            r#try: Table::new(&defaults::TRY),
            tell: Table::new(&defaults::TELL),
            sessions: Arc::new(Sessions::new(sessions)),
            offers: Arc::new(Offers::new(config.total_offer_bytes.get() as usize, offers_per_site)),
            exempt: config.exempt.clone(),
            metrics,
        }
    }

    /// Whether the operator has freed an address from all limits.
    pub(crate) fn exempts(&self, ip: ClientIp) -> bool {
        self.exempt.iter().any(|net| net.contains(&ip.address()))
    }

    /// Counts one more of `action`; if it is too many, the time after which it wouldn't be.
    pub(crate) fn count(&self, action: Action, standing: &Standing) -> Result<(), Duration> {
        self.table(action).count(standing).inspect_err(|_| self.metrics.limited(action.label()))
    }

    /// Counts a session in for as long as what this returns is kept; where there are too many, the time after which to try
    /// again.
    pub(crate) fn open_session(&self, standing: &Standing) -> Result<OpenSession, Duration> {
        self.sessions.enter(standing).map_err(|_crowded| {
            self.metrics.limited("sessions");
            defaults::CROWDED_FOR
        })
    }

    /// An offer for whoever comes, counted for as long as it is kept; none if there is no room for it.
    pub(crate) fn keep_offer(&self, offer: Offer, site: Option<Tag>) -> Option<KeptOffer> {
        self.offers.keep(offer, site)
    }

    /// Bytes of all offers that are kept.
    pub(crate) fn offer_bytes(&self) -> usize {
        self.offers.bytes()
    }

    /// Forgets those who have been quiet for long enough.
    pub(crate) fn tidy(&self) {
        let waiting = [&self.connect, &self.r#return, &self.join, &self.skip, &self.report];
        let asking = [&self.ask, &self.r#try, &self.tell];
        waiting.into_iter().chain(asking).for_each(Table::tidy);
    }

    fn table(&self, action: Action) -> &Table {
        match action {
            Action::Connect => &self.connect,
            Action::Return => &self.r#return,
            Action::Join => &self.join,
            Action::Skip => &self.skip,
            Action::Report => &self.report,
            Action::Ask => &self.ask,
            Action::Try => &self.r#try,
            Action::Tell => &self.tell,
        }
    }
}

/// A wait in whole seconds, rounded up, as a client is told it.
pub(crate) fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}

/// Tidies up for as long as it runs.
pub(crate) async fn sweep(limits: Arc<Limits>) {
    let mut ticks = tokio::time::interval(defaults::TIDIED_EVERY);
    loop {
        ticks.tick().await;
        limits.tidy();
    }
}
