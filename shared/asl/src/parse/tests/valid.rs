//! Right definitions, and what becomes of them.

use serde_json::{Value, json};

use super::parse;
use crate::machine::{MachineId, MachineType, Program, ROOT, StateId};
use crate::parse::parse_state;
use crate::retrier::{Jitter, Retrier};
use crate::state::choice::{Operand, Test};
use crate::state::map::Count;
use crate::state::wait::Until;
use crate::state::{Next, PathField, ResultPath, Seconds, Work};

fn program(definition: &Value) -> Program {
    let parsed = parse(&definition.to_string(), MachineType::Standard);
    assert_eq!(parsed.diagnostics, [], "{definition}");
    parsed.program.unwrap()
}

#[test]
fn states_and_machines_are_numbered() {
    let inner = |name: &str| json!({"StartAt": name, "States": {name: {"Type": "Succeed"}}, "Comment": "c"});
    let program = program(&json!({
        "Comment": "all", "Version": "1.0", "TimeoutSeconds": 7, "QueryLanguage": "JSONPath", "StartAt": "P",
        "States": {
            "P": {"Type": "Parallel", "Branches": [inner("A"), inner("B")], "Next": "M"},
            "M": {"Type": "Map", "Iterator": inner("C"), "End": true},
        }
    }));
    assert_eq!(program.comment.as_deref(), Some("all"));
    assert_eq!(program.timeout_seconds, Some(7));
    let names: Vec<_> =
        program.states.iter().map(|state| (&*state.name, state.id.0, state.machine.0)).collect();
    assert_eq!(names, [("P", 0, 0), ("M", 1, 0), ("A", 2, 1), ("B", 3, 2), ("C", 4, 3)]);
    assert_eq!(program.machine(ROOT).start_at, StateId(0));
    assert_eq!(program.machine(ROOT).inside, None);
    assert_eq!(program.machine(MachineId(3)).inside, Some(StateId(1)));
    let Work::Parallel(parallel) = &program.states[0].work else { panic!() };
    assert_eq!(parallel.branches, [MachineId(1), MachineId(2)]);
    assert_eq!(parallel.next, Next::State(StateId(1)));
    assert_eq!(program.find("C").map(|state| state.id), Some(StateId(4)));
}

#[test]
fn every_field_of_a_task() {
    let program = program(&json!({"StartAt": "T", "States": {"Y": {"Type": "Succeed"}, "T": {
        "Type": "Task", "Comment": "c", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "InputPath": null, "OutputPath": "$$.Execution.Input", "Parameters": {"a.$": "$$.Task.Token", "b": 1},
        "ResultSelector": {"c.$": "$"}, "ResultPath": "$.x[0].y", "Credentials": {"RoleArn.$": "$.role"},
        "TimeoutSeconds": 60, "HeartbeatSecondsPath": "$.beat", "Next": "Y",
        "Retry": [{"ErrorEquals": ["A", "B"], "IntervalSeconds": 2, "MaxAttempts": 0, "BackoffRate": 1.5,
            "MaxDelaySeconds": 9, "JitterStrategy": "FULL", "Comment": "c"}, {"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Y", "ResultPath": null, "Comment": "c"}],
    }}}));
    let state = program.find("T").unwrap();
    assert!(matches!(state.input_path, PathField::Empty));
    assert!(matches!(&state.output_path, PathField::Path(path) if path.text() == "$$.Execution.Input"));
    let Work::Task(task) = &state.work else { panic!() };
    assert!(task.parameters.is_some() && task.result_selector.is_some() && task.credentials.is_some());
    assert!(matches!(task.timeout, Some(Seconds::Literal(60))));
    assert!(matches!(&task.heartbeat, Some(Seconds::Path(path)) if path.text() == "$.beat"));
    assert!(matches!(task.result_path, ResultPath::At(_)));
    assert!(matches!(task.catch[0].result_path, ResultPath::Discard));
    assert_eq!(task.catch[0].next, StateId(0));
    let given = Retrier {
        error_equals: vec!["A".into(), "B".into()],
        interval_seconds: 2,
        max_attempts: 0,
        backoff_rate: 1.5,
        max_delay_seconds: Some(9),
        jitter: Jitter::Full,
    };
    let default = Retrier {
        error_equals: vec!["States.ALL".into()],
        interval_seconds: 1,
        max_attempts: 3,
        backoff_rate: 2.0,
        max_delay_seconds: None,
        jitter: Jitter::None,
    };
    assert_eq!(task.retry, [given, default]);
}

#[test]
fn every_form_of_waiting() {
    let cases = [
        (json!({"Seconds": 0}), "seconds 0"),
        (json!({"SecondsPath": "$.a"}), "path $.a"),
        (json!({"Timestamp": "2016-03-14T01:59:00.0019Z"}), "at 1457920740001 2016-03-14T01:59:00.0019Z"),
        (json!({"TimestampPath": "$$.Execution.StartTime"}), "timestamp path $$.Execution.StartTime"),
    ];
    for (mut state, expected) in cases {
        state["Type"] = json!("Wait");
        state["End"] = json!(true);
        let program = program(&json!({"StartAt": "W", "States": {"W": state}}));
        let Work::Wait(wait) = &program.states[0].work else { panic!() };
        let found = match &wait.until {
            Until::Seconds(seconds) => format!("seconds {seconds}"),
            Until::SecondsPath(path) => format!("path {}", path.text()),
            Until::Timestamp { at_ms, text } => format!("at {at_ms} {text}"),
            Until::TimestampPath(path) => format!("timestamp path {}", path.text()),
        };
        assert_eq!(found, expected);
    }
}

#[test]
fn map_choice_pass_and_fail() {
    let program = program(&json!({"StartAt": "M", "States": {
        "M": {"Type": "Map", "ItemsPath": "$.a.b", "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "MaxConcurrencyPath": "$.n",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},
            "Next": "C"},
        "C": {"Type": "Choice", "Default": "F", "Choices": [
            {"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a", "NumericLessThanPath": "$.b"}}], "Next": "P"}]},
        "P": {"Type": "Pass", "Result": {"x.$": [1]}, "ResultPath": "$", "Parameters": [1], "End": true},
        "F": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "$$.State.Name"},
    }}));
    let Work::Map(map) = &program.states[0].work else { panic!() };
    assert!(matches!(&map.max_concurrency, Count::Path(path) if path.text() == "$.n"));
    assert_eq!(map.items_path.as_ref().map(|path| path.text()), Some("$.a.b"));
    let Work::Choice(choice) = &program.states[1].work else { panic!() };
    assert_eq!((choice.default, choice.rules[0].next), (Some(StateId(3)), StateId(2)));
    let Test::And(tests) = &choice.rules[0].test else { panic!() };
    let Test::Not(inner) = &tests[1] else { panic!() };
    assert!(matches!(&**inner, Test::Compare { operand: Operand::Path(path), .. } if path.text() == "$.b"));
    let Work::Pass(pass) = &program.states[2].work else { panic!() };
    assert_eq!(pass.result, Some(json!({"x.$": [1]})));
    assert!(matches!(program.states[3].work, Work::Fail(_)));
}

#[test]
fn a_single_state() {
    let parsed = parse_state(r#"{"Type": "Pass", "Next": "Elsewhere"}"#, MachineType::Standard);
    assert_eq!(parsed.diagnostics, []);
    let program = parsed.program.unwrap();
    assert_eq!(&*program.state(program.machine(ROOT).start_at).name, "StateName");
    assert!(program.find("Elsewhere").is_some());
    let parsed = parse_state(r#"{"Type": "Parallel", "Branches": [], "End": true}"#, MachineType::Standard);
    let told: Vec<String> = parsed.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches"]);
}
