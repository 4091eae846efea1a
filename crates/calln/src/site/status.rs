//! How the service is, for whoever wonders whether it is them or us.

use std::time::Duration;

use calln_wire::server::{Headcount, Small};
use maud::html;

use super::shell::page;
use super::{Facts, Language};

/// `/status`: who is here, and since when the server runs.
pub(crate) fn status(facts: &Facts, language: Language, online: Headcount, up: Duration) -> String {
    let body = html! {
        dl {
            dt { "The service" }
            dd { "It is up: it has answered you." }
            dt { "Online now" }
            dd { (people(online)) }
            dt { "Up for" }
            dd { (spoken(up)) }
        }
        p { "Numbers of people are rounded down, and small ones hidden, so that nobody can be singled out." }
    };
    page(facts, language, "Status", body)
}

fn people(online: Headcount) -> String {
    match online {
        Headcount::Small(Small::None) => "nobody just now".to_owned(),
        Headcount::Small(Small::Few) => "a few people".to_owned(),
        Headcount::About(count) => format!("{count} people or more"),
    }
}

/// Days and hours, hours and minutes, or minutes.
fn spoken(up: Duration) -> String {
    const UNITS: [(u64, &str); 3] = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let seconds = up.as_secs();
    let mut rest = seconds;
    let mut said = Vec::new();
    for (length, name) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 && said.len() < 2 {
            said.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if said.is_empty() { "less than a minute".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uptime_is_told_in_two_units() {
        for (seconds, told) in [
            (5, "less than a minute"),
            (60, "1 minute"),
            (7_260, "2 hours 1 minute"),
            (90_000, "1 day 1 hour"),
        ] {
            assert_eq!(spoken(Duration::from_secs(seconds)), told);
        }
    }
}
