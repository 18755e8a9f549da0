//! Texts and places of errors as the service's parser gives them, bounds, and agreement with the reader.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{JsonErrorKind, Limits, parse};

const EXPECTED_TOKEN: &str =
    "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const EXPECTED_VALUE: &str =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

fn check(text: &str, place: (usize, usize), expected: &str) {
    let error = parse(text, Limits::bytes(1_000)).expect_err(text);
    assert_eq!(error.kind, JsonErrorKind::Syntax, "{text}");
    assert_eq!(error.to_string(), expected, "{text}");
    assert_eq!((error.line, error.column), place, "{text}");
}

#[test]
fn structure_errors_have_the_parsers_words() {
    check("not json", (1, 4), &format!("Unrecognized token 'not': {EXPECTED_TOKEN}"));
    check("[tru]", (1, 5), &format!("Unrecognized token 'tru': {EXPECTED_TOKEN}"));
    check(
        "{'a': 1}",
        (1, 3),
        "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    );
    check(
        "{\"a\":1,}",
        (1, 9),
        "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
    );
    check(
        "{\"a\" 1}",
        (1, 7),
        "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    );
    check("{\"a\":}", (1, 7), &format!("Unexpected character ('}}' (code 125)): {EXPECTED_VALUE}"));
    check("[1,]", (1, 5), &format!("Unexpected character (']' (code 93)): {EXPECTED_VALUE}"));
    check(
        "[1 2]",
        (1, 5),
        "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
    );
    check(
        "{\n  \"a\": 1\n  \"b\": 2}",
        (3, 4),
        "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
    );
    check(
        "{\"a\":[1}",
        (1, 9),
        "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"{\"a\":[1}\"; line: 1, column: 6])",
    );
    check(
        "{} {}",
        (1, 4),
        "Trailing token (of type START_OBJECT) found after value (bound as `com.fasterxml.jackson.databind.JsonNode`): not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`",
    );
}

#[test]
fn endings_have_the_parsers_words() {
    check("", (1, 1), "No content to map due to end-of-input");
    check(" ", (1, 2), "No content to map due to end-of-input");
    check(
        "{",
        (1, 2),
        "Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)\"{\"; line: 1, column: 1])",
    );
    check(
        "[1",
        (1, 3),
        "Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[1\"; line: 1, column: 1])",
    );
    check("{\"a\":", (1, 6), "Unexpected end-of-input within/between Object entries");
    check("[1,", (1, 4), "Unexpected end-of-input within/between Array entries");
    check("\"abc", (1, 5), "Unexpected end-of-input: was expecting closing quote for a string value");
    check("{\"abc", (1, 6), "Unexpected end-of-input in field name");
    check("-", (1, 2), "Unexpected end-of-input in a Number value");
}

#[test]
fn token_errors_have_the_parsers_words() {
    check(
        "[\"a\nb\"]",
        (1, 5),
        "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
    );
    check("\"\\x\"", (1, 4), "Unrecognized character escape 'x' (code 120)");
    check(
        "\"\\u12g4\"",
        (1, 7),
        "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
    );
    check("[01]", (1, 3), "Invalid numeric value: Leading zeroes not allowed");
    check("[1.]", (1, 5), "Unexpected character (']' (code 93)): Decimal point not followed by a digit");
    check("[1e]", (1, 5), "Unexpected character (']' (code 93)): Exponent indicator not followed by a digit");
    check(
        "[-x]",
        (1, 4),
        "Unexpected character ('x' (code 120)): expected digit (0-9) to follow minus sign, for valid numeric value",
    );
    check(
        "12ab",
        (1, 4),
        "Unexpected character ('a' (code 97)): Expected space separating root-level values",
    );
    check("[€]", (1, 3), &format!("Unexpected character ('€' (code 8364 / 0x20ac)): {EXPECTED_VALUE}"));
    check("[1e999]", (1, 6), "number out of range");
}

#[test]
fn places_quote_their_source() {
    let error = parse("not a definition", Limits::bytes(100)).unwrap_err();
    assert_eq!(
        error.location("not a definition"),
        "[Source: (String)\"not a definition\"; line: 1, column: 4]"
    );
    let long = "x".repeat(600);
    let location = super::source_location(&long, 1, 1);
    assert!(location.ends_with("\"[truncated 100 chars]; line: 1, column: 1]"), "{location}");
}

#[test]
fn bounds_hold() {
    let deep = |open: &str, levels: usize| open.repeat(levels);
    for (text, kind) in [
        (deep("[", 100_000), JsonErrorKind::TooDeep),
        (deep("{\"a\":", 100_000), JsonErrorKind::TooDeep),
        (format!("{}{}", deep("[", 101), deep("]", 101)), JsonErrorKind::TooDeep),
        (format!("\"{}\"", "x".repeat(1_000_000)), JsonErrorKind::TooLarge),
    ] {
        assert_eq!(parse(&text, Limits::bytes(900_000)).unwrap_err().kind, kind);
    }
    assert!(parse(&format!("{}{}", deep("[", 100), deep("]", 100)), Limits::bytes(900_000)).is_ok());
    assert!(parse(&format!("\"{}\"", deep("[", 500)), Limits::bytes(900_000)).is_ok());
}

#[test]
fn values_are_written_compactly_in_their_order() {
    let text = r#"{"z":1,"a":[1.0,-0.5,12345678901234567890,"ü\n\"",null,true],"m":{}}"#;
    let value = parse(text, Limits::bytes(1_000)).unwrap();
    assert_eq!(super::write(&value), text);
    assert!(super::fits_nesting(&value, 2));
    assert!(!super::fits_nesting(&value, 1));
    assert!(super::fits_nesting(&json!(1), 0));
}

proptest! {
    #[test]
    fn any_text_is_read_or_explained(text in "[\\[\\]{},:\"a1.eE+\\\\ntrufls0 \n-]{0,20}") {
        let read = parse(&text, Limits::bytes(1_000));
        prop_assert_eq!(read.is_ok(), serde_json::from_str::<Value>(&text).is_ok());
        if let Err(error) = read {
            // Half of a surrogate pair and huge numbers alone are refused in the reader's own words.
            let own = ["out of range", "surrogate", "hex escape"];
            let known = error.text.starts_with(char::is_uppercase) || own.iter().any(|word| error.text.contains(word));
            prop_assert!(known, "{}", error.text);
        }
    }

    #[test]
    fn unicode_texts_never_panic(text in "\\PC*") {
        let _ = parse(&text, Limits::bytes(1_000));
    }
}
