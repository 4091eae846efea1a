//! Why a caller is reported or banned.

use std::{fmt, str::FromStr};

/// Why a caller is reported or banned, gravest first. A fixed list: no text of anybody's is ever weighed or kept.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Reason {
    /// Somebody under 18 is in the call.
    Under18,
    /// Unwanted sexual talk.
    Sexual,
    /// Threats, insults, pursuit.
    Harassment,
    /// Hatred of a group of people.
    Hate,
    /// An attempt to get at money or secrets.
    Scam,
    /// Advertising, recordings, machines.
    Spam,
    /// Anything else.
    Other,
}

impl Reason {
    /// Every reason, gravest first.
    pub const ALL: [Self; 7] =
        [Self::Under18, Self::Sexual, Self::Harassment, Self::Hate, Self::Scam, Self::Spam, Self::Other];

    /// The reason's name on the wire, in the ban store and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Under18 => "under_18",
            Self::Sexual => "sexual",
            Self::Harassment => "harassment",
            Self::Hate => "hate",
            Self::Scam => "scam",
            Self::Spam => "spam",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        Self::ALL.into_iter().find(|reason| reason.name() == text).ok_or(UnknownReason)
    }
}

/// A text that names no [`Reason`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a reason is under_18, sexual, harassment, hate, scam, spam or other")]
pub struct UnknownReason;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_reads_back_from_its_name() {
        for reason in Reason::ALL {
            assert_eq!(reason.name().parse(), Ok(reason));
            assert!(UnknownReason.to_string().contains(reason.name()));
        }
        assert_eq!("Spam".parse::<Reason>(), Err(UnknownReason));
    }
}
