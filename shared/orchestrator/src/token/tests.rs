//! Tokens that must not be taken: forged, cut, changed, of other keys, too long.

use stepwell_engine::moment::Mint;

use super::*;

fn keyring(id: &str, byte: u8, previous: Vec<(String, Secret)>) -> Keyring {
    Keyring::new((id.to_owned(), Secret([byte; 32])), previous)
}

fn token() -> String {
    keyring("k1", 7, Vec::new()).token("arn:aws:states:us-east-1:123456789012:execution:orders:one", 42)
}

#[test]
fn a_token_names_its_execution_and_stamp() {
    let ring = keyring("k1", 7, Vec::new());
    assert_eq!(ring.verify(&token()), Some((ExecutionKey::new("orders", "one"), 42)));
    let other = ring.token("arn:aws:states:us-east-1:123456789012:execution:orders:two", 42);
    assert_eq!(ring.verify(&other), Some((ExecutionKey::new("orders", "two"), 42)));
    assert_ne!(token(), other);
}

#[test]
fn the_longest_names_fit() {
    let name = "n".repeat(80);
    let arn = format!("arn:aws:states:us-east-1:123456789012:execution:{name}:{name}");
    let ring = keyring("k1", 7, Vec::new());
    let token = ring.token(&arn, u64::MAX);
    assert!(token.len() <= TOKEN_BYTES_MAX, "{} bytes", token.len());
    assert_eq!(ring.verify(&token), Some((ExecutionKey::new(name.as_str(), name.as_str()), u64::MAX)));
}

#[test]
fn every_changed_character_is_noticed() {
    let (ring, good) = (keyring("k1", 7, Vec::new()), token());
    for position in 0..good.len() {
        for replacement in ["A", "B", ".", "-", "\u{e9}"] {
            let mut bad = good.clone();
            bad.replace_range(position..=position, replacement);
            if bad != good {
                assert_eq!(ring.verify(&bad), None, "{position}: {bad}");
            }
        }
        assert_eq!(ring.verify(&good[..position]), None, "cut at {position}");
    }
}

#[test]
fn tokens_of_others_are_not_taken() {
    let ring = keyring("k1", 7, Vec::new());
    let long = format!("{}{}", token(), "A".repeat(TOKEN_BYTES_MAX));
    let signed_by_none = token().rsplit_once('.').map(|(signed, _)| format!("{signed}.")).unwrap();
    let newer = token().replacen("v1.", "v2.", 1);
    let doubled = format!("{}.{}", token(), token());
    for bad in
        ["", ".", "...", "v1", "v1...", "v1.k1..", "AQCIAAAAKgAAAA", &long, &signed_by_none, &newer, &doubled]
    {
        assert_eq!(ring.verify(bad), None, "{bad}");
    }
    assert_eq!(keyring("k1", 8, Vec::new()).verify(&token()), None, "another secret under the same id");
    assert_eq!(keyring("k2", 7, Vec::new()).verify(&token()), None, "an id that is not in force");
}

#[test]
fn keys_may_be_rotated() {
    let old = ("k1".to_owned(), Secret([7; 32]));
    let ring = keyring("k2", 9, vec![old]);
    assert_eq!(ring.verify(&token()), Some((ExecutionKey::new("orders", "one"), 42)));
    let new = ring.token("arn:aws:states:us-east-1:123456789012:execution:orders:one", 42);
    assert!(new.starts_with("v1.k2."));
    assert_eq!(keyring("k1", 7, Vec::new()).verify(&new), None);
}

#[test]
fn a_secret_does_not_show_itself() {
    assert_eq!(format!("{:?}", Secret([7; 32])), "***");
}
