//! The link of one approver: a token that proves by itself which execution, which request and which approver it is for.
//!
//! `v1.<key id>.<payload>.<mac>`, payload and code in base64url without padding. The payload is the length and
//! bytes of the machine's name and of the execution's, then stamp, approver and expiry; numbers are LEB128. The code
//! is HMAC-SHA-256 over purpose, key id and payload, cut to 128 bits. Its 22 characters end in `A`, `Q`, `g` or `w`, never
//! in a mark that mail programs leave out when they turn an address into a link.
//!
//! Deliberately absent: storage. Whether the request still waits is the execution's to say; whether a link fits the
//! request found there, [`Claims::fits`].

use crate::keyring::Keyring;
use crate::limits::{LINK_CHARS_MAX, NAME_BYTES_MAX};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Keeps codes of approval links apart from those of task tokens under the same key.
const PURPOSE: &str = "stepwell approval link v1";
const VERSION: &str = "v1";

/// Which request a link belongs to, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Name of the state machine, at most [`NAME_BYTES_MAX`] bytes.
    pub machine: String,
    /// Name of the execution, at most [`NAME_BYTES_MAX`] bytes.
    pub execution: String,
    /// Stamp of the waiting task, unique within the execution.
    pub stamp: u64,
    /// Place of the approver in the request, from 0.
    pub approver: u32,
    /// From this second on (seconds since 1970) the link shows that it has expired.
    pub expires_s: u64,
}

impl Claims {
    /// Whether the link was made for a request that expires at `expires_s` and has `approvers` approvers. An execution
    /// that was deleted and started anew under the same name has another expiry, so its predecessor's links die.
    pub fn fits(&self, expires_s: u64, approvers: usize) -> bool {
        self.expires_s == expires_s && (self.approver as usize) < approvers
    }
}

/// A signed link token: a secret of its holder. Printing it for debugging shows `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    /// The text that goes into the address of the page.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("LinkToken(***)")
    }
}

/// Why a link is refused. Forged and malformed read the same: who tries tokens learns nothing from the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not of the form of a link, or of a version or key that is not in force.
    #[error("this link is not valid")]
    Malformed,
    /// The code does not belong to the content.
    #[error("this link is not valid")]
    Forged,
    /// It was valid until the second in its claims.
    #[error("this link has expired")]
    Expired(Claims),
}

/// A name too long to be one of AWS's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("name has {0} bytes; a link carries at most {NAME_BYTES_MAX}")]
pub struct NameTooLong(usize);

/// Makes the link token of an approver, signed with the current key. Error: a name above [`NAME_BYTES_MAX`] bytes.
pub fn mint(keys: &Keyring, claims: &Claims) -> Result<LinkToken, NameTooLong> {
    let mut payload = Vec::with_capacity(claims.machine.len() + claims.execution.len() + 24);
    for name in [&claims.machine, &claims.execution] {
        if name.len() > NAME_BYTES_MAX {
            return Err(NameTooLong(name.len()));
        }
        put_number(&mut payload, name.len() as u64);
        payload.extend_from_slice(name.as_bytes());
    }
    put_number(&mut payload, claims.stamp);
    put_number(&mut payload, u64::from(claims.approver));
    put_number(&mut payload, claims.expires_s);
    let id = keys.current.id();
    let mac = keys.current.mac(PURPOSE, &[id.as_bytes(), &payload]);
    let token = format!("{VERSION}.{id}.{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(mac));
    // INVARIANT: what is made can be read back.
    assert!(token.len() <= LINK_CHARS_MAX, "a link of names within their limit is within its own");
    Ok(LinkToken(token))
}

/// Reads a token at the time `now_s` (seconds since 1970). The code is checked before anything in the payload is
/// believed, and in constant time. Errors: see [`LinkError`].
pub fn verify(keys: &Keyring, token: &str, now_s: u64) -> Result<Claims, LinkError> {
    if token.len() > LINK_CHARS_MAX {
        return Err(LinkError::Malformed);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [version, id, payload, mac] = parts.as_slice() else {
        return Err(LinkError::Malformed);
    };
    if *version != VERSION {
        return Err(LinkError::Malformed);
    }
    let key = keys.by_id(id).ok_or(LinkError::Malformed)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| LinkError::Malformed)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| LinkError::Malformed)?;
    if !key.is_mac(PURPOSE, &[id.as_bytes(), &payload], &mac) {
        return Err(LinkError::Forged);
    }
    let claims = read_claims(&payload).ok_or(LinkError::Malformed)?;
    if now_s >= claims.expires_s {
        return Err(LinkError::Expired(claims));
    }
    Ok(claims)
}

/// The address of an approver's page below the product's address (`https://approvals.example.org/prod`).
pub fn url(base: &str, token: &LinkToken) -> String {
    format!("{}/approvals/{}", base.trim_end_matches('/'), token.expose())
}

fn read_claims(payload: &[u8]) -> Option<Claims> {
    let mut rest = payload;
    let machine = take_name(&mut rest)?;
    let execution = take_name(&mut rest)?;
    let stamp = take_number(&mut rest)?;
    let approver = u32::try_from(take_number(&mut rest)?).ok()?;
    let expires_s = take_number(&mut rest)?;
    rest.is_empty().then_some(Claims { machine, execution, stamp, approver, expires_s })
}

fn take_name(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(take_number(rest)?).ok()?;
    let (name, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    String::from_utf8(name.to_vec()).ok()
}

/// Appends a number, seven bits to a byte, lowest first (LEB128).
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        let bits = u64::from(byte & 0x7f);
        if (bits << shift) >> shift != bits {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
