//! Fields that hold a path. Variables and intrinsic functions are refused by name until they are there.

use serde_json::Value;
use stepwell_query::path::{Path, Root};
use stepwell_query::reference::ReferencePath;

use crate::state::{PathField, ResultPath};

use super::complaints::Complaints;
use super::object::Object;
use super::place::Place;
use super::template;

/// Any path.
pub(super) fn path(object: &Object<'_, '_>, field: &str, complaints: &mut Complaints) -> Option<Path> {
    let text = object.text(field, complaints)?;
    let place = object.place.field(field);
    let Ok(path) = Path::parse(text) else {
        complaints.schema(&place, "Value must be a valid JSONPath.");
        return None;
    };
    refuse_variable(&path, &place, complaints);
    Some(path)
}

/// A Reference Path: one that names a single place.
pub(super) fn reference(object: &Object<'_, '_>, field: &str, complaints: &mut Complaints) -> Option<Path> {
    let text = object.text(field, complaints)?;
    let place = object.place.field(field);
    match Path::parse(text) {
        Ok(path) if path.is_reference() => {
            refuse_variable(&path, &place, complaints);
            Some(path)
        }
        Ok(_) => not_a_reference(&place, "it may only have `.name`, `['name']` and `[n]`", complaints),
        Err(_) if !text.starts_with('$') => {
            not_a_reference(&place, "Reference path didn't start with '$'", complaints)
        }
        Err(error) => not_a_reference(&place, &error.to_string(), complaints),
    }
}

/// A path, or one of the intrinsic functions that give a text, which are not there yet.
pub(super) fn path_or_call(
    object: &Object<'_, '_>,
    field: &str,
    complaints: &mut Complaints,
) -> Option<Path> {
    let text = object.text(field, complaints)?;
    match template::call_name(text) {
        Some(name) => {
            complaints.not_yet(&object.place.field(field), format!("the intrinsic function `{name}`"));
            None
        }
        None => path(object, field, complaints),
    }
}

/// `InputPath`, `OutputPath`.
pub(super) fn whole(object: &Object<'_, '_>, field: &str, complaints: &mut Complaints) -> PathField {
    match object.get(field) {
        None => PathField::Whole,
        Some(Value::Null) => PathField::Empty,
        Some(Value::String(text)) if text == "$" => PathField::Whole,
        Some(_) => path(object, field, complaints).map_or(PathField::Whole, PathField::Path),
    }
}

/// `ResultPath`.
pub(super) fn result_path(object: &Object<'_, '_>, complaints: &mut Complaints) -> ResultPath {
    const FIELD: &str = "ResultPath";
    match object.get(FIELD) {
        None => ResultPath::Whole,
        Some(Value::Null) => ResultPath::Discard,
        Some(Value::String(text)) if text == "$" => ResultPath::Whole,
        Some(_) => object
            .text(FIELD, complaints)
            .and_then(|text| placement(text, &object.place.field(FIELD), complaints))
            .map_or(ResultPath::Whole, ResultPath::At),
    }
}

fn placement(text: &str, place: &Place<'_>, complaints: &mut Complaints) -> Option<ReferencePath> {
    match ReferencePath::parse(text) {
        Ok(path) => Some(path),
        Err(_) if !text.starts_with('$') => {
            complaints.schema(place, "Value must be a valid JSONPath.");
            None
        }
        Err(error) => not_a_reference(place, &error.to_string(), complaints),
    }
}

fn not_a_reference<T>(place: &Place<'_>, why: &str, complaints: &mut Complaints) -> Option<T> {
    complaints.schema(place, format!("Value is not a Reference Path: {why}"));
    None
}

fn refuse_variable(path: &Path, place: &Place<'_>, complaints: &mut Complaints) {
    match path.root() {
        Root::Input | Root::Context => {}
        Root::Variable(name) => complaints.not_yet(place, format!("the variable `${name}`")),
    }
}
