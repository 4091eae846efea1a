//! The terms of use.

use maud::html;

use super::shell::{contact, operator, page};
use super::{Facts, Language};

/// `/terms`
pub(super) fn terms(facts: &Facts, language: Language) -> String {
    let body = html! {
        p { "Calln connects two adults who don’t know each other for a conversation. By calling you agree to this." }
        h2 { "Who may call" }
        p { "You are 18 or older, and old enough where you live to agree to terms like these. You aren’t blocked." }
        h2 { "How to behave" }
        p { "The " a href="/rules" { "community rules" } " apply in every call. Whoever breaks them may be blocked." }
        h2 { "What we can and can’t do" }
        ul {
            li { "The service is free, and comes as it is: it may be interrupted, changed or ended." }
            li { "Nobody listens in, so nobody can promise you whom you will meet. You can hang up at any time." }
            li { "What callers say is theirs to answer for, not ours." }
            li { "We never ask for money, neither for a call nor to lift a block. Whoever does so is a fraud." }
        }
        p { "Nothing here takes away rights that the law gives you as a consumer." }
        h2 { "Don’t" }
        ul {
            li { "use programs to call, to collect callers’ addresses or to disturb the service;" }
            li { "record or publish other callers without their agreement." }
        }
        h2 { "Who we are" }
        p { "This service is run by " (operator(facts)) ". " (contact(facts)) }
    };
    page(facts, language, "Terms of use", body)
}
