//! Links: round trip, length, and every way of bending one.

use super::{Claims, LinkError, mint, url, verify};
use crate::fixture::{NOW_MS, claims, keys, link};
use crate::keyring::{Key, Keyring, Secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

const NOW_S: u64 = NOW_MS / 1_000;

#[test]
fn what_is_minted_is_read_back() {
    assert_eq!(verify(&keys(), link().expose(), NOW_S), Ok(claims()));
    let extreme = Claims { stamp: u64::MAX, approver: u32::MAX, expires_s: u64::MAX, ..claims() };
    let token = mint(&keys(), &extreme).unwrap();
    assert_eq!(verify(&keys(), token.expose(), NOW_S), Ok(extreme));
}

#[test]
fn the_longest_names_stay_within_the_limits() {
    let key = Key::new("k".repeat(16), Secret::new([1; 32])).unwrap();
    let keys = Keyring::new(key);
    let long = |name: &str| Claims {
        machine: name.repeat(80),
        execution: name.repeat(80),
        stamp: u64::MAX,
        approver: 49,
        expires_s: 1 << 34,
    };
    assert!(mint(&keys, &long("x")).unwrap().expose().len() <= 400);
    let widest = mint(&keys, &long("\u{1f980}")).unwrap();
    assert_eq!(verify(&keys, widest.expose(), NOW_S), Ok(long("\u{1f980}")));
    let too_long = Claims { machine: "x".repeat(321), ..claims() };
    assert_eq!(
        mint(&keys, &too_long).unwrap_err().to_string(),
        "name has 321 bytes; a link carries at most 320"
    );
}

#[test]
fn every_flipped_bit_is_refused() {
    let token = link();
    for at in 0..token.expose().len() {
        for bit in 0..7 {
            let mut bytes = token.expose().as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let bent = String::from_utf8(bytes).unwrap();
            assert!(verify(&keys(), &bent, NOW_S).is_err(), "bit {bit} of character {at}: {bent}");
        }
    }
}

#[test]
fn every_other_character_is_refused() {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    let token = link();
    for at in 0..token.expose().len() {
        for other in ALPHABET.chars().filter(|c| !token.expose()[at..].starts_with(*c)) {
            let bent = format!("{}{other}{}", &token.expose()[..at], &token.expose()[at + 1..]);
            assert!(verify(&keys(), &bent, NOW_S).is_err(), "`{other}` at {at}");
        }
    }
}

#[test]
fn every_shorter_and_longer_text_is_refused() {
    let token = link();
    for length in 0..token.expose().len() {
        assert!(verify(&keys(), &token.expose()[..length], NOW_S).is_err());
        assert!(verify(&keys(), &token.expose()[length + 1..], NOW_S).is_err());
    }
    for tail in ["A", "=", ".", ".A", "\n", " "] {
        assert!(verify(&keys(), &format!("{}{tail}", token.expose()), NOW_S).is_err());
    }
    assert_eq!(verify(&keys(), &"v1.".repeat(10_000), NOW_S), Err(LinkError::Malformed));
}

#[test]
fn parts_of_two_links_do_not_mix() {
    let other = mint(&keys(), &Claims { approver: 1, ..claims() }).unwrap();
    let (token, link) = (other.expose().to_owned(), link());
    let mixed = format!(
        "{}{}",
        &link.expose()[..link.expose().rfind('.').unwrap()],
        &token[token.rfind('.').unwrap()..]
    );
    assert_eq!(verify(&keys(), &mixed, NOW_S), Err(LinkError::Forged));
}

#[test]
fn two_keys_are_honoured_during_rotation() {
    let old = Key::new("k1", Secret::new([7; 32])).unwrap();
    let new = Key::new("k2", Secret::new([8; 32])).unwrap();
    let rotated = Keyring { current: new.clone(), previous: Some(old) };
    assert_eq!(verify(&rotated, link().expose(), NOW_S), Ok(claims()));
    assert!(mint(&rotated, &claims()).unwrap().expose().starts_with("v1.k2."));
    assert_eq!(verify(&Keyring::new(new), link().expose(), NOW_S), Err(LinkError::Malformed));
    let impostor = Keyring::new(Key::new("k1", Secret::new([9; 32])).unwrap());
    assert_eq!(verify(&impostor, link().expose(), NOW_S), Err(LinkError::Forged));
}

#[test]
fn a_link_expires_at_its_second() {
    let ends = claims().expires_s;
    assert_eq!(verify(&keys(), link().expose(), ends - 1), Ok(claims()));
    assert_eq!(verify(&keys(), link().expose(), ends), Err(LinkError::Expired(claims())));
}

#[test]
fn forged_and_malformed_read_the_same() {
    assert_eq!(LinkError::Forged.to_string(), LinkError::Malformed.to_string());
}

#[test]
fn a_link_fits_its_own_request_only() {
    assert!(claims().fits(claims().expires_s, 3));
    assert!(!claims().fits(claims().expires_s + 1, 3));
    assert!(!Claims { approver: 3, ..claims() }.fits(claims().expires_s, 3));
}

#[test]
fn nothing_secret_is_printed() {
    let printed = format!("{:?} {:?}", keys(), link());
    assert!(printed.contains("***") && !printed.contains("7, 7") && !printed.contains(link().expose()));
}

#[test]
fn the_address_of_the_page() {
    let expected = format!("https://a.example/prod/approvals/{}", link().expose());
    assert_eq!(url("https://a.example/prod/", &link()), expected);
    assert_eq!(url("https://a.example/prod", &link()), expected);
}

#[test]
fn key_ids_are_plain() {
    for id in ["", "a.b", "a b", "schlüssel", "12345678901234567"] {
        assert!(Key::new(id, Secret::new([0; 32])).is_err(), "{id}");
    }
}

/// A token whose payload says anything, under a code that is right.
fn signed(payload: &[u8]) -> String {
    let mac = keys().current.mac(super::PURPOSE, &[b"k1", payload]);
    format!("v1.k1.{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(mac))
}

proptest! {
    #[test]
    fn any_claims_are_read_back(machine in "\\PC{0,80}", execution in "\\PC{0,80}", stamp: u64, approver: u32, life in 1..u64::MAX / 2) {
        let claims = Claims { machine, execution, stamp, approver, expires_s: NOW_S + life };
        let token = mint(&keys(), &claims).unwrap();
        prop_assert!(token.expose().ends_with(['A', 'Q', 'g', 'w']));
        prop_assert_eq!(verify(&keys(), token.expose(), NOW_S), Ok(claims));
    }

    #[test]
    fn any_text_is_refused(text in "\\PC{0,300}", dotted in "v1[.]k1[.][A-Za-z0-9_-]{0,80}[.][A-Za-z0-9_-]{22}") {
        prop_assert!(verify(&keys(), &text, NOW_S).is_err());
        prop_assert!(verify(&keys(), &dotted, NOW_S).is_err());
    }

    #[test]
    fn any_signed_payload_is_read_without_harm(payload in proptest::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(claims) = verify(&keys(), &signed(&payload), NOW_S) {
            prop_assert!(claims.expires_s > NOW_S);
        }
    }

    #[test]
    fn a_code_for_another_purpose_is_none(purpose in "[a-z ]{0,30}") {
        let token = link();
        let payload = token.expose().split('.').nth(2).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(payload).unwrap();
        let mac = keys().current.mac(&purpose, &[b"k1", &bytes]);
        let bent = format!("v1.k1.{payload}.{}", URL_SAFE_NO_PAD.encode(mac));
        prop_assert_eq!(verify(&keys(), &bent, NOW_S), Err(LinkError::Forged));
    }
}
