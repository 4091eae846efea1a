//! What this service promises its callers, as docs/promises.toml has it.

use maud::html;
use serde::Deserialize;

use super::shell::page;
use super::{Facts, Language};

/// The contract that the tests are held to.
const CONTRACT: &str = include_str!("../../../../docs/promises.toml");

#[derive(Deserialize)]
struct Contract {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    title: String,
    promise: Vec<Promise>,
}

#[derive(Deserialize)]
struct Promise {
    id: String,
    text: String,
    /// Why it isn't kept yet: then nothing is claimed.
    not_yet: Option<String>,
}

/// `/promises`
#[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
pub(super) fn promises(facts: &Facts, language: Language) -> String {
    let contract: Contract = toml::from_str(CONTRACT).expect("docs/promises.toml is read by a test");
    let body = html! {
        p {
            "Each of these can be caught broken: the software’s own tests try to, for every release. The "
            a href="/privacy" { "privacy policy" } " says what follows from them here."
        }
        @for group in &contract.group {
            @let kept: Vec<_> = group.promise.iter().filter(|promise| promise.not_yet.is_none()).collect();
            @if !kept.is_empty() {
                h2 { (group.title) }
                ul { @for promise in kept { li id=(promise.id) { (promise.text) } } }
            }
        }
    };
    page(facts, language, "Promises", body)
}
