//! One state: what all types have in common, and which fields each type has. Source of the table: Amazon States
//! Language, "States"; the service refuses a field on any other type.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::limits::STATE_NAME_CHARS_MAX;
use crate::machine::StateId;
use crate::state::{Next, PathField, State, Work};

use super::complaints::Complaints;
use super::language::{self, Language};
use super::machine::Scope;
use super::object::Object;
use super::place::Place;
use super::{Builder, choice, fail, map, parallel, pass, paths, task, wait};

/// The names of the types, in the order in which the service lists them.
const TYPES: [&str; 8] = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];

const COMMON: &[&str] = &["Type", "Comment", "QueryLanguage"];
const PASS: &[&str] =
    &["InputPath", "OutputPath", "Result", "ResultPath", "Parameters", "Output", "Assign", "Next", "End"];
const TASK: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "Resource",
    "Credentials",
    "ResultSelector",
    "Retry",
    "Catch",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Next",
    "End",
];
const WAIT: &[&str] = &[
    "InputPath",
    "OutputPath",
    "Output",
    "Assign",
    "Seconds",
    "Timestamp",
    "SecondsPath",
    "TimestampPath",
    "Next",
    "End",
];
const PARALLEL: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "ResultSelector",
    "Retry",
    "Catch",
    "Branches",
    "Next",
    "End",
];
const MAP: &[&str] = &[
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "Output",
    "Assign",
    "ResultSelector",
    "Retry",
    "Catch",
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "Items",
    "ItemSelector",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "Label",
    "Next",
    "End",
];
const CHOICE: &[&str] = &["InputPath", "OutputPath", "Output", "Assign", "Choices", "Default"];
const SUCCEED: &[&str] = &["InputPath", "OutputPath", "Output"];
const FAIL: &[&str] = &["Error", "Cause", "ErrorPath", "CausePath"];

/// Reads a state.
pub(super) fn state<'v>(
    name: &'v str,
    id: StateId,
    value: &'v Value,
    place: Place<'_>,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) {
    let complaints = &mut builder.complaints;
    check_name(name, &place, complaints);
    let Some(object) = Object::of(value, place, complaints) else { return };
    object.require(&["Type"], complaints);
    let Some(type_name) = type_name(&object, complaints) else { return };
    object.text("Comment", complaints);
    let language = Language::of_state(&object, scope.language, complaints);
    let fields = fields(type_name);
    object.allow(|name| COMMON.contains(&name) || fields.contains(&name), complaints);
    let work = match language {
        Language::JsonPath => {
            language::refuse_foreign_fields(&object, fields, complaints);
            work(type_name, &object, id, scope, builder)
        }
        Language::Jsonata => {
            jsonata(type_name, &object, id, scope, builder);
            None
        }
    };
    let complaints = &mut builder.complaints;
    let has_paths = language == Language::JsonPath && fields.contains(&"InputPath");
    let (input_path, output_path) = if has_paths {
        (paths::whole(&object, "InputPath", complaints), paths::whole(&object, "OutputPath", complaints))
    } else {
        (PathField::Whole, PathField::Whole)
    };
    if let Some(work) = work {
        builder.set_state(State {
            name: name.into(),
            id,
            machine: scope.machine,
            input_path,
            output_path,
            work,
        });
    }
}

fn check_name(name: &str, place: &Place<'_>, complaints: &mut Complaints) {
    let length = name.chars().count();
    if length > STATE_NAME_CHARS_MAX {
        let message = format!(
            "The state name '{name}' exceeds the {STATE_NAME_CHARS_MAX}-character limit allowed by the service"
        );
        complaints.error(Code::InvalidStateName, place, message);
    } else if length == 0 {
        complaints.own_error(Code::InvalidStateName, place, "a state name is empty");
    }
}

fn type_name(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<&'static str> {
    let text = object.text("Type", complaints)?;
    let found = TYPES.iter().copied().find(|name| *name == text);
    if found.is_none() {
        let names = TYPES.join(", ");
        let message = format!("The field 'Type' should have one of these values: [{names}]");
        complaints.schema(&object.place.field("Type"), message);
    }
    found
}

fn fields(type_name: &str) -> &'static [&'static str] {
    match type_name {
        "Task" => TASK,
        "Wait" => WAIT,
        "Pass" => PASS,
        "Succeed" => SUCCEED,
        "Fail" => FAIL,
        "Choice" => CHOICE,
        "Parallel" => PARALLEL,
        _ => MAP,
    }
}

fn work<'v>(
    type_name: &str,
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<Work> {
    match type_name {
        "Task" => task::task(object, scope, builder),
        "Wait" => wait::wait(object, scope, &mut builder.complaints),
        "Pass" => pass::pass(object, scope, &mut builder.complaints),
        "Succeed" => Some(Work::Succeed),
        "Fail" => Some(fail::fail(object, &mut builder.complaints)),
        "Choice" => choice::choice(object, scope, &mut builder.complaints),
        "Parallel" => parallel::parallel(object, id, scope, builder),
        _ => map::map(object, id, scope, builder),
    }
}

/// What can be said about a state in JSONata before that language is there: what it calls, its transition, and the
/// machines in it.
fn jsonata<'v>(
    type_name: &str,
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) {
    match type_name {
        "Task" => task::check(object, builder),
        "Parallel" => {
            parallel::branches(object, id, scope, builder);
        }
        "Map" => {
            map::processor(object, id, scope, builder);
        }
        _ => {}
    }
    if fields(type_name).contains(&"Next") {
        next(object, scope, &mut builder.complaints);
    }
}

/// `Next` or `End`.
pub(super) fn next(
    object: &Object<'_, '_>,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<Next> {
    object.exactly_one(&["Next", "End"], complaints);
    if object.has("Next") {
        return target(object, "Next", scope, complaints).map(Next::State);
    }
    if !object.boolean("End", complaints)? {
        let place = object.place.field("End");
        complaints.own_error(
            Code::SchemaValidationFailed,
            &place,
            "Value should be one of the following: [true]",
        );
        return None;
    }
    Some(Next::End)
}

/// The state that a field names. That it exists is checked for all transitions of the machine together.
pub(super) fn target(
    object: &Object<'_, '_>,
    field: &str,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<StateId> {
    scope.ids.get(object.text(field, complaints)?).copied()
}
