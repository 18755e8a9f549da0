//! The name of something that never changes: the first 16 bytes of the SHA-256 of its content.

use std::fmt::Write;

use sha2::{Digest as _, Sha256};

/// First 16 bytes of SHA-256.
pub type Digest = [u8; 16];

/// Digest of `content`.
pub fn digest_of(content: &[u8]) -> Digest {
    let whole: [u8; 32] = Sha256::digest(content).into();
    let mut digest = [0; 16];
    digest.copy_from_slice(&whole[..16]);
    digest
}

/// The digest as 32 hexadecimal digits, as keys spell it.
pub fn hex(digest: &Digest) -> String {
    digest.iter().fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
