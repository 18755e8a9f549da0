//! The workflows that run while the server is killed, and what each must come to.

use serde_json::{Value, json};

/// Which workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Four tasks in a row, each with Retry.
    Chain,
    /// Two tasks in a row without Retry: one that is lost fails the execution.
    Lone,
    /// Parallel, then Map, all tasks with Retry.
    Wide,
    /// Waits between tasks with Retry.
    Wait,
    /// A job that is waited for.
    Job,
    /// A callback.
    Callback,
    /// A nested execution that is waited for.
    Nested,
    /// States that need nothing from outside.
    Flow,
}

/// All of them.
pub const KINDS: [Kind; 8] =
    [Kind::Chain, Kind::Lone, Kind::Wide, Kind::Wait, Kind::Job, Kind::Callback, Kind::Nested, Kind::Flow];

/// The machine that [`Kind::Nested`] starts.
pub const INNER: &str = "inner";

impl Kind {
    /// Name of its state machine.
    pub fn machine(self) -> &'static str {
        match self {
            Kind::Chain => "chain",
            Kind::Lone => "lone",
            Kind::Wide => "wide",
            Kind::Wait => "wait",
            Kind::Job => "job",
            Kind::Callback => "callback",
            Kind::Nested => "nested",
            Kind::Flow => "flow",
        }
    }

    /// Its definition.
    pub fn definition(self) -> Value {
        match self {
            Kind::Chain => machine(
                "A",
                json!({
                    "A": task(true, "B"), "B": task(true, "C"), "C": task(true, "D"), "D": task(true, ""),
                }),
            ),
            Kind::Lone => machine("A", json!({ "A": task(false, "B"), "B": task(false, "") })),
            Kind::Wide => wide(),
            Kind::Wait => {
                let wait = |next: &str| json!({ "Type": "Wait", "SecondsPath": "$.wait", "Next": next });
                let states = json!({
                    "A": task(true, "W1"), "W1": wait("B"), "B": task(true, "W2"), "W2": wait("C"),
                    "C": task(true, ""),
                });
                machine("A", states)
            }
            Kind::Job => machine(
                "J",
                json!({ "J": {
                "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
                "Parameters": { "JobName": "job", "Arguments": { "--KEY.$": "$$.Execution.Name" } },
                "ResultSelector": { "state.$": "$.JobRunState" }, "ResultPath": "$.job",
                "Retry": retry("Glue.SdkClientException"), "End": true,
            } }),
            ),
            Kind::Callback => {
                let mut asking = task(true, "");
                asking["Resource"] = json!("arn:aws:states:::lambda:invoke.waitForTaskToken");
                asking["Parameters"]["Payload"]["token.$"] = json!("$$.Task.Token");
                asking["OutputPath"] = json!("$");
                machine("A", json!({ "A": asking }))
            }
            Kind::Nested => machine(
                "N",
                json!({ "N": {
                "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": { "StateMachineArn": crate::client::machine_arn(INNER), "Input.$": "$" },
                "OutputPath": "$.Output", "End": true,
            } }),
            ),
            Kind::Flow => flow(),
        }
    }

    /// What an execution of this name with this input gives.
    pub fn output(self, name: &str, input: &Value) -> Value {
        let n = input["n"].as_u64().unwrap_or(0);
        let with = |n: u64| json!({ "n": n, "ms": input["ms"], "wait": input["wait"] });
        match self {
            Kind::Chain | Kind::Nested => with(n + 4),
            Kind::Lone => with(n + 2),
            Kind::Wide => json!([with(n + 2), with(n + 3), with(n + 2)]),
            Kind::Wait => with(n + 3),
            Kind::Job => {
                let mut output = input.clone();
                output["job"] = json!({ "state": "SUCCEEDED" });
                output
            }
            Kind::Callback => answered(name),
            Kind::Flow => {
                let mut output = input.clone();
                output["flown"] = json!(true);
                output
            }
        }
    }

    /// Whether a lost attempt may fail it.
    pub fn may_lose(self) -> bool {
        self == Kind::Lone
    }
}

/// What the test sends back for a callback of this execution.
pub fn answered(name: &str) -> Value {
    json!({ "answered": name })
}

/// All machines: one of each kind, and the one that another starts.
pub fn machines() -> Vec<(&'static str, Value)> {
    let mut machines: Vec<_> = KINDS.iter().map(|kind| (kind.machine(), kind.definition())).collect();
    machines.push((INNER, Kind::Chain.definition()));
    machines
}

fn machine(start: &str, states: Value) -> Value {
    json!({ "StartAt": start, "States": states })
}

fn retry(error: &str) -> Value {
    json!([{ "ErrorEquals": [error], "IntervalSeconds": 1, "MaxAttempts": 99, "BackoffRate": 1 }])
}

fn task(retries: bool, next: &str) -> Value {
    let mut task = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": { "FunctionName": "work", "Payload": {
            "execution.$": "$$.Execution.Name", "state.$": "$$.State.Name", "place": 0,
            "retry.$": "$$.State.RetryCount", "n.$": "$.n", "ms.$": "$.ms", "wait.$": "$.wait",
        } },
        "OutputPath": "$.Payload",
    });
    if retries {
        task["Retry"] = retry("Lambda.SdkClientException");
    }
    if next.is_empty() {
        task["End"] = json!(true);
    } else {
        task["Next"] = json!(next);
    }
    task
}

fn wide() -> Value {
    let branch = |names: &[&str]| {
        let states = names.iter().enumerate().map(|(at, name)| {
            ((*name).to_owned(), task(true, names.get(at + 1).copied().unwrap_or_default()))
        });
        machine(names[0], states.collect())
    };
    let mut item = task(true, "");
    item["Parameters"]["Payload"]["place.$"] = json!("$.place");
    if let Some(payload) = item["Parameters"]["Payload"].as_object_mut() {
        payload.shift_remove("place");
    }
    machine(
        "P",
        json!({
            "P": { "Type": "Parallel", "Next": "M", "Branches": [branch(&["A"]), branch(&["B", "C"]), branch(&["D"])] },
            "M": {
                "Type": "Map", "End": true, "MaxConcurrency": 2,
                "ItemSelector": {
                    "n.$": "$$.Map.Item.Value.n", "ms.$": "$$.Map.Item.Value.ms",
                    "wait.$": "$$.Map.Item.Value.wait", "place.$": "$$.Map.Item.Index",
                },
                "ItemProcessor": {
                    "ProcessorConfig": { "Mode": "INLINE" }, "StartAt": "E", "States": { "E": item },
                },
            },
        }),
    )
}

/// Thirty states that only look at what they are given, and one that adds to it.
fn flow() -> Value {
    let states = (0..30).map(|number| {
        let next = if number == 29 { "End".to_owned() } else { format!("S{}", number + 1) };
        let state = if number % 2 == 0 {
            json!({ "Type": "Pass", "Next": next, "Parameters": {
                "n.$": "$.n", "ms.$": "$.ms", "wait.$": "$.wait",
            } })
        } else {
            let enough = json!({ "Variable": "$.n", "NumericGreaterThanEquals": 1_000, "Next": next });
            json!({ "Type": "Choice", "Choices": [enough] })
        };
        (format!("S{number}"), state)
    });
    let mut states: Value = states.collect();
    states["End"] = json!({ "Type": "Pass", "Result": true, "ResultPath": "$.flown", "End": true });
    machine("S0", states)
}
