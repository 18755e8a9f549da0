//! `Catch`.

use crate::catcher::Catcher;

use super::complaints::Complaints;
use super::errors::error_equals;
use super::language;
use super::machine::Scope;
use super::object::Object;
use super::paths;
use super::state::target;

const FIELDS: [&str; 6] = ["ErrorEquals", "Next", "ResultPath", "Comment", "Assign", "Output"];

/// Reads all catchers of a state.
pub(super) fn catch(
    state: &Object<'_, '_>,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Vec<Catcher> {
    let items = state.list("Catch", complaints).unwrap_or_default();
    let place = state.place.field("Catch");
    let mut catchers = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if let Some(object) = Object::of(item, place.item(index), complaints) {
            catchers.extend(catcher(&object, index + 1 == items.len(), scope, complaints));
        }
    }
    catchers
}

fn catcher(
    object: &Object<'_, '_>,
    is_last: bool,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<Catcher> {
    object.allow(|name| FIELDS.contains(&name), complaints);
    object.require(&["ErrorEquals", "Next"], complaints);
    object.text("Comment", complaints);
    language::refuse_foreign_fields(object, &FIELDS, complaints);
    let error_equals = error_equals(object, is_last, complaints);
    let next = target(object, "Next", scope, complaints);
    let result_path = paths::result_path(object, complaints);
    Some(Catcher { error_equals, next: next?, result_path })
}
