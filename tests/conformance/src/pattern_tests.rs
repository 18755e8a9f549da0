//! Texts that match masks, and texts that do not.

use super::*;

fn scope() -> Scope {
    let mut scope = Scope::new("us-east-1", "123456789012", 0);
    scope.save("saved.1", "kept");
    scope
}

#[test]
fn texts_match_whole() {
    let table = [
        ("abc", "abc", true),
        ("abc", "abcd", false),
        ("a.c", "abc", false),
        ("<<date>>", "x", true),
        ("<<date>>", "", false),
        ("a<<date>>c", "abbc", true),
        ("a<<date>>c", "ac", false),
        ("a<<date>>c", "abcd", false),
        ("<<x>>-<<x>>", "ab-ab", true),
        ("<<x>>-<<x>>", "ab-ac", false),
        ("<<x>>-<<x>>", "a-b-a-b", true),
        ("<<x>>,<<y>>", "a,b,c", true),
        ("<<region>>:<<account>>", "us-east-1:123456789012", true),
        ("<<region>>", "us-east-2", false),
        ("<<saved.1>>!", "kept!", true),
        ("é<<x>>ü", "éßü", true),
        ("(<<x>>) [+]", "(1) [+]", true),
    ];
    for (expected, actual, fits) in table {
        assert_eq!(
            matches(expected, actual, &scope(), &mut Bindings::default()),
            fits,
            "{expected} ~ {actual}"
        );
    }
}

#[test]
fn numbered_masks_keep_their_text() {
    let mut bindings = Bindings::default();
    let mut check = |expected: &str, actual: &str, fits: bool| {
        assert_eq!(matches(expected, actual, &scope(), &mut bindings), fits, "{expected} ~ {actual}");
    };
    check("arn:<<machine:0>>:<<execution:0>>", "arn:m:e", true);
    check("<<machine:0>>", "m", true);
    check("<<machine:0>>", "n", false);
    check("<<execution:0>>/<<execution:1>>", "e/f", true);
    check("<<execution:1>>", "f", true);
    check("<<date>>", "one", true);
    check("<<date>>", "two", true);
    assert_eq!(bindings.get("date"), None);
}

#[test]
fn a_failed_match_takes_nothing() {
    let mut bindings = Bindings::default();
    assert!(!matches("<<machine:0>>!", "m?", &scope(), &mut bindings));
    assert_eq!(bindings, Bindings::default());
}

#[test]
fn as_few_characters_as_possible() {
    let mut bindings = Bindings::default();
    assert!(matches("<<a:0>>-<<b:0>>", "1-2-3", &scope(), &mut bindings));
    assert_eq!((bindings.get("a:0"), bindings.get("b:0")), (Some("1"), Some("2-3")));
}

#[test]
fn a_hostile_pattern_ends() {
    let expected = "<<a>>x<<b>>x<<c>>x<<d>>x<<e>>x<<f>>y";
    assert!(!matches(expected, &"x".repeat(400), &scope(), &mut Bindings::default()));
}

#[test]
fn a_lone_mask_without_number_is_any_value() {
    let table = [
        ("<<timestamp>>", true),
        ("<<uuid:1>>", false),
        ("<<region>>", false),
        ("a<<date>>", false),
        ("x", false),
    ];
    for (expected, any) in table {
        assert_eq!(is_any_value(expected, &scope()), any, "{expected}");
    }
}
