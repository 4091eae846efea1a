//! The pages that the server writes itself, asked in-process: what they say under which configuration.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use calln::site::{Ads, Android, Facts, Language, Relays, pages};
use calln_wire::app::AppOffers;
use calln_wire::http::{AdSlot, FirebaseConfig};

const PATHS: [&str; 5] = ["/privacy", "/terms", "/rules", "/promises", "/about"];

/// A page's text, with tags taken out and white space folded.
fn text(facts: &Facts, path: &str) -> String {
    let html = html(facts, path);
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn html(facts: &Facts, path: &str) -> String {
    pages(facts, Language::ENGLISH).into_iter().find(|(found, _)| *found == path).unwrap().1
}

/// Nothing but the defaults.
fn bare() -> Facts {
    Facts::default()
}

/// An operator who has said who they are, with STUN servers of somebody else.
fn named() -> Facts {
    Facts {
        operator: Some("Example & Friends".to_owned()),
        contact: Some("safety@example.org".to_owned()),
        updated: Some("2027-01-31".to_owned()),
        ice_urls: vec!["stun:stun.example.org:3478".to_owned()],
        ..bare()
    }
}

/// The same with everything that takes consent.
fn commercial() -> Facts {
    Facts {
        firebase: Some(FirebaseConfig::default()),
        ads: Ads {
            slots: vec![(AdSlot::Start, String::new())],
            hosts: vec!["https://ads.example.net".to_owned()],
            personalised: true,
        },
        ..named()
    }
}

#[test]
fn p41_every_page_links_the_privacy_policy_and_needs_no_script() {
    for facts in [bare(), named(), commercial()] {
        for path in PATHS {
            let html = html(&facts, path);
            let foot = html.split_once("<footer>").unwrap().1;
            assert!(foot.contains(r#"href="/privacy""#), "{path}");
            assert!(!html.contains("<script"), "{path}");
            assert!(html.starts_with("<!DOCTYPE html>"), "{path}");
        }
    }
}

#[test]
fn p41_the_policy_says_when_it_was_last_changed() {
    assert!(text(&bare(), "/privacy").contains("Last updated: 2026-11-30"));
    assert!(text(&named(), "/privacy").contains("Last updated: 2027-01-31"));
    let older = Facts { updated: Some("2020-01-01".to_owned()), ..bare() };
    assert!(text(&older, "/privacy").contains("Last updated: 2026-11-30"), "the text is newer than that");
    assert!(text(&named(), "/privacy").contains("2027-01-31 Adapted to what the operator has switched"));
}

#[test]
fn p44_every_page_names_operator_and_contact() {
    for path in PATHS {
        let page = html(&named(), path);
        assert!(page.contains("Example &amp; Friends"), "{path}");
        assert!(page.contains(r#"<a href="mailto:safety@example.org">"#), "{path}");
    }
    assert!(
        text(&named(), "/rules")
            .contains("child safety questions, from anybody, authorities included: Contact:")
    );
    let url = Facts { contact: Some("https://example.org/write".to_owned()), ..bare() };
    assert!(html(&url, "/privacy").contains(r#"<a href="https://example.org/write">"#));
    assert!(text(&bare(), "/privacy").contains("No contact address has been set up."));
    assert!(!text(&bare(), "/privacy").contains("Write there"));
}

#[test]
fn p20_p22_the_policy_claims_what_is_on_and_nothing_that_is_off() {
    let claims = |facts: &Facts| {
        let policy = text(facts, "/privacy");
        ["Firebase", "Accept", "ads.example.net", "Advertising", "stun.example.org", "isn’t chosen for you"]
            .map(|claim| policy.contains(claim))
    };
    assert_eq!(claims(&bare()), [false; 6]);
    assert_eq!(claims(&named()), [false, false, false, false, true, false]);
    assert_eq!(claims(&commercial()), [true, true, true, true, true, false]);
    let house = Facts { ads: Ads { slots: vec![(AdSlot::Call, String::new())], ..Ads::default() }, ..bare() };
    assert_eq!(claims(&house), [false, false, false, true, false, true]);
}

#[test]
fn p43_the_policy_names_every_server_that_browsers_are_told_to_ask() {
    let policy = text(&named(), "/privacy");
    assert!(policy.contains("shows it to them: stun:stun.example.org:3478"), "{policy}");
    assert!(!text(&bare(), "/privacy").contains("stun"));
}

#[test]
fn p02_the_policy_tells_whether_calls_are_relayed() {
    let told = |relays| text(&Facts { relays, ..bare() }, "/privacy");
    assert!(!told(Relays::Never).contains("relay of this service"));
    assert!(
        told(Relays::OnRequest).contains("If you choose to hide your address, the call goes through a relay")
    );
    assert!(told(Relays::Always).contains("Every call goes through a relay"));
    assert!(!told(Relays::Always).contains("A direct call shows"));
}

#[test]
fn p20_counting_is_claimed_only_where_it_is_on() {
    assert!(!text(&bare(), "/privacy").contains("Counting visits"));
    assert!(!text(&commercial(), "/privacy").contains("Counting visits"));
    let counting = text(&Facts { counts: true, ..bare() }, "/privacy");
    assert!(counting.contains("no cookie, no mark, no address"));
    assert!(!counting.contains("Decline"), "nobody is asked");
    assert!(
        text(&Facts { counts: true, ..commercial() }, "/privacy")
            .contains("or you press “Decline”, you aren’t counted")
    );
}

#[test]
fn p41_whoever_reads_another_language_is_told_in_theirs_that_the_text_is_english() {
    for language in Language::ALL {
        for (path, html) in pages(&bare(), language) {
            assert!(html.contains(&format!("<html lang=\"{}\"", language.tag)), "{path}");
            // What is said where there is no page is short, and in the reader's own language.
            let is_english = path != "404" || language.tag == "en";
            assert_eq!(html.contains("<main lang=\"en\" dir=\"ltr\">"), is_english, "{path}");
            let is_said = is_english && language.tag != "en";
            assert_eq!(html.contains("class=\"english\""), is_said, "{path} in {}", language.tag);
        }
    }
}

#[test]
fn the_promises_are_those_of_the_contract_and_the_policy_leads_to_them() {
    assert!(text(&bare(), "/promises").contains("No account, name, e-mail, phone number or payment, ever."));
    assert!(html(&bare(), "/privacy").contains(r#"href="/promises""#));
}

#[test]
fn p41_the_policy_tells_of_the_android_app_where_there_is_one() {
    assert!(!text(&named(), "/privacy").contains("Android"));
    let android = Android { application_id: Some("org.example.calls".to_owned()), ..Android::default() };
    let plain = Facts { android: android.clone(), ..named() };
    assert!(text(&plain, "/privacy").contains("The Android app"));
    assert!(!text(&plain, "/privacy").contains("AdMob"));
    let offers = AppOffers { banner: Some("ca-app-pub-1/2".to_owned()), full_screen: None };
    let play = Facts { android: Android { offers, ..android }, ..named() };
    assert!(text(&play, "/privacy").contains("AdMob"));
}
