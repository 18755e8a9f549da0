//! The fields of a Parallel state.

use crate::machine::{MachineId, StateId};
use crate::state::Work;
use crate::state::parallel::Parallel;

use super::catch::catch;
use super::machine::{Scope, nested};
use super::object::Object;
use super::retry::retry;
use super::state::next;
use super::template::template;
use super::{Builder, paths};

/// Reads a Parallel state with its branches.
pub(super) fn parallel<'v>(
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<Work> {
    let branches = branches(object, id, scope, builder);
    let complaints = &mut builder.complaints;
    let parameters = template(object, "Parameters", complaints);
    let result_selector = template(object, "ResultSelector", complaints);
    let result_path = paths::result_path(object, complaints);
    let retry = retry(object, complaints);
    let catch = catch(object, scope, complaints);
    let next = next(object, scope, complaints)?;
    let branches = branches?;
    Some(Work::Parallel(Box::new(Parallel {
        branches,
        parameters,
        result_selector,
        result_path,
        retry,
        catch,
        next,
    })))
}

/// The branches; none if one of them could not be read.
pub(super) fn branches<'v>(
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<Vec<MachineId>> {
    object.require(&["Branches"], &mut builder.complaints);
    let items = object.filled_list("Branches", &mut builder.complaints)?;
    let place = object.place.field("Branches");
    let mut branches = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        branches.push(nested(item, place.item(index), id, scope, |_| false, builder));
    }
    branches.into_iter().collect()
}
