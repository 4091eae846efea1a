//! The community rules, and the standards against child sexual abuse and exploitation that app stores ask for.

use maud::html;

use super::shell::{contact, page};
use super::{Facts, Language};

/// `/rules`
pub(super) fn rules(facts: &Facts, language: Language) -> String {
    let body = html! {
        p { "A call is two people. These rules keep it worth picking up." }
        h2 { "Community rules" }
        ul {
            li { strong { "Adults only. " } "If you are under 18, don’t call. If the other seems to be, hang up and report." }
            li { strong { "Ask, and stop at no. " } "Nothing sexual without the other’s clear wish." }
            li { strong { "No hate, no threats, no harassment. " } "Nobody has to listen to it." }
            li { strong { "No selling, no fishing. " } "No advertising, no scams, no asking for passwords or money." }
            li { strong { "Keep people private. " } "Don’t record, don’t expose, don’t press for names or addresses." }
            li { strong { "Nothing illegal. " } "In your country or in theirs." }
        }
        h2 { "If somebody breaks them" }
        p {
            "Hang up: nobody has to explain. Report the caller during the call or in the minute after it. Reports from \
             several people block an address, for an hour at first and for up to 30 days if it happens again. A \
             report that somebody is under 18 blocks at once, for a short while. False reports are bounded too. A \
             block can be contested with the reference that it shows. " (contact(facts))
        }
        h2 { "Child safety standards" }
        p { "Sexual abuse and exploitation of children is forbidden here in every form. In particular:" }
        ul {
            li { "No contact with children: calls are for adults, every caller is asked, and reports of minors come first." }
            li { "No grooming, no sexual extortion, no trafficking, no sexual talk with or about children." }
            li { "No asking for, offering, sending or showing of material that sexualises children." }
        }
        p {
            "Whoever is reported for it is blocked. Voices are never recorded here, so we can’t hand recordings over; \
             what we learn of we report where the law asks for it. In an emergency, call your country’s emergency \
             number first."
        }
        p { strong { "For child safety questions, from anybody, authorities included: " } (contact(facts)) }
    };
    page(facts, language, "Community rules and child safety", body)
}
