//! What became of the pairs: a line for each as it happens, and a table in Markdown for docs/nat.md.

use std::fmt::Write as _;

use eyre::bail;

use super::kinds::{Kind, Way};
use super::pairs::Outcome;

/// The pairs so far.
#[derive(Default)]
pub(super) struct Table(Vec<Outcome>);

impl Table {
    /// Adds a pair, and says how it went.
    pub(super) fn add(&mut self, outcome: Outcome) {
        let Outcome { kinds: (one, other), ways: [near, far], voice } = &outcome;
        let pair = format!("{} × {}", one.title(), other.title());
        match voice {
            Ok(voice) => println!("{pair:<34} {near}, {far}: {voice:.0} ms"),
            Err(error) => println!("{pair:<34} FAILED: {error:#}"),
        }
        self.0.push(outcome);
    }

    /// A row for each kind of network, a column for each, and every pair once.
    pub(super) fn markdown(&self) -> String {
        let has = |kind: &Kind| {
            self.0.iter().any(|Outcome { kinds: (one, other), .. }| one == kind || other == kind)
        };
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(has).collect();
        let mut text = "| |".to_owned();
        for kind in &kinds {
            // Writing to a string can't fail.
            let _ = write!(text, " {} |", kind.title());
        }
        text.push_str("\n|---|");
        text.push_str(&"---|".repeat(kinds.len()));
        for row in &kinds {
            let _ = write!(text, "\n| **{}** |", row.title());
            for column in &kinds {
                let cell = self.0.iter().find(|outcome| outcome.kinds == (*row, *column));
                let _ = write!(text, " {} |", cell.map(cell_of).unwrap_or_default());
            }
        }
        text.push('\n');
        text
    }

    /// Fails where a pair has.
    pub(super) fn judge(&self) -> eyre::Result<()> {
        let failed: Vec<String> = self
            .0
            .iter()
            .filter(|outcome| outcome.voice.is_err())
            .map(|Outcome { kinds: (one, other), .. }| format!("{} × {}", one.name(), other.name()))
            .collect();
        if !failed.is_empty() {
            bail!("{} of {} pairs failed: {}", failed.len(), self.0.len(), failed.join(", "));
        }
        Ok(())
    }
}

fn cell_of(Outcome { ways: [near, far], voice, .. }: &Outcome) -> String {
    let short = |way: &Way| match way {
        Way::DirectIpv4 => "direct",
        Way::DirectIpv6 => "direct, IPv6",
        Way::RelayUdp => "UDP",
        Way::RelayTcp => "TCP",
        Way::RelayTls => "TLS",
    };
    let way = match (near, far) {
        (Way::DirectIpv4 | Way::DirectIpv6, _) => short(near).to_owned(),
        _ if near == far => format!("relay, {}", short(near)),
        _ => format!("relay, {} and {}", short(near), short(far)),
    };
    match voice {
        Ok(voice) => format!("{way}: {voice:.0} ms"),
        Err(_) => format!("{way}: **no**"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_each_pair_once_and_says_what_failed() {
        let mut table = Table::default();
        let mut add = |other, voice| {
            let ways = Kind::ways(Kind::Symmetric, other);
            table.add(Outcome { kinds: (Kind::Symmetric, other), ways, voice });
        };
        add(Kind::Symmetric, Ok(812.4));
        add(Kind::NoUdp, Err(eyre::eyre!("nothing is heard")));
        let expected = "\
| | symmetric | no UDP |
|---|---|---|
| **symmetric** | relay, UDP: 812 ms | relay, UDP and TCP: **no** |
| **no UDP** |  |  |
";
        assert_eq!(table.markdown(), expected);
        let failure = table.judge().unwrap_err().to_string();
        assert_eq!(failure, "1 of 2 pairs failed: symmetric × no-udp");
    }
}
