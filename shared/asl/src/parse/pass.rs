//! The fields of a Pass state.

use crate::diagnostic::Code;
use crate::state::Work;
use crate::state::pass::Pass;

use super::complaints::Complaints;
use super::machine::Scope;
use super::object::Object;
use super::paths;
use super::state::next;
use super::template::{self, template};

/// Reads a Pass state.
pub(super) fn pass(
    object: &Object<'_, '_>,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<Work> {
    let result = object.get("Result");
    if result.is_some_and(template::holds_path) {
        let message = "the result is static: what looks like a path in it is not evaluated";
        complaints.warning(Code::PassResultIsStatic, &object.place.field("Result"), message);
    }
    let parameters = template(object, "Parameters", complaints);
    let result_path = paths::result_path(object, complaints);
    let next = next(object, scope, complaints)?;
    Some(Work::Pass(Pass { result: result.cloned(), parameters, result_path, next }))
}
