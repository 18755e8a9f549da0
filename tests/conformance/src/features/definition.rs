//! Walks definitions: a state machine's states, a state's fields, the templates in them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Feature;
use super::expression::{intrinsics, is_variable};

/// Fields of a state, choice rule or catcher that hold one path.
const PATHS: [&str; 13] = [
    "InputPath",
    "OutputPath",
    "ItemsPath",
    "Variable",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "ErrorPath",
    "CausePath",
];

/// Fields that hold a payload template.
const TEMPLATES: [&str; 5] = ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"];

/// A whole definition: a state machine, or one state as `TestState` takes it.
pub fn walk(definition: &Value, found: &mut BTreeSet<Feature>) {
    let Value::Object(members) = definition else {
        return;
    };
    if members.contains_key("States") { machine(members, found) } else { state(members, found) }
}

fn machine(members: &Map<String, Value>, found: &mut BTreeSet<Feature>) {
    query_language(members, found);
    for one in members.get("States").and_then(Value::as_object).into_iter().flat_map(Map::values) {
        if let Value::Object(members) = one {
            state(members, found);
        }
    }
}

fn query_language(members: &Map<String, Value>, found: &mut BTreeSet<Feature>) {
    if members.get("QueryLanguage").is_some_and(|language| language == "JSONata") {
        found.insert(Feature::Jsonata);
    }
}

fn state(members: &Map<String, Value>, found: &mut BTreeSet<Feature>) {
    query_language(members, found);
    if let Some(Value::String(kind)) = members.get("Type") {
        found.insert(Feature::State(kind.clone()));
    }
    if let Some(Value::String(name)) = members.get("Resource") {
        resource(name, found);
    }
    fields(members, found);
    let marks = [
        ("Credentials", Feature::Credentials),
        ("Retry", Feature::Retry),
        ("Catch", Feature::Catch),
        ("ItemReader", Feature::ItemReader),
        ("ItemBatcher", Feature::ItemBatcher),
        ("ResultWriter", Feature::ResultWriter),
    ];
    found.extend(marks.into_iter().filter(|(name, _)| members.contains_key(*name)).map(|(_, mark)| mark));
    for list in ["Catch", "Choices"] {
        for rule in members.get(list).and_then(Value::as_array).into_iter().flatten() {
            rules(rule, found);
        }
    }
    for service in ["ItemReader", "ResultWriter"] {
        if let Some(Value::Object(inner)) = members.get(service) {
            fields(inner, found);
        }
    }
    nested(members, found);
}

fn nested(members: &Map<String, Value>, found: &mut BTreeSet<Feature>) {
    for processor in ["ItemProcessor", "Iterator"].iter().filter_map(|name| members.get(*name)) {
        if let Value::Object(processor) = processor {
            let mode = processor.get("ProcessorConfig").and_then(|config| config.get("Mode"));
            if mode.is_some_and(|mode| mode == "DISTRIBUTED") {
                found.insert(Feature::DistributedMap);
            }
            machine(processor, found);
        }
    }
    for branch in members.get("Branches").and_then(Value::as_array).into_iter().flatten() {
        if let Value::Object(branch) = branch {
            machine(branch, found);
        }
    }
}

/// A choice rule with those inside `And`, `Or`, `Not`, or a catcher.
fn rules(rule: &Value, found: &mut BTreeSet<Feature>) {
    let Value::Object(members) = rule else {
        return;
    };
    fields(members, found);
    for name in ["And", "Or"] {
        for inner in members.get(name).and_then(Value::as_array).into_iter().flatten() {
            rules(inner, found);
        }
    }
    if let Some(inner) = members.get("Not") {
        rules(inner, found);
    }
}

/// The fields of a state, rule or catcher that may hold a path or a template.
fn fields(members: &Map<String, Value>, found: &mut BTreeSet<Feature>) {
    if members.contains_key("Assign") {
        found.insert(Feature::Variables);
    }
    for (name, value) in members {
        if TEMPLATES.contains(&name.as_str()) {
            template(value, found);
        }
        let compares =
            ["Boolean", "Numeric", "String", "Timestamp"].iter().any(|kind| name.starts_with(kind));
        if let (true, Value::String(text)) =
            (PATHS.contains(&name.as_str()) || (compares && name.ends_with("Path")), value)
        {
            path(text, found);
        }
    }
}

fn template(value: &Value, found: &mut BTreeSet<Feature>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name.ends_with(".$") => path(text, found),
                    inner => template(inner, found),
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| template(entry, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A path or a call of an intrinsic function.
fn path(text: &str, found: &mut BTreeSet<Feature>) {
    if is_variable(text) {
        found.insert(Feature::Variables);
    }
    let (names, variable) = intrinsics(text);
    found.extend(names.into_iter().map(Feature::Intrinsic));
    if variable {
        found.insert(Feature::Variables);
    }
}

fn resource(name: &str, found: &mut BTreeSet<Feature>) {
    if let Some(service) = name.strip_prefix("arn:aws:states:::") {
        found.insert(Feature::Resource(service.to_owned()));
    } else if name.contains(":activity:") || name.starts_with("<<activityArn.") {
        found.insert(Feature::Activity);
    } else {
        found.insert(Feature::Function);
    }
}
