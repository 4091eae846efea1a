//! What all pages have in common.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Facts, Language};

/// The pages that the foot of every page leads to.
const LINKS: [&str; 6] = ["/privacy", "/terms", "/rules", "/promises", "/about", "/status"];

/// The mark beside the name, as the page of the calls draws it.
const MARK: &str = r#"<svg viewBox="0 0 40 40" aria-hidden="true"><path d="M15 7a15 15 0 0 0 0 26M25 7a15 15 0 0 1 0 26"/><circle cx="20" cy="20" r="4"/></svg>"#;

/// A whole page around `body`, whose English is framed in a language.
pub(super) fn page(facts: &Facts, language: Language, title: &str, body: Markup) -> String {
    spoken_page(facts, language, Language::ENGLISH, title, body)
}

/// The same around a `body` in a language of its own.
pub(super) fn spoken_page(
    facts: &Facts,
    language: Language,
    spoken: Language,
    title: &str,
    body: Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag) dir=(language.direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Calln" }
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/pages.css";
            }
            body {
                header {
                    a class="wordmark" href="/" { (PreEscaped(MARK)) "calln" }
                    @if let Some(english) = language.english.filter(|_| spoken.tag != language.tag) { p class="english" { (english) } }
                }
                main lang=(spoken.tag) dir=(spoken.direction) { h1 { (title) } (body) }
                footer {
                    nav aria-label=(language.links) {
                        ul { @for (path, name) in LINKS.iter().zip(language.pages) { li { a href=(path) { (name) } } } }
                    }
                    p lang="en" dir="ltr" { "Run by " (operator(facts)) ". " (contact(facts)) }
                }
            }
        }
    };
    page.into_string()
}

/// Who runs the service.
pub(super) fn operator(facts: &Facts) -> &str {
    facts.operator.as_deref().unwrap_or("somebody who has not given a name here")
}

/// Where to write to, as a link.
pub(super) fn contact(facts: &Facts) -> Markup {
    match facts.contact.as_deref() {
        Some(url) if url.starts_with("https://") => html! { "Contact: " a href=(url) { (url) } },
        Some(address) => html! { "Contact: " a href=(format!("mailto:{address}")) { (address) } },
        None => html! { "No contact address has been set up." },
    }
}
