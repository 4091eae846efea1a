//! What the server keeps on disk across restarts: keys of its own. The bans lie beside them (see [`crate::bans`]).
//! Nothing else of any caller.

use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::config::Config;
use crate::random;

const BANS_FILE: &str = "bans.db";

/// Bytes of every key.
pub(crate) const KEY_BYTES: usize = 32;

/// What a key is for.
#[derive(Clone, Copy)]
pub(crate) enum Key {
    /// Tokens with which callers come back.
    Resume,
    /// Credentials for the relay.
    Turn,
}

impl Key {
    fn file(self) -> &'static str {
        match self {
            Self::Resume => "resume.key",
            Self::Turn => "turn.key",
        }
    }
}

/// Why the key can't be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    /// The directory, or the file in it, can't be made or read.
    #[error("can't keep a key in {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file isn't a key.
    #[error("{} isn't a key of {KEY_BYTES} bytes; delete it, and the server makes a new one", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
}

/// The directory for a service's state where the operator names none: systemd's, or the user's own
/// (XDG Base Directory Specification).
pub(crate) fn default_directory() -> Option<PathBuf> {
    let path = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    path("STATE_DIRECTORY")
        .or_else(|| path("XDG_STATE_HOME").map(|state| state.join("calln")))
        .or_else(|| path("HOME").map(|home| home.join(".local/state/calln")))
}

/// Where bans are kept; none where no directory is named and no usual one known.
pub(crate) fn bans_file(config: &Config) -> Option<PathBuf> {
    let in_directory = || {
        let directory = config.state.directory.clone().or_else(default_directory)?;
        Some(directory.join(BANS_FILE))
    };
    config.bans.file.clone().or_else(in_directory)
}

/// Makes the directory that a file is to lie in, where it isn't there.
pub(crate) fn make_directory_of(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => std::fs::create_dir_all(directory),
        _ => Ok(()),
    }
}

/// Whether there is a key in `directory`.
pub(crate) fn has_key(directory: &Path, key: Key) -> bool {
    directory.join(key.file()).exists()
}

/// The key in `directory`, or a new one that is put there for the next start.
pub(crate) fn key(directory: &Path, key: Key) -> Result<Zeroizing<[u8; KEY_BYTES]>, StateError> {
    let path = directory.join(key.file());
    let key = match create(directory, &path) {
        Ok(key) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let bytes =
                std::fs::read(&path).map_err(|source| StateError::Io { path: path.clone(), source })?;
            let key = bytes.try_into().map_err(|_| StateError::NotAKey { path })?;
            return Ok(Zeroizing::new(key));
        }
        Err(source) => Err(source),
    };
    key.map_err(|source| StateError::Io { path, source })
}

/// Writes a new key where there is none. The file appears under its name only once it is whole.
fn create(directory: &Path, path: &Path) -> io::Result<Zeroizing<[u8; KEY_BYTES]>> {
    std::fs::create_dir_all(directory)?;
    if path.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let key: Zeroizing<[u8; KEY_BYTES]> = Zeroizing::new(random::bytes());
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&*key)?;
    file.sync_all()?;
    // Unlike a rename, a link doesn't take the place of a key that another server has put there meanwhile.
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    linked.map(|()| key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn directory(test: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("calln-state-{test}-{}", std::process::id()));
        let _not_there = std::fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn the_key_is_made_once_and_is_its_owners_alone() {
        let directory = directory("key");
        let made = key(&directory, Key::Resume).unwrap();
        assert_eq!(key(&directory, Key::Resume).unwrap(), made);
        let files: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|file| file.unwrap()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_and_left_alone() {
        let directory = directory("rubbish");
        std::fs::create_dir_all(&directory).unwrap();
        let file = directory.join(Key::Turn.file());
        std::fs::write(&file, "too short").unwrap();
        assert!(matches!(key(&directory, Key::Turn), Err(StateError::NotAKey { .. })));
        assert_eq!(std::fs::read(file).unwrap(), b"too short");
        std::fs::remove_dir_all(directory).unwrap();
    }
}
