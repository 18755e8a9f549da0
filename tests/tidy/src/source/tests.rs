//! Sources and what is seen in them.

use super::{FUNCTION_LINES_MAX, blank, functions, heading, ignored, sizes};
use crate::tree::File;

fn file(text: &str) -> File {
    File { path: "a.rs".to_owned(), text: text.to_owned() }
}

#[test]
fn what_is_blanked() {
    let cases = [
        ("a // {\nb", "a     \nb"),
        ("a /* { /* } */ { */ b", "a                   b"),
        (r#"x("{\"}", 1)"#, "x(      , 1)"),
        (r##"r#"{"}"# + r"{" + bar"##, "         +      + bar"),
        (r#"br"{" b"{""#, "      b   "),
        (r"match '{' { '\'' => 'a }", "match     {      => 'a }"),
        ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
        ("\"open {", "       "),
    ];
    for (text, expected) in cases {
        assert_eq!(blank(text), expected, "{text}");
    }
}

#[test]
fn functions_with_their_lengths() {
    let text = "fn one() {}\ntrait T {\n    fn two(x: [u8; 2]);\n    fn three() {\n        // }\n        '}';\n    }\n}\n\
                type F = fn(u8);\nstruct Often {}\npub async fn four() -> Vec<u8>\nwhere\n    T: X,\n{\n    fn inner() {}\n}\n";
    let found: Vec<(String, usize, usize)> =
        functions(text).into_iter().map(|function| (function.name, function.line, function.lines)).collect();
    let expected = [("one", 1, 1), ("three", 4, 4), ("four", 11, 6), ("inner", 15, 1)]
        .map(|(n, l, s)| (n.to_owned(), l, s));
    assert_eq!(found, expected);
}

#[test]
fn what_is_too_long() {
    let body = |lines: usize| format!("//! x\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2));
    assert!(sizes(&file(&body(FUNCTION_LINES_MAX))).is_empty());
    assert_eq!(sizes(&file(&body(70))), ["a.rs:2: `f` has 70 lines, 69 are the most"]);
    assert!(sizes(&file(&"\n".repeat(400))).is_empty());
    assert_eq!(sizes(&file(&"\n".repeat(401))), ["a.rs: 401 lines; split it by noun, 400 are the most"]);
}

#[test]
fn headings_and_tests_switched_off() {
    assert!(heading(&file("//! What this is.\n")).is_empty());
    assert_eq!(heading(&file("use x;\n")), ["a.rs: begin it with `//! ` and what this is"]);
    assert!(ignored(&file("// #[ignore]\n\"#[ignore]\"")).is_empty());
    let expected = ["a.rs:2: a test is ignored: repair it or remove it"];
    assert_eq!(ignored(&file("\n#[ignore = \"slow\"]\nfn f() {}")), expected);
}
