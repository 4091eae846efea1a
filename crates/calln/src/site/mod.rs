//! The pages that the server writes itself, readable without JavaScript: what is promised, what is asked for, and by
//! whom. What they say follows from the configuration; what is off isn't claimed.

mod about;
mod facts;
mod privacy;
mod rules;
mod shell;
mod status;
mod terms;

pub use facts::{Ads, Facts, FactsError, Relays};
pub(crate) use status::status;

/// Path and HTML of each page whose text is settled when the server starts.
pub fn pages(facts: &Facts) -> Vec<(&'static str, String)> {
    vec![
        ("/privacy", privacy::privacy(facts)),
        ("/terms", terms::terms(facts)),
        ("/rules", rules::rules(facts)),
        ("/about", about::about(facts)),
    ]
}
