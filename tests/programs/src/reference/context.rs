//! The context object, as far as generated programs look at it.

use serde_json::{Map, Value, json};

use super::walk::Visit;
use super::{Start, TOKEN};
use crate::case::iso_8601;

/// The context object of a state; `item` is the item that an item selector is evaluated for.
pub(crate) fn context(start: &Start<'_>, visit: &Visit<'_>, item: Option<(usize, &Value)>) -> Value {
    let kind = visit.state["Type"].as_str().unwrap_or_default();
    let mut state = Map::new();
    state.insert("Name".to_owned(), json!(visit.name));
    state.insert("EnteredTime".to_owned(), json!(iso_8601(visit.entered.at_ms)));
    if matches!(kind, "Task" | "Map") {
        state.insert("RetryCount".to_owned(), json!(visit.retries));
    }
    let mut context = json!({ "Execution": { "Input": start.input, "Name": start.name }, "State": state });
    let resource = visit.state["Resource"].as_str().unwrap_or_default();
    if resource.ends_with(".waitForTaskToken") || resource.contains(".sync") {
        context["Task"] = json!({ "Token": TOKEN });
    }
    let around = visit.around.item.as_ref().map(|(index, value)| (*index, value));
    if let Some((index, value)) = item.or(around) {
        context["Map"] = json!({ "Item": { "Index": index, "Value": value } });
    }
    context
}
