//! Texts that are no definition at all, and members given twice.

use super::{parse, told};
use crate::machine::MachineType;

fn check_text(text: &str, expected: &[&str]) {
    let parsed = parse(text, MachineType::Standard);
    assert_eq!(told(&parsed), expected, "{text}");
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["", " \n\t", "[]", "null", "\"a\"", "1"] {
        check_text(text, &["SVF: Definition must be a valid JSON object at null"]);
    }
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let parsed = parse("{\"a\" 1}", MachineType::Standard);
    let [one] = parsed.diagnostics.as_slice() else { panic!("{:?}", parsed.diagnostics) };
    let place = "[Source: (String)\"{\"a\" 1}\"; line: 1, column: 7]";
    assert_eq!(one.code.name(), "INVALID_JSON_DESCRIPTION");
    assert_eq!(one.location.as_deref(), Some(place));
    assert!(one.message.ends_with(&format!("\n at {place}")), "{}", one.message);
    assert!(parsed.program.is_none());
}

#[test]
fn members_given_twice_are_told() {
    check_text(
        r#"{"StartAt":"A","StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Fail","Type":"Succeed"}}}"#,
        &[
            "warning DUPLICATE_FIELD: the field 'StartAt' is given more than once: the last one counts at /StartAt (ours)",
            "warning DUPLICATE_FIELD: the field 'Type' is given more than once: the last one counts at /States/A/Type (ours)",
            "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A",
        ],
    );
    check_text(
        r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Parameters":{"States":{"a":1,"a":2}},"Branches":[
            {"StartAt":"A","States":{"A":{"Type":"Succeed"},"A":{"Type":"Succeed"}}}]}}}"#,
        &[
            "warning DUPLICATE_FIELD: the field 'a' is given more than once: the last one counts at /States/P/Parameters/States/a (ours)",
            "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/P/Branches[0]/States/A",
        ],
    );
}
