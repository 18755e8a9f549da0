//! One comparison of a choice rule: `Variable` and an operator with its operand.

use serde_json::Value;
use stepwell_query::path::Path;

use crate::state::choice::{Family, Operand, Relation, Test, Trait, pieces};
use crate::time;

use super::complaints::Complaints;
use super::object::{Object, wrong_type};
use super::paths;

const FAMILIES: [(&str, Family); 4] = [
    ("String", Family::String),
    ("Numeric", Family::Numeric),
    ("Boolean", Family::Boolean),
    ("Timestamp", Family::Timestamp),
];

const RELATIONS: [(&str, Relation); 5] = [
    ("Equals", Relation::Equals),
    ("LessThan", Relation::LessThan),
    ("GreaterThan", Relation::GreaterThan),
    ("LessThanEquals", Relation::LessThanEquals),
    ("GreaterThanEquals", Relation::GreaterThanEquals),
];

const TRAITS: [(&str, Trait); 6] = [
    ("IsNull", Trait::Null),
    ("IsPresent", Trait::Present),
    ("IsNumeric", Trait::Numeric),
    ("IsString", Trait::String),
    ("IsBoolean", Trait::Boolean),
    ("IsTimestamp", Trait::Timestamp),
];

enum Operator {
    Compare(Family, Relation),
    ComparePath(Family, Relation),
    Matches,
    Is(Trait),
}

impl Operator {
    fn of(name: &str) -> Option<Operator> {
        if name == "StringMatches" {
            return Some(Operator::Matches);
        }
        if let Some((_, looked_for)) = TRAITS.iter().find(|(known, _)| *known == name) {
            return Some(Operator::Is(*looked_for));
        }
        let (prefix, family) = FAMILIES.iter().find(|(prefix, _)| name.starts_with(prefix))?;
        let rest = name.strip_prefix(prefix)?;
        let (relation, is_path) = match rest.strip_suffix("Path") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (_, relation) = RELATIONS.iter().find(|(known, _)| *known == relation)?;
        match (family, relation, is_path) {
            (Family::Boolean, Relation::Equals, true) => Some(Operator::ComparePath(*family, *relation)),
            (Family::Boolean, Relation::Equals, false) => Some(Operator::Compare(*family, *relation)),
            (Family::Boolean, _, _) => None,
            (_, _, true) => Some(Operator::ComparePath(*family, *relation)),
            (_, _, false) => Some(Operator::Compare(*family, *relation)),
        }
    }
}

/// Whether a field is an operator.
pub(super) fn is_operator(name: &str) -> bool {
    Operator::of(name).is_some()
}

/// Reads a comparison.
pub(super) fn comparison(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<Test> {
    let variable = paths::reference(object, "Variable", complaints);
    let operators: Vec<(&str, Operator)> =
        object.members().filter_map(|(name, _)| Some((name, Operator::of(name)?))).collect();
    match operators.as_slice() {
        [] => {
            let message = "This object should have one comparison operator besides 'Variable'";
            complaints.schema(&object.place, message);
            None
        }
        [(name, operator)] => test(object, name, operator, variable, complaints),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            let message = format!("There should only be one of the following fields: [{names}]");
            complaints.schema(&object.place, message);
            None
        }
    }
}

fn test(
    object: &Object<'_, '_>,
    name: &str,
    operator: &Operator,
    variable: Option<Path>,
    complaints: &mut Complaints,
) -> Option<Test> {
    match *operator {
        Operator::Compare(family, relation) => {
            let operand = Operand::Literal(literal(object, name, family, complaints)?);
            Some(Test::Compare { variable: variable?, family, relation, operand })
        }
        Operator::ComparePath(family, relation) => {
            let operand = Operand::Path(paths::reference(object, name, complaints)?);
            Some(Test::Compare { variable: variable?, family, relation, operand })
        }
        Operator::Matches => {
            let pieces = pieces(object.text(name, complaints)?);
            Some(Test::Matches { variable: variable?, pieces })
        }
        Operator::Is(trait_) => {
            let expected = object.boolean(name, complaints)?;
            Some(Test::Is { variable: variable?, trait_, expected })
        }
    }
}

/// An operand of the right type.
fn literal(
    object: &Object<'_, '_>,
    name: &str,
    family: Family,
    complaints: &mut Complaints,
) -> Option<Value> {
    let place = object.place.field(name);
    let value = object.get(name)?;
    match (family, value) {
        (Family::String, Value::String(_)) => {
            object.warn_if_path(name, complaints);
            Some(value.clone())
        }
        (Family::Numeric, Value::Number(_)) | (Family::Boolean, Value::Bool(_)) => Some(value.clone()),
        (Family::Timestamp, Value::String(text)) => {
            if time::parse_rfc3339(text).is_none() {
                complaints.schema(&place, "String does not match RFC3339 timestamp");
                return None;
            }
            Some(value.clone())
        }
        (Family::String | Family::Timestamp, _) => wrong_type("String", &place, complaints),
        (Family::Numeric, _) => wrong_type("Float", &place, complaints),
        (Family::Boolean, _) => wrong_type("Boolean", &place, complaints),
    }
}
