//! Texts of the model's check, as the service words them.

use serde_json::{Value, json};

use super::{Member, Shape, check, optional, required};

const MEMBERS: &[Member] = &[
    required("name", Shape::NAME),
    optional("maxResults", Shape::PAGE_SIZE),
    optional("input", Shape::Payload),
    optional("publish", Shape::Flag),
    optional("traceHeader", Shape::Ascii { max: 256 }),
    optional("type", Shape::MACHINE_TYPE),
    optional("loggingConfiguration", Shape::LOGGING),
    optional("encryptionConfiguration", Shape::ENCRYPTION),
    optional("tags", Shape::TAGS),
];

fn verdict(body: &Value) -> String {
    match check(body.as_object().unwrap(), MEMBERS, 10) {
        Ok(()) => "ok".to_owned(),
        Err(fault) => format!("{}: {}", fault.code.name(), fault.message),
    }
}

fn one(violation: &str) -> String {
    format!("ValidationException: 1 validation error detected: {violation}")
}

#[test]
fn violations_are_told_in_the_services_words() {
    let failed = "failed to satisfy constraint: Member must";
    let long = "x".repeat(81);
    let cases = [
        (json!({"name": "a"}), "ok".to_owned()),
        (json!({"name": "a", "unknown": [1], "maxResults": null}), "ok".to_owned()),
        (json!({"name": "a", "maxResults": 1000.0}), "ok".to_owned()),
        (json!({}), one(&format!("Value null at 'name' {failed} not be null"))),
        (json!({"name": null}), one(&format!("Value null at 'name' {failed} not be null"))),
        (
            json!({"name": ""}),
            one(&format!("Value '' at 'name' {failed} have length greater than or equal to 1")),
        ),
        (
            json!({"name": long}),
            one(&format!("Value '{long}' at 'name' {failed} have length less than or equal to 80")),
        ),
        (
            json!({"name": "a", "maxResults": 1001}),
            one(&format!("Value '1001' at 'maxResults' {failed} have value less than or equal to 1000")),
        ),
        (
            json!({"name": "a", "maxResults": -1}),
            one(&format!("Value '-1' at 'maxResults' {failed} have value greater than or equal to 0")),
        ),
        (
            json!({"name": "a", "type": "standard"}),
            one(&format!("Value 'standard' at 'type' {failed} satisfy enum value set: [STANDARD, EXPRESS]")),
        ),
        (
            json!({"name": "a", "input": "01234567890"}),
            one(&format!("Value '01234567890' at 'input' {failed} have length less than or equal to 10")),
        ),
        (
            json!({"name": "a", "traceHeader": "ü"}),
            one(&format!(
                "Value 'ü' at 'traceHeader' {failed} satisfy regular expression pattern: \\p{{ASCII}}*"
            )),
        ),
        (
            json!({"name": "a", "tags": [{"key": "k"}, {"key": ""}]}),
            one(&format!("Value '' at 'tags.2.member.key' {failed} have length greater than or equal to 1")),
        ),
        (
            json!({"name": "a", "encryptionConfiguration": {}}),
            one(&format!("Value null at 'encryptionConfiguration.type' {failed} not be null")),
        ),
        (
            json!({"maxResults": 2000, "loggingConfiguration": {"level": "off"}}),
            format!(
                "ValidationException: 3 validation errors detected: Value null at 'name' {failed} not be null; \
                 Value '2000' at 'maxResults' {failed} have value less than or equal to 1000; Value 'off' at \
                 'loggingConfiguration.level' {failed} satisfy enum value set: [ALL, ERROR, FATAL, OFF]"
            ),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(verdict(&body), expected, "{body}");
    }
}

#[test]
fn a_wrong_json_type_cannot_be_read() {
    let cases = [
        (json!({"name": 1}), "NUMBER_VALUE can not be converted to a String"),
        (json!({"name": true}), "TRUE_VALUE can not be converted to a String"),
        (json!({"name": {}}), "Start of structure or map found where not expected."),
        (json!({"name": []}), "Start of list found where not expected"),
        (json!({"name": "a", "maxResults": "1"}), "STRING_VALUE can not be converted to an Integer"),
        (json!({"name": "a", "maxResults": 1.5}), "NUMBER_VALUE can not be converted to an Integer"),
        (json!({"name": "a", "publish": "true"}), "STRING_VALUE can not be converted to a Boolean"),
        (json!({"name": "a", "tags": "x"}), "STRING_VALUE can not be converted to a List"),
    ];
    for (body, expected) in cases {
        assert_eq!(verdict(&body), format!("SerializationException: {expected}"), "{body}");
    }
}

#[test]
fn a_very_long_value_is_cut_and_many_violations_are_counted() {
    let text = verdict(&json!({"name": "x".repeat(100_000)}));
    assert!(text.len() < 9_000, "{}", text.len());
    assert!(text.contains("xxx...' at 'name'"), "{}", &text[text.len() - 120..]);
    let tags: Vec<Value> = (0..500).map(|_| json!({"key": ""})).collect();
    let text = verdict(&json!({"name": "a", "tags": tags}));
    assert!(text.starts_with("ValidationException: 500 validation errors detected: "));
    assert!(text.len() < 20_000, "{}", text.len());
}
