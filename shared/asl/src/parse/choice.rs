//! The fields of a Choice state and its rules.

use serde_json::Value;

use crate::state::Work;
use crate::state::choice::{Choice, Rule, Test};

use super::comparison;
use super::complaints::Complaints;
use super::language;
use super::machine::Scope;
use super::object::Object;
use super::place::Place;
use super::state::target;

/// What a rule can be, in the order in which the service lists them.
const FORMS: [&str; 5] = ["And", "Or", "Not", "Variable", "Condition"];

/// Fields of a rule that is not inside another one.
const TOP_FIELDS: [&str; 3] = ["Next", "Assign", "Output"];

/// Reads a Choice state.
pub(super) fn choice(
    object: &Object<'_, '_>,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<Work> {
    object.require(&["Choices"], complaints);
    let default = target(object, "Default", scope, complaints);
    let items = object.filled_list("Choices", complaints)?;
    let place = object.place.field("Choices");
    let mut rules = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        rules.push(rule(item, place.item(index), scope, complaints));
    }
    let rules = rules.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Work::Choice(Choice { rules, default }))
}

fn rule(value: &Value, place: Place<'_>, scope: &Scope<'_, '_>, complaints: &mut Complaints) -> Option<Rule> {
    let object = Object::of(value, place, complaints)?;
    object.require(&["Next"], complaints);
    language::refuse_foreign_fields(&object, &TOP_FIELDS, complaints);
    let test = test(&object, &TOP_FIELDS, complaints);
    let next = target(&object, "Next", scope, complaints);
    Some(Rule { test: test?, next: next? })
}

/// Reads what a rule tests. `extra` are the fields it may have besides. Recursion follows the nesting of the JSON.
fn test(object: &Object<'_, '_>, extra: &[&str], complaints: &mut Complaints) -> Option<Test> {
    object.text("Comment", complaints);
    let forms: Vec<&str> = FORMS.iter().copied().filter(|form| object.has(form)).collect();
    let &[form] = forms.as_slice() else {
        let forms = FORMS.join(", ");
        let message = format!("The object must have only one of the following fields, [{forms}]");
        complaints.schema(&object.place, message);
        return None;
    };
    let is_own = |name: &str| {
        name == form
            || name == "Comment"
            || extra.contains(&name)
            || (form == "Variable" && comparison::is_operator(name))
    };
    object.allow(is_own, complaints);
    match form {
        "And" => tests(object, "And", complaints).map(Test::And),
        "Or" => tests(object, "Or", complaints).map(Test::Or),
        "Not" => {
            let inner = Object::of(object.get("Not")?, object.place.field("Not"), complaints)?;
            test(&inner, &[], complaints).map(|inner| Test::Not(Box::new(inner)))
        }
        "Variable" => comparison::comparison(object, complaints),
        _ => {
            language::refuse_jsonata_field(object, "Condition", complaints);
            None
        }
    }
}

fn tests(object: &Object<'_, '_>, field: &str, complaints: &mut Complaints) -> Option<Vec<Test>> {
    let items = object.filled_list(field, complaints)?;
    let place = object.place.field(field);
    let mut tests = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let inner = Object::of(item, place.item(index), complaints);
        tests.push(inner.and_then(|inner| test(&inner, &[], complaints)));
    }
    tests.into_iter().collect()
}
