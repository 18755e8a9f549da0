//! A machine around a single state, for trying the state out.

use serde_json::{Map, Value, json};

use super::graph;

/// The name that a single state goes by. Source: TestState's messages and its context object.
pub const NAME: &str = "StateName";

/// A definition of that state and of Succeed states for whatever it leads to.
pub(super) fn machine_around(state: Value) -> Value {
    let mut states = Map::new();
    for target in graph::targets(&state) {
        states.insert(target.to_owned(), json!({"Type": "Succeed"}));
    }
    states.insert(NAME.to_owned(), state);
    let mut machine = Map::new();
    machine.insert("StartAt".to_owned(), Value::from(NAME));
    machine.insert("States".to_owned(), Value::Object(states));
    Value::Object(machine)
}
