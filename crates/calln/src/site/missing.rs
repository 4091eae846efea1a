//! What is said where there is no page.

use maud::html;

use super::shell::page;
use super::{Facts, Language};

/// For every path that leads nowhere.
pub(super) fn missing(facts: &Facts, language: Language) -> String {
    let body = html! {
        p { "There is no page at this address. Perhaps it was mistyped, or has moved." }
        p { a href="/" { "Back to the start" } }
    };
    page(facts, language, "Nothing here", body)
}
