//! The description says what the route table says, and every reference in it leads somewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use super::DOCUMENT;
use crate::rest::routes::ROUTES;

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

#[test]
fn description_and_route_table_say_the_same() {
    let table: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| format!("{} {} {:?}", route.method.to_lowercase(), route.path, route.operation))
        .collect();
    let document = document();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            described.insert(format!("{method} {path} {}", operation["operationId"].as_str().unwrap()));
        }
    }
    assert_eq!(described, table);
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn braces_of_a_path_are_its_path_parameters() {
    let document = document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let braces: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for operation in methods.as_object().unwrap().values() {
            let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named: Vec<&str> = parameters
                .iter()
                .map(|parameter| resolved(&document, parameter))
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            assert_eq!(named, braces, "{path}");
        }
    }
}

#[test]
fn references_lead_somewhere_and_nothing_is_left_over() {
    let document = document();
    let mut used = BTreeSet::new();
    references(&document, &mut used);
    for reference in &used {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
    for kind in ["parameters", "responses", "schemas"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{kind} {name} is not used");
        }
    }
}

fn resolved<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    value["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..])).unwrap_or(value)
}

fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                used.insert(reference.to_owned());
            }
            members.values().for_each(|member| references(member, used));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, used)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
