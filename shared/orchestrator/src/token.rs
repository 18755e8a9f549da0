//! Task tokens: `v1.<key id>.<execution and stamp>.<MAC>`. Nothing to look up, nothing to leak but itself.
//! Deliberately absent: expiry; the attempt that a token names is open or not, and the journal knows.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use stepwell_engine::moment::Mint;
use stepwell_journal::ExecutionKey;

use crate::arn;
use crate::limits::TOKEN_BYTES_MAX;

/// Bytes of the MAC kept in a token. Source: RFC 2104, at least half of the hash.
const MAC_BYTES: usize = 16;

/// A secret that never shows itself.
#[derive(Clone)]
pub struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The keys in force: tokens are made with the first and accepted with any.
#[derive(Clone, Debug)]
pub struct Keyring {
    keys: Vec<(String, Secret)>,
}

impl Keyring {
    /// A keyring of a current key and those still accepted during rotation. Key ids are short and have no dot.
    pub fn new(current: (String, Secret), previous: Vec<(String, Secret)>) -> Self {
        Keyring { keys: std::iter::once(current).chain(previous).collect() }
    }

    /// Who a token is for; none for anything that is not a token of ours.
    pub fn verify(&self, token: &str) -> Option<(ExecutionKey, u64)> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let (signed, mac) = token.rsplit_once('.')?;
        let mut parts = signed.split('.');
        let (version, key_id, body) = (parts.next()?, parts.next()?, parts.next()?);
        if version != "v1" || parts.next().is_some() {
            return None;
        }
        let (_, secret) = self.keys.iter().find(|(id, _)| id == key_id)?;
        let mac = BASE64.decode(mac).ok()?;
        let fits = subtle::ConstantTimeEq::ct_eq(sign(secret, signed).as_slice(), mac.as_slice());
        if !bool::from(fits) {
            return None;
        }
        let body = String::from_utf8(BASE64.decode(body).ok()?).ok()?;
        let mut fields = body.split('\n');
        let (machine, name, stamp) = (fields.next()?, fields.next()?, fields.next()?);
        Some((ExecutionKey::new(machine, name), stamp.parse().ok()?))
    }
}

impl Mint for Keyring {
    fn token(&self, execution_arn: &str, stamp: u64) -> String {
        let key = arn::execution_key(execution_arn).unwrap_or(ExecutionKey::new("", ""));
        // INVARIANT: a keyring has a current key; `new` takes one.
        let (key_id, secret) = &self.keys[0];
        let body = BASE64.encode(format!("{}\n{}\n{stamp}", key.machine, key.execution));
        let signed = format!("v1.{key_id}.{body}");
        let mac = BASE64.encode(sign(secret, &signed));
        format!("{signed}.{mac}")
    }
}

fn sign(secret: &Secret, signed: &str) -> Vec<u8> {
    // INVARIANT: HMAC takes keys of any length, so a fixed one of 32 bytes always fits.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return Vec::new() };
    mac.update(b"stepwell task token\n");
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes()[..MAC_BYTES].to_vec()
}

#[cfg(test)]
mod tests;
