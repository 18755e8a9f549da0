//! Definitions that are measured.

use serde_json::{Value, json};

/// States in a row, each a Pass.
pub fn passes(states: usize) -> Value {
    row(states, || json!({ "Type": "Pass" }))
}

/// Tasks in a row.
pub fn tasks(states: usize) -> Value {
    row(states, || {
        json!({
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
            "Parameters": { "FunctionName": "echo", "Payload.$": "$" },
        })
    })
}

/// Three states, one of them a choice.
pub fn choice() -> Value {
    json!({ "StartAt": "A", "States": {
        "A": { "Type": "Pass", "Next": "B" },
        "B": { "Type": "Choice", "Choices": [{ "Variable": "$.n", "NumericEquals": 1, "Next": "C" }] },
        "C": { "Type": "Succeed" },
    } })
}

fn row(states: usize, state: impl Fn() -> Value) -> Value {
    let named = (0..states).map(|number| {
        let mut state = state();
        if number + 1 == states {
            state["End"] = json!(true);
        } else {
            state["Next"] = json!(format!("S{}", number + 1));
        }
        (format!("S{number}"), state)
    });
    json!({ "StartAt": "S0", "States": named.collect::<Value>() })
}
