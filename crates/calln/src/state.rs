//! What the server keeps on disk across restarts: keys of its own. The bans lie beside them (see [`crate::bans`]), and
//! who is kept apart (see [`crate::apart`]).
//! Nothing else of any caller.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use calln_core::moderation::Day;
use rustix::fs::OFlags;
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
    /// What callers are recognised by on a day who are not to meet again.
    Apart(Day),
}

impl Key {
    fn file(self) -> String {
        match self {
            Self::Resume => "resume.key".to_owned(),
            Self::Turn => "turn.key".to_owned(),
            Self::Apart(day) => format!("apart-{}.key", day.0),
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
    /// Others than the server's user and its group can read the file.
    #[error("{} can be read by everybody, so it is no secret; delete it, and the server makes a new one", path.display())]
    Public {
        /// The file.
        path: PathBuf,
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
        Some(directory) if !directory.as_os_str().is_empty() => make_directory(directory),
        _ => Ok(()),
    }
}

/// Makes a directory for its owner alone, whatever the umask, where it isn't there. One that is there is left as it is.
pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    // The umask may have taken from the owner what the owner needs.
    fs::set_permissions(directory, fs::Permissions::from_mode(0o700))
}

/// Whether there is a key in `directory`.
pub(crate) fn has_key(directory: &Path, key: Key) -> bool {
    directory.join(key.file()).symlink_metadata().is_ok()
}

/// The key in `directory`, or a new one that is put there for the next start.
pub(crate) fn key(directory: &Path, key: Key) -> Result<Zeroizing<[u8; KEY_BYTES]>, StateError> {
    let path = directory.join(key.file());
    match create(directory, &path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => kept(&path),
        created => created.map_err(|source| StateError::Io { path, source }),
    }
}

/// Looks at the keys in `directory`, and makes none.
///
/// # Errors
/// The first that can't be used.
pub(crate) fn examine_keys(directory: &Path) -> Result<(), StateError> {
    let keys = [Key::Resume, Key::Turn].into_iter().filter(|key| has_key(directory, *key));
    keys.map(|key| directory.join(key.file())).try_for_each(|path| kept(&path).map(drop))
}

/// The key in a file, which is no link: it would lead to what somebody else has chosen.
fn kept(path: &Path) -> Result<Zeroizing<[u8; KEY_BYTES]>, StateError> {
    let io = |source| StateError::Io { path: path.to_owned(), source };
    let mut file = open(OpenOptions::new().read(true), path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let not_a_key = || StateError::NotAKey { path: path.to_owned() };
    if metadata.len() != KEY_BYTES as u64 {
        return Err(not_a_key());
    }
    if metadata.permissions().mode() & 0o007 != 0 {
        return Err(StateError::Public { path: path.to_owned() });
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    file.read_exact(&mut *key).map_err(|_| not_a_key())?;
    Ok(key)
}

/// Writes a new key where there is none. The file appears under its name only once it is whole.
fn create(directory: &Path, path: &Path) -> io::Result<Zeroizing<[u8; KEY_BYTES]>> {
    make_directory(directory)?;
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let key: Zeroizing<[u8; KEY_BYTES]> = Zeroizing::new(random::bytes());
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    // Left there by one that had this process's number and was killed.
    let _none_there = fs::remove_file(&draft);
    let mut file = open(OpenOptions::new().write(true).create_new(true).mode(0o600), &draft)?;
    file.write_all(&*key)?;
    file.sync_all()?;
    // Unlike a rename, a link doesn't take the place of a key that another server has put there meanwhile.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    linked.map(|()| key)
}

/// Opens a file, but not what a link in its place leads to.
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

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
        assert_eq!(directory.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_link_in_the_place_of_a_key_is_not_followed() {
        let directory = directory("link");
        std::fs::create_dir_all(&directory).unwrap();
        let (elsewhere, file) = (directory.join("elsewhere"), directory.join(Key::Resume.file()));
        symlink(&elsewhere, &file).unwrap();
        assert!(matches!(key(&directory, Key::Resume), Err(StateError::Io { .. })), "to nowhere");
        assert!(!elsewhere.exists(), "nothing was written through it");
        std::fs::write(&elsewhere, [7; KEY_BYTES]).unwrap();
        std::fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(key(&directory, Key::Resume), Err(StateError::Io { .. })), "to another's key");
        assert!(examine_keys(&directory).is_err());
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_key_that_everybody_can_read_is_refused() {
        let directory = directory("public");
        let made = key(&directory, Key::Turn).unwrap();
        let file = directory.join(Key::Turn.file());
        for (mode, is_secret) in [(0o644, false), (0o604, false), (0o640, true), (0o600, true)] {
            std::fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(key(&directory, Key::Turn).ok(), is_secret.then(|| made.clone()), "{mode:o}");
            assert_eq!(examine_keys(&directory).is_ok(), is_secret, "{mode:o}");
        }
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
