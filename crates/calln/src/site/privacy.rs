//! The privacy policy.

use maud::{Markup, html};

use super::shell::{contact, operator, page};
use super::{Ads, Facts, Language, Relays};

/// What changed in the text itself, newest first.
const CHANGES: &[(&str, &str)] = &[
    ("2026-11-30", "What a device remembers where its owner wishes that."),
    ("2026-11-30", "What is kept so that two callers don’t meet again for a day."),
    ("2026-11-30", "What a tab remembers of a call while it is on."),
    ("2026-11-24", "The first version."),
];

/// `/privacy`
pub(super) fn privacy(facts: &Facts, language: Language) -> String {
    let body = html! {
        p class="updated" { "Last updated: " time datetime=(updated(facts)) { (updated(facts)) } }
        (in_short())
        (who(facts))
        (calls(facts))
        (address())
        (kept(facts))
        (counts(facts))
        (analytics(facts))
        (ads(facts))
        (app(facts))
        (rights(facts))
        (changes(facts))
    };
    page(facts, language, "Privacy policy", body)
}

/// The later of the text's own date and the operator's. Dates written as `2026-11-24` sort as text.
fn updated(facts: &Facts) -> &str {
    let text = CHANGES.first().map_or("", |(date, _)| date);
    facts.updated.as_deref().filter(|date| *date > text).unwrap_or(text)
}

fn in_short() -> Markup {
    html! {
        h2 { "In short" }
        p { "This is what follows, here, from the " a href="/promises" { "promises" } " that the software is tested against." }
        ul {
            li { "You need no account, and nobody asks for your name, e-mail address, phone number or money." }
            li { "Your voice goes from your browser to the other caller’s, encrypted. This server never has it." }
            li { "When a call ends, what was known of it is forgotten." }
            li { "Calls are for people who are 18 or older." }
        }
    }
}

fn who(facts: &Facts) -> Markup {
    html! {
        h2 { "Who is responsible" }
        p {
            "This service is run by " (operator(facts)) ", with the free software Calln. " (contact(facts))
            @if facts.contact.is_some() { " Write there with any question about privacy or safety." }
        }
    }
}

fn calls(facts: &Facts) -> Markup {
    html! {
        h2 { "What happens in a call" }
        p {
            "The server brings two callers together by their countries and by whom each would like to meet. It then \
             passes on, between the two browsers, what they need in order to find each other: offers, answers and \
             possible routes. It keeps none of that. Voice is encrypted from browser to browser (DTLS-SRTP); it is \
             not received, listened to or recorded by this service."
        }
        p {
            "Text and pictures of a call are encrypted between the two browsers, with keys that this server doesn’t \
             have. It passes them on and stores none of them. They leave both pages when the call ends."
        }
        (routes(facts.relays))
        p {
            "We can’t keep the other caller from recording what they hear: say nothing to a stranger that you would \
             not want repeated."
        }
        @if !facts.ice_urls.is_empty() {
            p {
                "To find a route, your browser asks these servers which address it is seen under, and so shows it to \
                 them: "
                @for (at, url) in facts.ice_urls.iter().enumerate() { @if at > 0 { ", " } code { (url) } }
                ". They are the operator’s choice."
            }
        }
    }
}

fn routes(relays: Relays) -> Markup {
    let direct = "A direct call shows your network address to the other caller’s browser, as every call from browser \
                  to browser does, and theirs to yours.";
    match relays {
        Relays::Never => html! { p { (direct) } },
        Relays::OnRequest => html! {
            p {
                (direct) " If you choose to hide your address, the call goes through a relay of this service instead. \
                 The relay passes on what is encrypted between the two browsers. It can’t listen, and keeps nothing."
            }
        },
        Relays::WhereNeeded => html! {
            p {
                (direct) " Some networks let no direct call through. Then, or if you choose to hide your address, the \
                 call goes through a relay of this service instead, and the page says so. The relay passes on what is \
                 encrypted between the two browsers. It can’t listen, and keeps nothing. You can choose “direct calls \
                 only”: then no call of yours goes through a relay, and some don’t come about."
            }
        },
        Relays::Always => html! {
            p {
                "Every call goes through a relay of this service, so that callers don’t see each other’s network \
                 address. The relay passes on what is encrypted between the two browsers. It can’t listen, and keeps \
                 nothing."
            }
        },
    }
}

fn address() -> Markup {
    html! {
        h2 { "Your network address" }
        p {
            "From your address the server works out your country, with a table of its own: nobody else is asked, and \
             nothing more precise is worked out. You can keep your country out of matching. The address itself \
             isn’t kept with the call. It is used for nothing but matching, and against abuse:"
        }
        ul {
            li {
                "For up to 24 hours after a call, memory holds how many calls, and which reports, there were for an \
                 address, under a scrambled form of it whose key is never written down. A restart forgets it."
            }
            li {
                "If you or another caller report or block the other, the two of you are kept apart for 24 hours. For \
                 that, scrambled forms of both addresses and of both tabs’ random tags are kept, on disk too, so that a \
                 restart doesn’t forget it. The key that they were scrambled with is of that day, and is destroyed with \
                 them when the day after is over."
            }
            li {
                "If callers from several networks report you, your address is blocked for a time. The record of a \
                 block holds a scrambled form of the address, the reason and the end. It is destroyed, together with \
                 the key that it was scrambled with, after 30 days at the most."
            }
        }
        p { "Whoever says that they are under 18, in a call or before it, isn’t recorded for that either." }
    }
}

fn kept(facts: &Facts) -> Markup {
    html! {
        h2 { "What is stored, and for how long" }
        ul {
            li {
                "On your device: no cookies. For as long as the tab is open, it remembers that you said you are 18, \
                 whom you would like to meet and the language that you chose, and for a day at most a random tag, so that you \
                 don’t meet yourself in another tab, nor whom you have blocked after a reload. While a call is on, it also holds what \
                 brings you back into that call if the page is reloaded or crashes: a token that this server made, good \
                 for two minutes at the most, the other caller’s country, since when you talk and whether you are muted. \
                 That is deleted when the call ends, and by the next page of that tab if it comes too late. Nothing \
                 that is said, written or shown is among it. The page’s own files, the same for everybody, stay so that \
                 it starts without a network; nothing of a call is among them. If you tick “Remember on this device”, \
                 which is off until you do, your choices stay there when the tab is closed: that you said you are 18, whom you \
                 would like to meet, whether your address is hidden, the language, and the sound with the microphone and loudspeaker \
                 that you chose. Nothing of that is sent to this server or anybody else to be kept. Take the tick away, and \
                 your device has forgotten them at once."
                @if facts.asks_consent() {
                    " Your answer to the question about " (asked(facts)) " stays until you change it or clear your \
                     browser’s storage."
                }
            }
            li {
                "On the server: the blocks described above, logs of starts, stops and faults for 7 days at the most, \
                 in which no address and nothing of a call appears, and totals of all callers together, such as how \
                 many calls there were in a day."
            }
        }
        p { "Nothing reads your fonts, your graphics card or your location to recognise you." }
    }
}

/// What consent is asked for.
fn asked(facts: &Facts) -> &'static str {
    match (&facts.firebase, facts.personal_ads()) {
        (Some(_), true) => "analytics and personal advertising",
        (Some(_), false) => "analytics",
        (None, _) => "personal advertising",
    }
}

fn counts(facts: &Facts) -> Markup {
    if !facts.counts {
        return html! {};
    }
    html! {
        h2 { "Counting visits" }
        p {
            "This server counts how often in a day the page of the calls is seen, a call is started, somebody is met, \
             and roughly how long calls take. What is kept is those numbers for each day, for a year, and nothing of \
             who was counted: no cookie, no mark, no address. If your browser sends Global Privacy Control, "
            @if facts.asks_consent() { "or you press “Decline”, " }
            "you aren’t counted."
        }
    }
}

fn analytics(facts: &Facts) -> Markup {
    if facts.firebase.is_none() {
        return html! {};
    }
    html! {
        h2 { "Analytics" }
        p {
            "If you press “Accept”, Firebase Analytics, a service of Google, is loaded. Google then sees your visit and \
             your address, and keeps cookies in your browser. It is told of four things: that a page was seen, that a \
             call was started, that somebody was met, and roughly how long a call took. Never of voices, texts, \
             pictures or names. If you press “Decline”, or your browser sends Global Privacy Control, nothing of it is \
             loaded. You can change your answer at the foot of the page of the calls."
        }
    }
}

fn ads(facts: &Facts) -> Markup {
    let Ads { slots, hosts, personalised } = &facts.ads;
    if slots.is_empty() {
        return html! {};
    }
    html! {
        h2 { "Advertising" }
        p {
            "Advertising pays for this service. It is shown in frames that can’t reach the page of the calls: neither \
             your voice nor anything that is said. During a call no advertising runs that could make a sound."
        }
        @if !hosts.is_empty() {
            p {
                "It comes from these hosts, which see your address when it is shown: "
                @for (at, host) in hosts.iter().enumerate() { @if at > 0 { ", " } code { (host) } }
                "."
            }
        }
        @if *personalised {
            p { "It is chosen for you personally only if you press “Accept”. “Decline” means advertising that isn’t." }
        } @else {
            p { "It isn’t chosen for you personally." }
        }
    }
}

/// The app is known to exist where the operator names it; what it has of Google's follows from the settings.
fn app(facts: &Facts) -> Markup {
    let android = &facts.android;
    if android.application_id.is_none() {
        return html! {};
    }
    let advertises = android.offers.banner.is_some() || android.offers.full_screen.is_some();
    html! {
        h2 { "The Android app" }
        p {
            "The app shows this site and keeps nothing of its own. It asks for the microphone when you first call, and \
             for nothing else but leave to show a notification while you search and talk. A picture comes through \
             Android’s own picker: the app sees the one that you choose."
        }
        @if advertises {
            p {
                "In the app from Google Play advertising comes from Google AdMob, which sees your address and, if you \
                 allow it, your device’s advertising id. Where the law asks for your consent you are asked before \
                 anything is loaded, and “Privacy options” lead back to the choice. Google’s analytics, where we use \
                 them in the app, begin with that consent. AdMob never hears your voice nor sees what you write: the \
                 call is in the page, which advertising in the app can’t reach."
            }
        }
    }
}

fn rights(facts: &Facts) -> Markup {
    html! {
        h2 { "Your rights" }
        p {
            "You can " a href="/my-data" { "ask what is held about the address that you come from" } ", and have \
             deleted what may be deleted. Because nothing here carries your name, we can’t find anything by it. If you are blocked, the page shows \
             a reference: quote it, and no more. " (contact(facts)) " You can also complain to the authority for data \
             protection where you live."
        }
    }
}

fn changes(facts: &Facts) -> Markup {
    html! {
        h2 { "Changes" }
        dl {
            @if updated(facts) != CHANGES.first().map_or("", |(date, _)| date) {
                dt { (updated(facts)) }
                dd { "Adapted to what the operator has switched on or off." }
            }
            @for (date, what) in CHANGES { dt { (date) } dd { (what) } }
        }
    }
}
