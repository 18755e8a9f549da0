//! Task tokens, approval links and form nonces: what was not signed as it stands is refused.

use stepwell_approvals::keyring::{Key, Keyring as Links, Secret as LinkSecret};
use stepwell_approvals::link::{Claims, LinkError, mint, verify};
use stepwell_approvals::nonce;
use stepwell_engine::moment::Mint;
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::token::{Keyring, Secret};

use crate::bytes::Bytes;

const NOW_MS: u64 = 1_800_000_000_000;

/// What the bytes say of a token's text: the text itself, or a change of a good one.
pub fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    match bytes.below(6) {
        0 => task(&String::from_utf8_lossy(bytes.rest()), None),
        1 => {
            let good = rings()[0].token("arn:aws:states:r:1:execution:m:run", bytes.number());
            task(&changed(&good, bytes), Some(&good));
        }
        2 => link(&String::from_utf8_lossy(bytes.rest()), None),
        3 => {
            let good = mint(&links(), &claims(&mut bytes)).unwrap().expose().to_owned();
            link(&changed(&good, bytes), Some(&good));
        }
        4 => form(&String::from_utf8_lossy(bytes.rest()), None),
        _ => {
            let good = nonce::issue(&links(), "link", NOW_MS - bytes.number() % 4_000_000);
            form(&changed(&good, bytes), Some(&good));
        }
    }
}

/// Changes places of a text: each change is three bytes, which say where, how and what.
fn changed(good: &str, mut bytes: Bytes<'_>) -> String {
    let mut text = good.as_bytes().to_vec();
    while !bytes.is_empty() {
        let (at, how, what) = (bytes.below(text.len() + 1), bytes.below(5), bytes.byte());
        match how {
            0 if at < text.len() => text[at] ^= what,
            1 if at < text.len() => drop(text.remove(at)),
            2 => text.insert(at, what),
            3 => text.truncate(at),
            _ => text.extend_from_slice(&good.as_bytes()[at.min(good.len())..]),
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// A keyring in the middle of a rotation, and the one before it.
fn rings() -> [Keyring; 2] {
    let (new, old) = (("k2".to_owned(), Secret([2; 32])), ("k1".to_owned(), Secret([1; 32])));
    [Keyring::new(new, vec![old.clone()]), Keyring::new(old, Vec::new())]
}

fn task(token: &str, good: Option<&str>) {
    let rings = rings();
    let found = rings[0].verify(token);
    if let Some((ExecutionKey { machine, execution }, stamp)) = &found {
        let arn = format!("arn:aws:states:r:1:execution:{machine}:{execution}");
        let is_ours = rings.iter().any(|ring| ring.token(&arn, *stamp) == token);
        assert!(is_ours, "a forged task token was taken: {token}");
    }
    if let Some(good) = good {
        assert_eq!(found.is_some(), token == good, "{token}");
        assert_eq!(rings[1].verify(token), None, "a key that is not known signs nothing");
    }
}

fn links() -> Links {
    let key = |id: &str, byte| Key::new(id, LinkSecret::new([byte; 32])).unwrap();
    Links { current: key("k2", 2), previous: Some(key("k1", 1)) }
}

fn claims(bytes: &mut Bytes<'_>) -> Claims {
    Claims {
        machine: "m".repeat(bytes.below(5)),
        execution: "ä".repeat(bytes.below(9)),
        stamp: bytes.number() >> bytes.below(64),
        approver: u32::from(bytes.byte()),
        expires_s: (NOW_MS / 1_000).saturating_add_signed(i64::from(bytes.byte().cast_signed())),
    }
}

fn link(token: &str, good: Option<&str>) {
    let links = links();
    let (claims, is_valid) = match verify(&links, token, NOW_MS / 1_000) {
        Ok(claims) => (Some(claims), true),
        Err(LinkError::Expired(claims)) => (Some(claims), false),
        Err(LinkError::Malformed | LinkError::Forged) => (None, false),
    };
    if let Some(claims) = &claims {
        assert_eq!(is_valid, claims.expires_s > NOW_MS / 1_000);
        let old = Links { current: links.previous.clone().unwrap(), previous: None };
        let is_ours = [&links, &old].iter().any(|ring| mint(ring, claims).unwrap().expose() == token);
        assert!(is_ours, "a forged link was taken: {token}");
    }
    if let Some(good) = good {
        assert_eq!(claims.is_some(), token == good, "{token}");
    }
}

fn form(text: &str, good: Option<&str>) {
    let links = links();
    let found = nonce::check(&links, "link", text, NOW_MS);
    let is_ours = !matches!(found, Err(nonce::NonceError::Invalid));
    if let Some(good) = good {
        assert_eq!(is_ours, text == good, "{text}");
    } else {
        assert!(!is_ours, "a forged nonce was taken: {text}");
    }
    assert!(nonce::check(&links, "link2", text, NOW_MS).is_err(), "a nonce belongs to one link");
}
