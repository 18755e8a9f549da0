//! The fields of a Fail state.

use crate::state::Work;
use crate::state::fail::{Fail, Text};

use super::complaints::Complaints;
use super::object::Object;
use super::paths;

/// Reads a Fail state.
pub(super) fn fail(object: &Object<'_, '_>, complaints: &mut Complaints) -> Work {
    let error = text(object, "Error", "ErrorPath", complaints);
    let cause = text(object, "Cause", "CausePath", complaints);
    Work::Fail(Fail { error, cause })
}

fn text(object: &Object<'_, '_>, given: &str, pointed_at: &str, complaints: &mut Complaints) -> Option<Text> {
    object.at_most_one(&[given, pointed_at], complaints);
    object.warn_if_path(given, complaints);
    let literal = object.text(given, complaints).map(|text| Text::Literal(text.into()));
    literal.or(paths::path_or_call(object, pointed_at, complaints).map(Text::Path))
}
