//! Nonces: the windows at their exact milliseconds, and nonces of other links and keys.

use super::NonceError::{Invalid, TooFast, TooOld};
use super::{NonceError, check, issue};
use crate::fixture::{NOW_MS, keys, link};
use crate::keyring::{Key, Keyring, Secret};

#[test]
fn the_windows_are_exact() {
    let nonce = issue(&keys(), link().expose(), NOW_MS);
    let cases: [(u64, Result<(), NonceError>); 8] = [
        (NOW_MS - 1, Err(TooFast)),
        (NOW_MS, Err(TooFast)),
        (NOW_MS + 1_999, Err(TooFast)),
        (NOW_MS + 2_000, Ok(())),
        (NOW_MS + 60_000, Ok(())),
        (NOW_MS + 1_800_000, Ok(())),
        (NOW_MS + 1_800_001, Err(TooOld)),
        (u64::MAX, Err(TooOld)),
    ];
    for (at_ms, expected) in cases {
        assert_eq!(check(&keys(), link().expose(), &nonce, at_ms), expected, "{at_ms}");
    }
}

#[test]
fn bent_nonces_are_refused() {
    let nonce = issue(&keys(), link().expose(), NOW_MS);
    let then = NOW_MS + 5_000;
    for at in 0..nonce.len() {
        let mut bytes = nonce.clone().into_bytes();
        bytes[at] ^= 1;
        let bent = String::from_utf8(bytes).unwrap();
        assert_eq!(check(&keys(), link().expose(), &bent, then), Err(Invalid), "{bent}");
        assert_eq!(check(&keys(), link().expose(), &nonce[..at], then), Err(Invalid));
    }
    assert_eq!(check(&keys(), "another link", &nonce, then), Err(Invalid));
    for other in [format!("+{nonce}"), format!("0{nonce}")] {
        assert_eq!(check(&keys(), link().expose(), &other, then), Err(Invalid), "{other}");
    }
    for text in ["", ".", "1", "1.", "-1.AAAA", &"9".repeat(1_000)] {
        assert_eq!(check(&keys(), link().expose(), text, then), Err(Invalid), "{text}");
    }
}

#[test]
fn a_form_survives_a_rotation() {
    let nonce = issue(&keys(), link().expose(), NOW_MS);
    let new = Key::new("k2", Secret::new([8; 32])).unwrap();
    let rotated = Keyring { current: new.clone(), previous: Some(keys().current) };
    assert_eq!(check(&rotated, link().expose(), &nonce, NOW_MS + 5_000), Ok(()));
    assert_eq!(check(&Keyring::new(new), link().expose(), &nonce, NOW_MS + 5_000), Err(Invalid));
}
