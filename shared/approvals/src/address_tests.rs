//! Addresses: what is taken, what is refused and with which words.

use super::{Address, Sender};

fn check(text: &str, expected: Result<(), &str>) {
    let found = Address::parse(text).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(found, expected.map_err(str::to_owned), "{text:?}");
}

#[test]
fn plain_addresses_only() {
    let control = "must not hold control characters or line ends";
    check("ada@example.org", Ok(()));
    check("ada+etl@mail.example.org", Ok(()));
    check("", Err("is not a mail address: ``"));
    check("ada", Err("is not a mail address: `ada`"));
    check("ada@", Err("is not a mail address: `ada@`"));
    check("Ada <ada@>", Err("is not a mail address: `Ada <ada@>`"));
    check("a@example.org, b@example.org", Err("is not a mail address: `a@example.org, b@example.org`"));
    check("ada@example.org\r\nBcc: eve@example.org", Err(control));
    check("ada@example.org\n", Err(control));
    check("ada\u{0}@example.org", Err(control));
    check("ada\u{202e}@example.org", Err(control));
    let long = format!("ada@{}.org", "x.".repeat(130));
    check(&long, Err("has 268 bytes; a mail address has at most 254"));
}

#[test]
fn addresses_with_a_name_are_told_how_to_be_written() {
    for text in ["Ada <ada@example.org>", "\"Lovelace, Ada\" <ada@example.org>", "<ada@example.org>"] {
        let expected =
            format!("must be an address without a display name: write `ada@example.org` instead of `{text}`");
        check(text, Err(&expected));
    }
}

#[test]
fn letter_case_does_not_make_another_person() {
    let ada = Address::parse("Ada@Example.org").unwrap();
    assert!(ada.is_same_person(&Address::parse("ada@example.ORG").unwrap()));
    assert!(!ada.is_same_person(&Address::parse("adam@example.org").unwrap()));
}

#[test]
fn senders_may_have_a_name() {
    assert_eq!(Sender::parse("Releases <no-reply@example.org>").unwrap().domain(), "example.org");
    assert_eq!(Sender::parse("no-reply@example.org").unwrap().domain(), "example.org");
    assert!(Sender::parse("Releases\r\nBcc: <eve@example.org>").is_err());
    assert!(Sender::parse("Releases").is_err());
}
