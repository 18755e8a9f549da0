//! The keys that sign links and forms: one in use, one still honoured while keys are rotated.
//! Deliberately absent: where keys come from and when they change; the host's.

use crate::limits::{KEY_ID_CHARS_MAX, MAC_BYTES};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;

/// A secret key. Printing it shows `***`.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Wraps 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Secret(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

/// A key with the id that tokens name it by.
#[derive(Clone, Debug)]
pub struct Key {
    id: String,
    secret: Secret,
}

/// An id that cannot stand in a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("key id must have 1 to {KEY_ID_CHARS_MAX} letters, digits, `-` or `_`: `{0}`")]
pub struct KeyIdError(String);

impl Key {
    /// A key. The id has 1 to [`KEY_ID_CHARS_MAX`] letters, digits, `-` or `_`; it is public.
    pub fn new(id: impl Into<String>, secret: Secret) -> Result<Self, KeyIdError> {
        let id = id.into();
        let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if id.is_empty() || id.len() > KEY_ID_CHARS_MAX || !plain {
            return Err(KeyIdError(id));
        }
        Ok(Key { id, secret })
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The authentication code of several fields under this key. Each field is preceded by its length, so that no two
    /// lists of fields read the same; the first one names the purpose and keeps codes of different kinds apart.
    pub(crate) fn mac(&self, purpose: &str, fields: &[&[u8]]) -> [u8; MAC_BYTES] {
        // HMAC pads a short key with zeros to the block of its hash (RFC 2104); done here, there is no length to refuse.
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(&self.secret.0);
        let mut hmac = Hmac::<Sha256>::new(&block.into());
        for field in std::iter::once(purpose.as_bytes()).chain(fields.iter().copied()) {
            hmac.update(&(field.len() as u64).to_be_bytes());
            hmac.update(field);
        }
        let full = hmac.finalize().into_bytes();
        let mut kept = [0u8; MAC_BYTES];
        kept.copy_from_slice(&full[..MAC_BYTES]);
        kept
    }

    /// Whether `found` is the code of these fields, compared in constant time.
    pub(crate) fn is_mac(&self, purpose: &str, fields: &[&[u8]], found: &[u8]) -> bool {
        self.mac(purpose, fields).ct_eq(found).into()
    }
}

/// The keys in force. New tokens are signed with `current`; tokens of both are honoured.
#[derive(Clone, Debug)]
pub struct Keyring {
    /// Signs.
    pub current: Key,
    /// Still honoured during rotation.
    pub previous: Option<Key>,
}

impl Keyring {
    /// A ring with one key.
    pub fn new(current: Key) -> Self {
        Keyring { current, previous: None }
    }

    /// The key that a token names, if it is in force.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Key> {
        self.keys().find(|key| key.id == id)
    }

    /// The keys in force, the signing one first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}
