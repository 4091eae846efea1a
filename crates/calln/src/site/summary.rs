//! What is switched on, in one line for the log of a start: what an operator didn't mean to have shows there first.

use super::{Facts, Relays};

/// The line. Holds nothing of the configuration that is secret.
pub(crate) fn summary(facts: &Facts) -> String {
    let slots: Vec<_> = facts.ads.slots.iter().map(|(slot, _)| format!("{slot:?}").to_lowercase()).collect();
    let advertising = match (slots.is_empty(), facts.ads.personalised) {
        (true, _) => "none".to_owned(),
        (false, false) => format!("on {}", slots.join(", ")),
        (false, true) => format!("on {}, personalised after consent", slots.join(", ")),
    };
    let analytics = match (facts.counts, facts.firebase.is_some()) {
        (false, false) => "none",
        (true, false) => "own count",
        (false, true) => "Firebase after consent",
        (true, true) => "own count, and Firebase after consent",
    };
    let relay = match facts.relays {
        Relays::Never => "none",
        Relays::OnRequest => "for who asks",
        Relays::WhereNeeded => "for who asks, and where no direct way is found",
        Relays::Always => "for every call",
    };
    let operator = facts.operator.as_deref().unwrap_or("unnamed");
    let contact = facts.contact.as_deref().unwrap_or("missing");
    format!(
        "advertising: {advertising}; analytics: {analytics}; relay: {relay}; operator: {operator}; contact: {contact}"
    )
}

#[cfg(test)]
mod tests {
    use calln_wire::http::AdSlot;

    use super::*;
    use crate::site::Ads;

    #[test]
    fn what_is_on_is_said_and_what_is_missing() {
        assert_eq!(
            summary(&Facts::default()),
            "advertising: none; analytics: none; relay: none; operator: unnamed; contact: missing"
        );
        let slots = vec![(AdSlot::Start, String::new()), (AdSlot::Call, String::new())];
        let facts = Facts {
            operator: Some("Example Calls".to_owned()),
            contact: Some("safety@example.org".to_owned()),
            counts: true,
            relays: Relays::WhereNeeded,
            ads: Ads { slots, personalised: true, ..Ads::default() },
            ..Facts::default()
        };
        assert_eq!(
            summary(&facts),
            "advertising: on start, call, personalised after consent; analytics: own count; relay: for who asks, and where no \
             direct way is found; operator: Example Calls; contact: safety@example.org"
        );
    }
}
