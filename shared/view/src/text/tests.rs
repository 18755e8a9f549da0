//! Tables for texts.

use super::{cut, escape, shorten, wrap_two};

#[test]
fn escapes_what_html_and_xml_read() {
    assert_eq!(escape("<script>\"a'&\u{1}"), "&lt;script&gt;&quot;a&#39;&amp;\u{fffd}");
}

#[test]
fn shortens_to_one_line() {
    for (text, chars, expected) in [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a\n  b", 9, "a b"),
        ("  a  ", 9, "a"),
        ("ab cd", 4, "ab …"),
        ("äöü€", 2, "ä…"),
        ("ab", 0, ""),
    ] {
        assert_eq!(shorten(text, chars).trim_end(), expected, "{text:?} to {chars}");
        assert!(shorten(text, chars).chars().count() <= chars);
    }
}

#[test]
fn wraps_at_a_natural_place() {
    for (text, expected) in [
        ("Short", vec!["Short"]),
        ("Check inventory now", vec!["Check", "inventory now"]),
        ("CheckInventoryOfAll", vec!["CheckInventory", "OfAll"]),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", vec!["aaaaaaaaaaaaaa", "aaaaaaaaaaaaa…"]),
    ] {
        assert_eq!(wrap_two(text, 14), expected, "{text}");
    }
}

#[test]
fn cuts_between_characters() {
    assert_eq!(cut("aé", 2), ("a", true));
    assert_eq!(cut("aé", 3), ("aé", false));
}
