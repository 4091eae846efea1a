//! Where things are.

use std::path::{Path, PathBuf};

use eyre::OptionExt as _;

/// The checkout that cargo runs the chores in, and the folder that it builds into.
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    pub(crate) fn here() -> eyre::Result<Self> {
        let manifest =
            std::env::var_os("CARGO_MANIFEST_DIR").ok_or_eyre("start the chores with `cargo xtask`")?;
        let root = Path::new(&manifest).parent().ok_or_eyre("xtask lies outside of the project")?.to_owned();
        // This very program is in target/PROFILE, wherever the settings of cargo put `target`.
        let program = std::env::current_exe()?;
        let target =
            program.ancestors().nth(2).ok_or_eyre("xtask isn't where cargo puts programs")?.to_owned();
        Ok(Self { root, target })
    }

    /// The root of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// A path in the folder that cargo builds into.
    pub(crate) fn target(&self, inside: &str) -> PathBuf {
        self.target.join(inside)
    }

    /// A program of ours as `cargo build --release` leaves it.
    pub(crate) fn release(&self, program: &str) -> PathBuf {
        self.target("release").join(program)
    }
}
