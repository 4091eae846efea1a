//! What the command line asks for.

use eyre::bail;

use super::kinds::Kind;

/// What is tried, and how.
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
    /// Whether all callers hide, so that every call goes through the relay.
    pub(super) hidden: bool,
    /// For `calln serve`, after the lab's own.
    pub(super) flags: Vec<String>,
}

/// What can be tried by itself.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// Chromium with Chromium.
    Pairs(Vec<[Kind; 2]>),
    /// Chromium with Firefox, where it is hardest.
    Firefox,
    /// Networks that change.
    Roam,
}

impl Plan {
    /// `[hidden] [KIND KIND | pairs | firefox | roam]… [-- FLAGS]`; without any part, all pairs.
    pub(super) fn read(arguments: &[&str]) -> eyre::Result<Self> {
        let end = arguments.iter().position(|argument| *argument == "--").unwrap_or(arguments.len());
        let flags = arguments.iter().skip(end + 1).map(|flag| (*flag).to_owned()).collect();
        let mut plan = Self { parts: Vec::new(), hidden: false, flags };
        let mut words = arguments[..end].iter();
        while let Some(word) = words.next() {
            match *word {
                "hidden" => plan.hidden = true,
                "pairs" => plan.parts.push(Part::Pairs(Kind::pairs())),
                "firefox" => plan.parts.push(Part::Firefox),
                "roam" => plan.parts.push(Part::Roam),
                one => {
                    let one = Kind::named(one)?;
                    let Some(other) = words.next() else {
                        bail!("a call takes two kinds of network; there is `{}` alone", one.name());
                    };
                    plan.parts.push(Part::Pairs(vec![[one, Kind::named(other)?]]));
                }
            }
        }
        if plan.parts.is_empty() {
            plan.parts.push(Part::Pairs(Kind::pairs()));
        }
        Ok(plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_part_all_pairs_are_tried() {
        let plan = Plan::read(&["hidden", "--", "--log-level", "debug"]).unwrap();
        assert_eq!(plan.parts, [Part::Pairs(Kind::pairs())]);
        assert!(plan.hidden);
        assert_eq!(plan.flags, ["--log-level", "debug"]);
    }

    #[test]
    fn two_kinds_are_a_pair_and_one_is_not() {
        let plan = Plan::read(&["symmetric", "no-udp", "roam"]).unwrap();
        assert_eq!(plan.parts, [Part::Pairs(vec![[Kind::Symmetric, Kind::NoUdp]]), Part::Roam]);
        assert!(Plan::read(&["symmetric"]).is_err());
        assert!(Plan::read(&["symmetric", "cone"]).is_err());
    }
}
