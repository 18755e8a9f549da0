//! The secrets that sign task tokens and links: made once, kept in the data directory, readable by their owner only.
//! Deliberately absent: rotation. On one's own machine the file may be deleted while nothing waits for a callback.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use stepwell_approvals::keyring as approvals;
use stepwell_orchestrator::token;

use super::world::World;
use crate::failure::Failure;

/// Id under which tokens and links name the key.
const KEY_ID: &str = "k1";

/// The secrets.
pub struct Keys {
    tokens: [u8; 32],
    approvals: [u8; 32],
}

impl Keys {
    /// Fresh ones, for a server that forgets everything.
    pub fn fresh() -> Self {
        Keys { tokens: World.secret(), approvals: World.secret() }
    }

    /// Those of a data directory; made if there are none yet. The caller holds the directory's lock.
    pub fn of(data: &Path) -> Result<Self, Failure> {
        let path = data.join("keys");
        let failed =
            |cause: io::Error| Failure::new(format!("cannot use the keys in `{}`: {cause}", path.display()));
        match std::fs::read_to_string(&path) {
            Ok(text) => Keys::read(&text).ok_or_else(|| {
                Failure::new(format!(
                    "`{}` holds no keys: restore it, or delete it if nothing waits for a callback or an approval",
                    path.display()
                ))
            }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let keys = Keys::fresh();
                write(&path, &keys.text()).map_err(failed)?;
                Ok(keys)
            }
            Err(cause) => Err(failed(cause)),
        }
    }

    /// Signs task tokens.
    pub fn tokens(&self) -> token::Keyring {
        token::Keyring::new((KEY_ID.to_owned(), token::Secret(self.tokens)), Vec::new())
    }

    /// Signs links to approvals.
    pub fn approvals(&self) -> Result<approvals::Keyring, Failure> {
        let key = approvals::Key::new(KEY_ID, approvals::Secret::new(self.approvals));
        Ok(approvals::Keyring::new(key.map_err(|error| Failure::new(error.to_string()))?))
    }

    fn text(&self) -> String {
        format!("tokens {}\napprovals {}\n", hex(&self.tokens), hex(&self.approvals))
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let tokens = unhex(lines.next()?.strip_prefix("tokens ")?)?;
        let approvals = unhex(lines.next()?.strip_prefix("approvals ")?)?;
        Some(Keys { tokens, approvals })
    }
}

/// Writes the file whole or not at all.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    match std::fs::remove_file(&new) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Keys, unhex};
    use crate::server::world::World;

    #[test]
    fn keys_are_kept_and_private() {
        let data = std::env::temp_dir().join(format!("stepwell-keys-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&data).unwrap();
        let first = Keys::of(&data).unwrap();
        let again = Keys::of(&data).unwrap();
        assert_eq!((first.tokens, first.approvals), (again.tokens, again.approvals));
        assert_ne!(first.tokens, first.approvals);
        let mode = std::fs::metadata(data.join("keys")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(data.join("keys"), "tokens 00\n").unwrap();
        let failure = Keys::of(&data).map(|_| ()).unwrap_err();
        assert!(failure.message.contains("holds no keys"), "{}", failure.message);
        std::fs::remove_dir_all(&data).unwrap();
    }

    #[test]
    fn only_whole_keys_are_read() {
        let keys = Keys { tokens: World.secret(), approvals: World.secret() };
        let read = Keys::read(&keys.text()).unwrap();
        assert_eq!((keys.tokens, keys.approvals), (read.tokens, read.approvals));
        for text in ["", "tokens x", "approvals 00", &keys.text()[..100]] {
            assert!(Keys::read(text).is_none(), "{text}");
        }
        assert_eq!(unhex(&"+1".repeat(32)), None);
    }
}
