//! Patterns of `StringMatches`.

use super::pieces;

#[test]
fn patterns_fall_apart_at_wildcards() {
    let cases: [(&str, &[&str]); 9] = [
        ("", &[""]),
        ("log", &["log"]),
        ("log-*.txt", &["log-", ".txt"]),
        ("*", &["", ""]),
        ("a**b", &["a", "", "b"]),
        (r"a\*b", &["a*b"]),
        (r"a\\*b", &[r"a\", "b"]),
        (r"a\xb", &["axb"]),
        (r"a\", &[r"a\"]),
    ];
    for (pattern, expected) in cases {
        let found: Vec<String> = pieces(pattern).iter().map(|piece| piece.to_string()).collect();
        assert_eq!(found, expected, "{pattern}");
    }
}
