//! `ErrorEquals`, of retriers and catchers alike.

use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Code;

use super::complaints::Complaints;
use super::object::{Object, wrong_type};
use super::place::Place;

const FIELD: &str = "ErrorEquals";
const ALL: &str = "States.ALL";

/// Error names that the language defines. Source: Amazon States Language, "Errors", and the developer guide.
const RESERVED: [&str; 17] = [
    ALL,
    "States.TaskFailed",
    "States.Timeout",
    "States.HeartbeatTimeout",
    "States.Permissions",
    "States.BranchFailed",
    "States.NoChoiceMatched",
    "States.ResultPathMatchFailure",
    "States.ParameterPathFailure",
    "States.IntrinsicFailure",
    "States.QueryEvaluationError",
    "States.ExceedToleratedFailureThreshold",
    "States.ItemReaderFailed",
    "States.ResultWriterFailed",
    "States.DataLimitExceeded",
    "States.Runtime",
    "States.Http.Socket",
];

/// Reads the names. `is_last` tells whether the entry is the last of its list, where `States.ALL` may stand.
pub(super) fn error_equals(
    object: &Object<'_, '_>,
    is_last: bool,
    complaints: &mut Complaints,
) -> Vec<Arc<str>> {
    let Some(items) = object.filled_list(FIELD, complaints) else { return Vec::new() };
    let place = object.place.field(FIELD);
    let mut names: Vec<Arc<str>> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = place.item(index);
        match item {
            Value::String(name) => {
                check_name(name, &place, complaints);
                names.push(name.as_str().into());
            }
            _ => wrong_type("String", &place, complaints).unwrap_or_default(),
        }
    }
    if names.iter().any(|name| &**name == ALL) && (items.len() > 1 || !is_last) {
        complaints.schema(&place, "States.ALL must appear alone and at end of list");
    }
    names
}

fn check_name(name: &str, place: &Place<'_>, complaints: &mut Complaints) {
    let is_known = RESERVED.contains(&name) || name.starts_with("States.Http.StatusCode.");
    if name.starts_with("States.") && !is_known {
        let message =
            format!("`{name}` is none of the errors whose names begin with `States.`: it never occurs");
        complaints.own_warning(Code::UnknownErrorName, place, message);
    }
}
