//! What became of the pairs: a line for each as it happens, and a table in Markdown for docs/nat.md.

use std::fmt::Write as _;

use eyre::bail;

use super::kinds::Kind;
use super::outcome::{Heard, Outcome};
use super::way::Way;

/// The pairs so far.
#[derive(Default)]
pub(super) struct Table(Vec<Outcome>);

impl Table {
    /// Adds a pair, and says how it went.
    pub(super) fn add(&mut self, outcome: Outcome) {
        let pair = outcome.kinds.map(Kind::title).join(" × ");
        match &outcome.heard {
            Ok(Heard { voice, .. }) => println!("{pair:<36} {}: {voice:.0} ms", taken(&outcome)),
            Err(error) => println!("{pair:<36} FAILED: {error:#}"),
        }
        self.0.push(outcome);
    }

    /// A row for each kind of network, a column for each, and every pair once.
    pub(super) fn markdown(&self) -> String {
        let has = |kind: &Kind| self.0.iter().any(|outcome| outcome.kinds.contains(kind));
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
                let cell = self.0.iter().find(|outcome| outcome.kinds == [*row, *column]);
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
            .filter(|outcome| outcome.heard.is_err())
            .map(|outcome| outcome.kinds.map(Kind::name).join(" × "))
            .collect();
        if !failed.is_empty() {
            bail!("{} of {} pairs failed: {}", failed.len(), self.0.len(), failed.join(", "));
        }
        Ok(())
    }
}

fn cell_of(outcome: &Outcome) -> String {
    match &outcome.heard {
        Ok(Heard { voice, .. }) => format!("{}: {voice:.0} ms", taken(outcome)),
        Err(_) => format!("{}: **no**", way(outcome.best)),
    }
}

/// The best way, and how many calls have taken another that passes for it.
fn taken(Outcome { best, heard, .. }: &Outcome) -> String {
    let others: Vec<_> = heard.iter().flat_map(|heard| &heard.ways).filter(|ways| *ways != best).collect();
    match others.last() {
        Some(last) => format!("{} ({}× {})", way(*best), others.len(), way(**last)),
        None => way(*best),
    }
}

/// In few words, since a row has seven of them.
fn way([one, other]: [Way; 2]) -> String {
    let transport = |way| match way {
        Way::DirectIpv4 => "direct",
        Way::DirectIpv6 => "direct, IPv6",
        Way::RelayUdp => "UDP",
        Way::RelayTcp => "TCP",
        Way::RelayTls => "TLS",
    };
    match (one, other) {
        (Way::DirectIpv4 | Way::DirectIpv6, _) => transport(one).to_owned(),
        _ if one == other => format!("relay, {}", transport(one)),
        _ => format!("relay, {} and {}", transport(one), transport(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_each_pair_once_and_says_what_failed() {
        let mut table = Table::default();
        let mut add = |other, heard| {
            let kinds = [Kind::Symmetric, other];
            table.add(Outcome { kinds, best: Kind::ways(kinds), heard });
        };
        let ways = vec![[Way::RelayUdp; 2], [Way::RelayUdp, Way::RelayTcp], [Way::RelayUdp; 2]];
        add(Kind::Symmetric, Ok(Heard { voice: 812.4, ways }));
        add(Kind::NoUdp, Err(eyre::eyre!("nothing is heard")));
        let expected = "\
| | symmetric | no UDP |
|---|---|---|
| **symmetric** | relay, UDP (1× relay, UDP and TCP): 812 ms | relay, UDP and TCP: **no** |
| **no UDP** |  |  |
";
        assert_eq!(table.markdown(), expected);
        let failure = table.judge().unwrap_err().to_string();
        assert_eq!(failure, "1 of 2 pairs failed: symmetric × no-udp");
    }
}
