//! What is said where there is no page.

use maud::html;

use super::language::Missing;
use super::shell::spoken_page;
use super::{Facts, Language};

/// For every path that leads nowhere.
pub(super) fn missing(facts: &Facts, language: Language) -> String {
    let Missing { title, text, home } = language.missing;
    let body = html! {
        p { (text) }
        p { a href="/" { (home) } }
    };
    spoken_page(facts, language, language, title, body)
}
