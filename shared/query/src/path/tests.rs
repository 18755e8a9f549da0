//! Golden tables for roots, kinds of paths, the service's rule for indefinite paths, filters, functions and bounds.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Path, Root};

fn document() -> Value {
    json!({
        "a": {"b": {"c": [1, 2, 3, 4, 5]}, "k": null},
        "list": [{"n": 1, "s": "x"}, {"n": 2.5, "s": "Y"}, {"s": "10", "tags": ["p", "q"]}],
        "text": "word",
        "odd": {"a b": 1, "it's": 2, "a.b": 3, "ü": 4, "Test\\\"\"Name\"": 5},
        "none": null
    })
}

fn check(path: &str, expected: &Result<Value, &str>) {
    let document = document();
    let parsed = Path::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let answer = parsed.read(&document).map(std::borrow::Cow::into_owned).map_err(|error| error.to_string());
    assert_eq!(answer, expected.clone().map_err(str::to_owned), "{path}");
}

#[test]
fn the_service_reads() {
    let cases = [
        ("$.a.b.c[0]", Ok(json!(1))),
        ("$.a.k", Ok(json!(null))),
        ("$.odd['a b']", Ok(json!(1))),
        ("$.odd['it\\'s']", Ok(json!(2))),
        ("$.odd['a.b']", Ok(json!(3))),
        ("$.odd['Test\\\"\"Name\"']", Ok(json!(5))),
        ("$.odd.ü", Ok(json!(4))),
        ("$.nope[*]", Ok(json!([]))),
        ("$.nope.deeper[1:].x", Ok(json!([]))),
        ("$.nope[?(@.x == 1)]", Ok(json!([]))),
        ("$.text[*]", Ok(json!([]))),
        ("$.text[?(@.x)]", Ok(json!([]))),
        ("$.nope", Err("No results for path: $['nope']")),
        ("$.no.such.path", Err("Missing property in path $['no']")),
        ("$.a.no.path", Err("Missing property in path $['a']['no']")),
        ("$.a.b.c[9]", Err("No results for path: $['a']['b']['c'][9]")),
        ("$.none[0]", Err("The path $['none'] is null")),
    ];
    for (path, expected) in &cases {
        check(path, expected);
    }
}

#[test]
fn slices_have_arithmetic_of_their_own() {
    let cases = [
        ("$.a.b.c[0:4:2]", json!([1, 2, 3, 4])),
        ("$.a.b.c[-4:1]", json!([2, 3, 4, 5, 1])),
        ("$.a.b.c[1:-1]", json!([])),
        ("$.a.b.c[:-9]", json!([])),
        ("$.a.b.c[-9:]", json!([1, 2, 3, 4, 5])),
        ("$.a.b.c[-2147483648:2147483647]", json!([1, 2, 3, 4, 5, 1, 2, 3, 4, 5])),
    ];
    for (path, expected) in cases {
        check(path, &Ok(expected));
    }
}

#[test]
fn filters_select() {
    let cases = [
        ("$.list[?(@.n)].s", json!(["x", "Y"])),
        ("$.list[?(!@.n)].s", json!(["10"])),
        ("$.list[?(!(@.n == 1 || @.n == 2.5))].s", json!(["10"])),
        ("$.list[?(@.n == 1 || @.n > 2 && @.s == 'Y')].n", json!([1, 2.5])),
        ("$.list[?(@.n=='1')].s", json!(["x"])),
        ("$.list[?(@.n === '1')].s", json!([])),
        ("$.list[?(@.n !== '1')].n", json!([1, 2.5])),
        ("$.list[?('x' == @.s)].n", json!([1])),
        ("$.list[?(@.s =~ /[xy]/i)].n", json!([1, 2.5])),
        ("$.list[?(@.s IN [\"x\", 'Y'])].n", json!([1, 2.5])),
        ("$.list[?(@.s nin ['x'])].s", json!(["Y", "10"])),
        ("$.list[?(@.tags contains 'p')].s", json!(["10"])),
        ("$.list[?(@.tags anyof ['q', 'z'])].s", json!(["10"])),
        ("$.list[?(@.tags subsetof ['q', 'p', 'z'])].s", json!(["10"])),
        ("$.list[?(@.tags noneof ['z'])].s", json!(["10"])),
        ("$.list[?(@.tags size 2)].s", json!(["10"])),
        ("$.list[?(@.tags empty false)].s", json!(["10"])),
        ("$.list[?(@.n < $.a.b.c[1])].n", json!([1])),
        ("$.list[?(@.tags[?(@ == 'q')])].s", json!(["10"])),
        ("$.list[?(@.s == 'a)]')]", json!([])),
        ("$.list[?(@['n']>=1&&@.n<=2.5)].n", json!([1, 2.5])),
    ];
    for (path, expected) in cases {
        check(path, &Ok(expected));
    }
}

#[test]
fn functions_apply() {
    let cases = [
        ("$.a.b.c.sum()", Ok(json!(15.0))),
        ("$.a.b.c.max()", Ok(json!(5.0))),
        ("$.a.b.c.stddev()", Ok(json!(2.0_f64.sqrt()))),
        ("$.a.b.c.index(1)", Ok(json!(2))),
        ("$.a.b.c.index(-1)", Ok(json!(5))),
        ("$.a.b.c.index(7)", Err("Target index:7 larger than object count:5")),
        (
            "$.a.b.c.length().nope",
            Err(
                "Expected to find an object with property ['nope'] in path $['a']['b']['c'] but found 'java.lang.Integer'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'.",
            ),
        ),
        ("$.a.keys()", Ok(json!(["b", "k"]))),
        ("$.a.keys().length()", Ok(json!(2))),
        ("$.text.length()", Ok(json!(null))),
        ("$..n.sum()", Ok(json!(3.5))),
        ("$.sum($.a.b.c, 5)", Ok(json!(20.0))),
        ("$.concat($.text, \"-\", 1)", Ok(json!("word-1"))),
        ("$.list[9:].sum()", Ok(json!([]))),
    ];
    for (path, expected) in &cases {
        check(path, expected);
    }
}

#[test]
fn kinds_of_paths_are_told() {
    let variable = |name: &str| Root::Variable(name.to_owned());
    let cases = [
        ("$", Root::Input, true, true),
        ("$.a['b c'][0]", Root::Input, true, true),
        ("$['a,b:c']", Root::Input, true, true),
        ("$.a[-1]", Root::Input, true, false),
        ("$.a,b", Root::Input, true, false),
        ("$.a[*]", Root::Input, false, false),
        ("$..a", Root::Input, false, false),
        ("$['a','b']", Root::Input, true, false),
        ("$.a.length()", Root::Input, true, false),
        ("$.a[0:1]", Root::Input, false, false),
        ("$.a[?(@.b)]", Root::Input, false, false),
        ("$$", Root::Context, true, true),
        ("$$.Map.Item.Index", Root::Context, true, true),
        ("$$['Execution'].Id", Root::Context, true, true),
        ("$x", variable("x"), true, true),
        ("$größe_1.a[0]", variable("größe_1"), true, true),
        ("$x[*]", variable("x"), false, false),
    ];
    for (text, root, definite, reference) in cases {
        let path = Path::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(*path.root(), root, "{text}");
        assert_eq!(path.is_definite(), definite, "{text}");
        assert_eq!(path.is_reference(), reference, "{text}");
        assert_eq!(path.text(), text);
    }
    assert_eq!(Path::parse("$answer.b").unwrap().variables(), ["answer"]);
    assert_eq!(Path::parse("$.a['it\\'s'][0]").unwrap().normalised(), "$['a']['it's'][0]");
}

#[test]
fn bad_paths_say_why() {
    let cases = [
        ("", "path must start with `$`: ``"),
        ("a.b", "path must start with `$`: `a.b`"),
        ("$1a", "not a variable name: `1a`"),
        ("$$x", "Illegal character at position 1 expected '.' or '['"),
        ("$.", "Path must not end with a '.' or '..'"),
        ("$...a", "Character '.' on position 3 is not valid."),
        ("$.a['b", "Property has not been closed - missing closing '"),
        ("$.a.f()", "Function with name: f does not exist."),
        ("$.a.sum(", "Arguments to function: 'sum' are not closed properly."),
        ("$[1:2", "Could not parse token starting at position 1. Expected ?, ', 0-9, * "),
        ("$.a[99999999999]", "Failed to parse token in ArrayIndexOperation: 99999999999"),
        ("$.a[?(@.b =~ /(?=x)/)]", "regular expression not supported: `(?=x)`"),
        ("$.a[?(1)]", "Expected path node"),
        ("$.a[?(@.n)&&(@.s=='x')]", "Expected character: ]"),
        ("$.a[0", "Could not parse token starting at position 3. Expected ?, ', 0-9, * "),
        ("$.concat($.a, 'x')", "Could not parse an argument of function 'concat': 'x'"),
    ];
    for (text, expected) in cases {
        let error = Path::parse(text).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn bounds_hold() {
    let nested = |open: &str, close: &str, levels: usize| {
        format!("$.a[?({}@.x{})]", open.repeat(levels), close.repeat(levels))
    };
    let cases = [
        (format!("${}", ".a".repeat(200)), "path has more than 128 segments"),
        (format!("$.{}", "a".repeat(20_000)), "path has more than 16384 bytes"),
        (nested("(", ")", 5_000), "path has more than 8 levels"),
        (nested("!(", ")", 5_000), "path has more than 8 levels"),
        (nested("@[?(", ")]", 2_000), "path has more than 8 levels"),
    ];
    for (text, expected) in cases {
        let error = Path::parse(&text).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected));
    }
    let mut deep = json!(1);
    for _ in 0..90 {
        deep = json!([deep, 1, 2]);
    }
    let error = Path::parse("$..*..*..*..*").unwrap().read(&deep).map(|_| ()).unwrap_err();
    assert!(!error.is_absence(), "{error}");
}

proptest! {
    #[test]
    fn parsing_any_text_never_panics(text in "\\PC*") {
        let _ = Path::parse(&text);
        let _ = Path::parse_jayway(&text);
    }

    #[test]
    fn parsing_and_reading_path_like_text_never_panics(text in "\\$[-a.\\[\\]*?(@)'\"0-2:,=<&|! ünsize/\\\\~]{0,40}") {
        let document = document();
        if let Ok(path) = Path::parse(&text) {
            let _ = path.read(&document);
            let _ = path.is_reference();
        }
        let _ = Path::parse_jayway(&text).map(|path| path.read_jayway(&document).is_ok());
    }

    #[test]
    fn an_indefinite_path_always_has_an_answer(name in "[a-z]{1,3}") {
        let path = Path::parse(&format!("$.{name}.x[*].y")).unwrap();
        let answer = path.read(&document()).map(|value| value.is_array());
        prop_assert_eq!(answer, Ok(true));
    }
}
