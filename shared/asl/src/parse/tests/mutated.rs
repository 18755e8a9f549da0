//! Definitions with something changed at random: never a panic, and a program exactly if there is no error.

use proptest::prelude::{any, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::parse;
use crate::diagnostic::Severity;
use crate::machine::MachineType;
use crate::parse::parse_state;

fn seed() -> Value {
    json!({"Comment": "c", "StartAt": "T", "TimeoutSeconds": 5, "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"a.$": "$.b"}, "Next": "C",
            "TimeoutSeconds": 9, "HeartbeatSeconds": 3, "ResultPath": "$.r", "Credentials": {"RoleArn": "r"},
            "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "F"}]},
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "StringMatches": "a*", "Next": "M"},
            {"Or": [{"Not": {"Variable": "$.a", "IsNull": true}}, {"Variable": "$.a", "NumericEquals": 1}], "Next": "W"}], "Default": "P"},
        "M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I",
            "States": {"I": {"Type": "Pass", "Result": 1, "End": true}}}, "MaxConcurrency": 2, "End": true},
        "P": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}], "End": true},
        "W": {"Type": "Wait", "Seconds": 1, "Next": "F"},
        "F": {"Type": "Fail", "Error": "e", "CausePath": "$.c"}}})
}

fn count(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Object(members) => members.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    inner + 1
}

/// Takes the n-th value of a tree, counted from the root, out for a change.
fn nth<'v>(value: &'v mut Value, n: &mut usize) -> Option<&'v mut Value> {
    if *n == 0 {
        return Some(value);
    }
    *n -= 1;
    match value {
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, n)),
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, n)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn change(value: &mut Value, how: u8, other: Value) {
    match (how % 4, value) {
        (0, Value::Object(members)) => {
            let first = members.keys().next().cloned();
            first.map(|name| members.shift_remove(&name));
        }
        (1, Value::Object(members)) => {
            let names = ["End", "Next", "Type", "ResultPath", "Variable", "Parameters", "Retry", "States"];
            members.insert(names[usize::from(how / 4) % names.len()].to_owned(), other);
        }
        (2, Value::Array(items)) => items.push(other),
        (_, value) => *value = other,
    }
}

fn check(text: &str, kind: MachineType) -> Result<(), proptest::test_runner::TestCaseError> {
    for parsed in [parse(text, kind), parse_state(text, kind)] {
        let is_right = parsed.diagnostics.iter().all(|one| one.severity == Severity::Warning);
        prop_assert_eq!(parsed.program.is_some(), is_right, "{}", text);
    }
    Ok(())
}

proptest! {
    #[test]
    fn changed_values(changes in proptest::collection::vec((any::<usize>(), any::<usize>(), any::<u8>()), 1..6)) {
        let mut definition = seed();
        for (at, from, how) in changes {
            let values = [json!(null), json!(true), json!(-1), json!(1.5), json!("$.a"), json!("F"), json!([]), json!({}), json!("Map")];
            let mut source = seed();
            let mut from_index = from % (count(&source) + values.len());
            let other = match values.get(from_index) {
                Some(value) => value.clone(),
                None => {
                    from_index -= values.len();
                    nth(&mut source, &mut from_index).map(|value| value.clone()).unwrap_or_default()
                }
            };
            let mut at = at % count(&definition);
            if let Some(value) = nth(&mut definition, &mut at) {
                change(value, how, other);
            }
        }
        let text = definition.to_string();
        check(&text, MachineType::Standard)?;
        check(&text, MachineType::Express)?;
    }

    #[test]
    fn changed_text(at in any::<usize>(), character in any::<char>(), length in 0_usize..40) {
        let text: Vec<char> = seed().to_string().chars().collect();
        let at = at % text.len();
        let end = (at + length).min(text.len());
        let changed: String = text[..at].iter().chain([&character]).chain(&text[end..]).collect();
        check(&changed, MachineType::Standard)?;
    }
}
