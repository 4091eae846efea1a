//! The pages that the server writes itself, readable without JavaScript: what is promised, what is asked for, and by
//! whom. What they say follows from the configuration; what is off isn't claimed.

mod about;
mod android;
mod facts;
mod language;
mod missing;
mod privacy;
mod promises;
mod rules;
mod share;
mod shell;
mod status;
mod summary;
mod terms;

pub use android::Android;
pub use facts::{Ads, Facts, FactsError, Relays};
pub use language::Language;
pub(crate) use share::shared;
pub(crate) use status::status;
pub(crate) use summary::summary;

/// Stands for the path of what is shown where there is no page: no request has it.
pub(crate) const MISSING: &str = "404";

/// Path and HTML of each page whose text is settled when the server starts, framed in a language.
pub fn pages(facts: &Facts, language: Language) -> Vec<(&'static str, String)> {
    vec![
        ("/privacy", privacy::privacy(facts, language)),
        ("/terms", terms::terms(facts, language)),
        ("/rules", rules::rules(facts, language)),
        ("/promises", promises::promises(facts, language)),
        ("/about", about::about(facts, language)),
        (MISSING, missing::missing(facts, language)),
    ]
}
