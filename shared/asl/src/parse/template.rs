//! Fields that hold a payload template, and what looks like a path where none is read.

use serde_json::Value;
use stepwell_query::intrinsic::Call;
use stepwell_query::path::Root;
use stepwell_query::template::{Expression, Template};

use crate::diagnostic::Code;

use super::complaints::Complaints;
use super::object::Object;
use super::place::Place;

/// A payload template. Its complaints stand at the field, as the service has it, and name the member.
pub(super) fn template(
    object: &Object<'_, '_>,
    field: &str,
    complaints: &mut Complaints,
) -> Option<Template> {
    let value = object.get(field)?;
    let place = object.place.field(field);
    warn_without_dollar(value, &place, complaints);
    let mut found = Vec::new();
    let template = Template::parse(value, &mut found);
    found.dedup_by(|a, b| a.text == b.text);
    for complaint in found {
        complaints.schema(&place, complaint.text);
    }
    for dynamic in template.dynamics() {
        refuse(dynamic.expression, dynamic.field, &place, complaints);
    }
    Some(template)
}

/// Names what is not there yet.
fn refuse(expression: &Expression, field: &str, place: &Place<'_>, complaints: &mut Complaints) {
    match expression {
        Expression::Path(_) => {}
        Expression::Variable(path) => match path.root() {
            Root::Variable(name) => {
                complaints.not_yet(place, format!("the variable `${name}` in the field '{field}'"));
            }
            Root::Input | Root::Context => {}
        },
        Expression::Intrinsic(call) => {
            let name = call.name();
            complaints.not_yet(place, format!("the intrinsic function `{name}` in the field '{field}'"));
        }
    }
}

/// The function that a text calls, if it is a call.
pub(super) fn call_name(text: &str) -> Option<String> {
    Call::recognise(text).filter(Call::is_known).map(|call| call.name().to_owned())
}

/// Whether a text looks like a path.
pub(super) fn looks_like_path(text: &str) -> bool {
    text == "$" || text == "$$" || ["$.", "$[", "$$.", "$$["].iter().any(|start| text.starts_with(start))
}

/// Whether a value that is taken as it is seems to be meant as a template. Recursion follows the nesting of the JSON.
pub(super) fn holds_path(value: &Value) -> bool {
    match value {
        Value::String(text) => looks_like_path(text),
        Value::Array(items) => items.iter().any(holds_path),
        Value::Object(members) => members.values().any(holds_path),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Warns about members whose names should probably end in `.$`.
fn warn_without_dollar(value: &Value, place: &Place<'_>, complaints: &mut Complaints) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| warn_without_dollar(item, place, complaints)),
        Value::Object(members) => {
            for (name, member) in members {
                warn_member(name, member, place, complaints);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn warn_member(name: &str, member: &Value, place: &Place<'_>, complaints: &mut Complaints) {
    match member {
        Value::String(text) if !name.ends_with(".$") => {
            if looks_like_path(text) || call_name(text).is_some() {
                let message = format!(
                    "the value of '{name}' looks like a path or an intrinsic function, but is taken as it is: the name of a member to be evaluated ends in '.$'"
                );
                complaints.warning(Code::NoDollar, place, message);
            }
        }
        Value::Array(_) | Value::Object(_) => warn_without_dollar(member, place, complaints),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
