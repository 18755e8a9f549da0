//! One machine: the definition itself, a Parallel branch, a Map processor.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Code;

use crate::limits::{NESTING_MAX, SECONDS_MAX, STATES_MAX};
use crate::machine::{Machine, MachineId, StateId};

use super::language::Language;
use super::object::Object;
use super::place::{Place, ROOT};
use super::{Builder, Root, graph, state};

/// Fields of a machine inside a state.
const NESTED_FIELDS: [&str; 3] = ["StartAt", "States", "Comment"];

/// Fields of the definition.
const ROOT_FIELDS: [&str; 6] = ["StartAt", "States", "Comment", "Version", "TimeoutSeconds", "QueryLanguage"];

/// What a state needs to know about the machine it belongs to.
pub(crate) struct Scope<'s, 'v> {
    /// The machine.
    pub(crate) machine: MachineId,
    /// Its states.
    pub(crate) ids: &'s HashMap<&'v str, StateId>,
    /// The definition's query language.
    pub(crate) language: Language,
    /// How many states the machine is inside of.
    pub(crate) nesting: usize,
}

/// Reads the definition.
pub(super) fn root<'v>(value: &'v Value, builder: &mut Builder<'v>) -> Option<Root> {
    let object = Object::of(value, ROOT, &mut builder.complaints)?;
    let complaints = &mut builder.complaints;
    object.allow(|name| ROOT_FIELDS.contains(&name), complaints);
    object.one_of("Version", &["1.0"], complaints);
    let comment = object.text("Comment", complaints).map(Arc::from);
    let timeout_seconds = object.integer("TimeoutSeconds", 1, SECONDS_MAX, complaints);
    let language = Language::of_definition(&object, complaints);
    machine(&object, None, language, 0, builder);
    Some(Root { timeout_seconds, comment })
}

/// Reads a machine inside a state. `is_extra` tells which fields it may have besides its own.
pub(super) fn nested<'v>(
    value: &'v Value,
    place: Place<'_>,
    inside: StateId,
    scope: &Scope<'_, 'v>,
    is_extra: impl Fn(&str) -> bool,
    builder: &mut Builder<'v>,
) -> Option<MachineId> {
    let object = Object::of(value, place, &mut builder.complaints)?;
    object.allow(|name| NESTED_FIELDS.contains(&name) || is_extra(name), &mut builder.complaints);
    object.text("Comment", &mut builder.complaints);
    machine(&object, Some(inside), scope.language, scope.nesting + 1, builder)
}

fn machine<'v>(
    object: &Object<'v, '_>,
    inside: Option<StateId>,
    language: Language,
    nesting: usize,
    builder: &mut Builder<'v>,
) -> Option<MachineId> {
    if nesting > NESTING_MAX {
        let message = format!("states are nested more than {NESTING_MAX} levels deep");
        builder.complaints.own_error(Code::TooDeeplyNested, &object.place, message);
        return None;
    }
    object.require(&["States", "StartAt"], &mut builder.complaints);
    let start = object.text("StartAt", &mut builder.complaints);
    let place = object.place.field("States");
    let states = Object::of(object.get("States")?, place, &mut builder.complaints)?;
    if states.len() == 0 {
        builder.complaints.schema(&place, "Value cannot be empty");
        return None;
    }
    let id = builder.reserve_machine();
    let ids = reserve(&states, builder)?;
    let scope = Scope { machine: id, ids: &ids, language, nesting };
    for (name, value) in states.members() {
        if let Some(state) = ids.get(name) {
            state::state(name, *state, value, states.place.field(name), &scope, builder);
        }
    }
    graph::check(start, &object.place, &states, &mut builder.complaints);
    let start_at = *ids.get(start?)?;
    builder.set_machine(id, Machine { start_at, inside });
    Some(id)
}

/// Gives all states of a machine their numbers, so that transitions can refer to later ones.
fn reserve<'v>(states: &Object<'v, '_>, builder: &mut Builder<'v>) -> Option<HashMap<&'v str, StateId>> {
    if builder.states.len() + states.len() > STATES_MAX {
        let message = format!("the definition has more than {STATES_MAX} states");
        builder.complaints.own_error(Code::SchemaValidationFailed, &states.place, message);
        return None;
    }
    let mut ids = HashMap::with_capacity(states.len());
    for (name, _) in states.members() {
        if !builder.names.insert(name) {
            let place = states.place.field(name);
            let message = format!("Duplicate State name: {name}");
            builder.complaints.error(Code::DuplicateStateName, &place, message);
        }
        ids.insert(name, builder.reserve_state());
    }
    Some(ids)
}
