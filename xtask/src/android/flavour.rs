//! The two apps that one source tree makes.

use eyre::bail;

/// What the app has of Google's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Nothing.
    Plain,
    /// AdMob, UMP and Firebase Analytics. Compiled here against stand-ins, see docs/android.md.
    Play,
}

impl Flavour {
    pub(super) const ALL: &[Self] = &[Self::Plain, Self::Play];

    /// As in the names of folders and files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Play => "play",
        }
    }

    pub(super) fn named(name: &str) -> eyre::Result<Self> {
        match Self::ALL.iter().find(|flavour| flavour.name() == name) {
            Some(flavour) => Ok(*flavour),
            None => bail!("there is no flavour `{name}`; there are `plain` and `play`"),
        }
    }

    /// The heading of a step.
    pub(super) fn step(self, what: &str) -> &'static str {
        match (self, what) {
            (Self::Plain, "classes") => "Android `plain`: classes",
            (Self::Play, "classes") => "Android `play`: classes",
            (Self::Plain, "package") => "Android `plain`: package",
            (Self::Play, "package") => "Android `play`: package",
            (Self::Plain, _) => "Android `plain`: tests",
            (Self::Play, _) => "Android `play`: tests",
        }
    }
}
