//! Payload templates: members whose names end in `.$` are paths.

use serde_json::{Map, Value};

use super::path;

/// What paths look at.
pub(crate) struct Scope<'v> {
    pub input: &'v Value,
    pub context: &'v Value,
}

/// The value that a template makes; name of the member and its path if that leads nowhere.
pub(crate) fn evaluate(template: &Value, scope: &Scope<'_>) -> Result<Value, (String, String)> {
    match template {
        Value::Object(members) => {
            let mut made = Map::new();
            for (name, member) in members {
                match (name.strip_suffix(".$"), member.as_str()) {
                    (Some(short), Some(path)) => {
                        let found = match path.strip_prefix("$$") {
                            Some(rest) => path::read(&format!("${rest}"), scope.context),
                            None => path::read(path, scope.input),
                        };
                        let value = found.map_err(|_| (name.clone(), path.to_owned()))?;
                        made.insert(short.to_owned(), value);
                    }
                    _ => {
                        made.insert(name.clone(), evaluate(member, scope)?);
                    }
                }
            }
            Ok(Value::Object(made))
        }
        Value::Array(items) => {
            Ok(Value::Array(items.iter().map(|item| evaluate(item, scope)).collect::<Result<_, _>>()?))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(template.clone()),
    }
}

/// Whether a template has a path on the context object.
pub(crate) fn looks_at_context(template: &Value) -> bool {
    match template {
        Value::Object(members) => members.values().any(looks_at_context),
        Value::Array(items) => items.iter().any(looks_at_context),
        Value::String(text) => text.starts_with("$$"),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
