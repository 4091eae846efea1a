//! What this is, and whose work it stands on.

use maud::html;

use super::shell::{contact, operator, page};
use super::{Facts, Language};

/// `/about`
pub(super) fn about(facts: &Facts, language: Language) -> String {
    let body = html! {
        p {
            "Calln is a way to talk to somebody you don’t know: one button, one voice, and no account. This one is run \
             by " (operator(facts)) ". " (contact(facts))
        }
        p {
            "The software is free (MIT or Apache-2.0), so that anybody can see what it does and run their own."
            @if let Some(source) = facts.source.as_deref() { " " a href=(source) { "Read the source of this one" } "." }
        }
        h2 { "Attributions" }
        ul {
            li {
                "Country data: " a href="https://location.ipfire.org/" { "IPFire Location database" } ", under "
                a href="https://creativecommons.org/licenses/by-sa/4.0/" { "CC BY-SA 4.0" } "."
            }
            li { "Country flags: circle-flags, © HatScripts, under the MIT licence." }
            li { "Typeface: Outfit, © The Outfit Project Authors, under the SIL Open Font License 1.1." }
            li { "Country names: Unicode CLDR, through your browser." }
        }
    };
    page(facts, language, "About Calln", body)
}
