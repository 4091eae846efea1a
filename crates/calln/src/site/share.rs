//! What other sites show of a link to the start page: a title, a sentence and a picture (Open Graph, and Twitter's cards).

use maud::html;
use serde::Deserialize;

use super::{Facts, Language};

/// The words of one language, as the build of the page has written them into `share/words.json`.
#[derive(Deserialize)]
struct Words {
    title: String,
    lead: String,
}

/// The start page's HTML with what is shown of a link to it, in a language. Crawlers want addresses with a host: where the operator
/// has named none in `hosts`, nothing is added. `words`: the JSON that the build has written.
pub(crate) fn shared(facts: &Facts, language: Language, html: &str, words: &[u8]) -> Option<String> {
    let host = facts.hosts.first()?;
    let mut words: std::collections::HashMap<String, Words> = serde_json::from_slice(words).ok()?;
    let Words { title, lead } = words.remove(language.tag)?;
    let address = format!("https://{host}/");
    let picture = format!("{address}share/{}.png", language.tag);
    let tags = html! {
        meta property="og:type" content="website";
        meta property="og:site_name" content="Calln";
        meta property="og:url" content=(address);
        meta property="og:locale" content=(language.tag);
        meta property="og:title" content=(title);
        meta property="og:description" content=(lead);
        meta property="og:image" content=(picture);
        meta property="og:image:width" content="1200";
        meta property="og:image:height" content="630";
        meta property="og:image:alt" content=(title);
        meta name="twitter:card" content="summary_large_image";
    };
    let (head, rest) = html.split_once("</head>")?;
    Some(format!("{head}{}</head>{rest}", tags.into_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><title>Calln</title></head><body></body></html>";
    const WORDS: &[u8] =
        br#"{"en":{"title":"Talk & listen","lead":"One button."},"de":{"title":"Rede","lead":"Ein Knopf."}}"#;

    #[test]
    fn a_link_is_shown_in_the_language_of_who_asks_with_whole_addresses() {
        let facts = Facts { hosts: vec!["calls.example.org".to_owned()], ..Facts::default() };
        let german = Language::ALL.into_iter().find(|language| language.tag == "de").unwrap();
        let page = shared(&facts, german, PAGE, WORDS).unwrap();
        for tag in [
            r#"property="og:title" content="Rede""#,
            r#"property="og:image" content="https://calls.example.org/share/de.png""#,
            r#"property="og:url" content="https://calls.example.org/""#,
        ] {
            assert!(page.contains(tag), "{tag} isn't in {page}");
        }
        let english = shared(&facts, Language::ENGLISH, PAGE, WORDS).unwrap();
        assert!(english.contains("Talk &amp; listen"), "{english}");
    }

    #[test]
    fn without_a_name_of_the_host_nothing_is_claimed() {
        assert_eq!(shared(&Facts::default(), Language::ENGLISH, PAGE, WORDS), None);
    }
}
