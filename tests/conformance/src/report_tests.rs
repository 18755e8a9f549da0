//! What is printed of differences.

use super::*;

#[test]
fn symbols_by_first_occurrence() {
    let mut symbols = Symbols::default();
    let table = [
        ("a 2a5b1c3d-0000-4000-8000-0123456789ab b", "a uuid-1 b"),
        ("00000000-0000-4000-8000-000000000000 2a5b1c3d-0000-4000-8000-0123456789ab", "uuid-2 uuid-1"),
        ("at 2024-01-02T03:04:05.678Z and 1700000000.25", "at time-1 and time-2"),
        ("\"arn:aws:states:us-east-1:123456789012:stateMachine:m\"", "\"arn-1\""),
        ("arn:aws:iam::123456789012:role/r", "arn-2"),
        ("1700 2024-01-02", "1700 2024-01-02"),
    ];
    for (text, expected) in table {
        assert_eq!(symbols.replace(text), expected);
    }
}

#[test]
fn differences_are_listed_and_bounded() {
    let one = Difference { path: "$.a".into(), expected: "1".into(), actual: "x".repeat(700) };
    let text = differences(std::slice::from_ref(&one));
    assert!(text.starts_with("  $.a\n    expected 1\n    got      xxx"), "{text}");
    assert!(text.ends_with("… (700 characters)\n"), "{text}");
    assert!(differences(&vec![one; 25]).ends_with("  and 5 more\n"));
}

#[test]
fn outlines_stand_side_by_side() {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let text = side_by_side(&lines(&["1 A", "2 Bcd"]), &lines(&["1 A", "2 C", "3 D"]));
    assert_eq!(text, "    1 A   | 1 A\n  ! 2 Bcd | 2 C\n  !       | 3 D\n");
}
