//! The texts of errors that JSONPath mode reaches, as the service words them.

use crate::transcript::check_outcome;
use crate::world::{World, one};

const P: &str =
    "FAILED States.Runtime: An error occurred while executing the state 'S' (entered at the event id #2). ";
const FUNCTION: &str = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f""#;
const MAP: &str = r#""Type":"Map","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#;

fn check(fields: &str, input: &str, text: &str) {
    check_outcome(&one(fields), input, World::default(), &format!("{P}{text}"));
}

#[test]
fn paths() {
    check(r#""Type":"Pass","InputPath":"$.a""#, "{}", "Invalid path '$.a' : No results for path: $['a']");
    check(r#""Type":"Pass","OutputPath":"$.a""#, "{}", "Invalid path '$.a' : No results for path: $['a']");
    check(
        r#""Type":"Pass","InputPath":"$.a.b.c""#,
        "{}",
        "Invalid path '$.a.b.c' : Missing property in path $['a']",
    );
    for field in ["TimeoutSecondsPath", "HeartbeatSecondsPath"] {
        let fields = format!(r#"{FUNCTION},"{field}":"$.a""#);
        check(&fields, "{}", "Invalid path '$.a' : No results for path: $['a']");
    }
    let missing =
        "The JSONPath '$.a' specified for the field 'x.$' could not be found in the input '{\"b\":1}'";
    check(r#""Type":"Pass","Parameters":{"x.$":"$.a"}"#, r#"{ "b": 1 }"#, missing);
    let missing = "The JSONPath '$$.a' specified for the field 'x.$' could not be found in the input '{}'";
    check(r#""Type":"Pass","Parameters":{"x.$":"$$.a"}"#, "{}", missing);
    for field in ["ErrorPath", "CausePath"] {
        let text = format!(
            "The JSONPath '$.a' specified for the field '{field}' could not be found in the input '{{}}'"
        );
        check(&format!(r#""Type":"Fail","{field}":"$.a""#), "{}", &text);
    }
}

#[test]
fn waits() {
    let cases = [
        ("{}", "The SecondsPath parameter does not reference an input value: $.s"),
        (r#"{"s":-3}"#, "The SecondsPath parameter references a negative value: $.s == -3"),
        (r#"{"s":1.5}"#, "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5"),
        (r#"{"s":-1.5}"#, "The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5"),
        (r#"{"s":2147483648}"#, "Wait state delay is too long."),
        (r#"{"s":9223372036854775807}"#, "Wait state delay is too long."),
    ];
    for (input, text) in cases {
        check(r#""Type":"Wait","SecondsPath":"$.s""#, input, text);
    }
    let bad = "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == x";
    check(r#""Type":"Wait","TimestampPath":"$.t""#, r#"{"t":"x"}"#, bad);
    check(r#""Type":"Wait","Timestamp":"2200-01-01T00:00:00Z""#, "{}", "Wait state delay is too long.");
}

#[test]
fn choices() {
    let choice = |rule: &str| {
        format!(
            r#"{{"StartAt":"S","States":{{"S":{{"Type":"Choice","Choices":[{{{rule},"Next":"E"}}]}},"E":{{"Type":"Succeed"}}}}}}"#
        )
    };
    let no_match = "Failed to transition out of the state. The state does not point to a next state.";
    let invalid = "Invalid path '$.x': The choice state's condition path references an invalid value.";
    let cases = [
        (r#""Variable":"$.a","IsNull":true"#, r#"{"a":1}"#, no_match),
        (r#""Variable":"$.x","IsNull":true"#, "{}", invalid),
        (r#""Variable":"$.a","NumericEqualsPath":"$.x""#, r#"{"a":1}"#, invalid),
    ];
    for (rule, input, text) in cases {
        check_outcome(&choice(rule), input, World::default(), &format!("{P}{text}"));
    }
}

#[test]
fn maps() {
    let path = format!(r#"{MAP},"ItemsPath":"$.l","MaxConcurrencyPath":"$.c""#);
    for (value, shown) in [("1.5", "1.5"), ("{}", "{}"), ("\"x\"", "x"), ("null", "null")] {
        let text = format!(
            "The MaxConcurrencyPath field refers to value \"{shown}\" which is not a valid integer: $.c"
        );
        check(&path, &format!(r#"{{"l":[],"c":{value}}}"#), &text);
    }
    let not_a_list = "FAILED States.Runtime: Reference path \"$.l\" must point to array.";
    check_outcome(&one(&format!(r#"{MAP},"ItemsPath":"$.l""#)), r#"{"l":1}"#, World::default(), not_a_list);
    let context = r#"FAILED States.Runtime: Reference path "$.Execution.Name" must point to array."#;
    check_outcome(
        &one(&format!(r#"{MAP},"ItemsPath":"$$.Execution.Name""#)),
        "{}",
        World::default(),
        context,
    );
}

#[test]
fn fails() {
    let cases = [
        (r#""Type":"Fail""#, "FAILED -: -"),
        (r#""Type":"Fail","Error":"E","Cause":"c""#, "FAILED E: c"),
        (r#""Type":"Fail","ErrorPath":"$.e","CausePath":"$$.State.Name""#, "FAILED F: S"),
    ];
    for (fields, expected) in cases {
        check_outcome(&one(fields), r#"{"e":"F"}"#, World::default(), expected);
    }
}
