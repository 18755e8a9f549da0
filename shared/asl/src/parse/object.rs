//! Reading the members of a JSON object: each getter gives the value or complains once. Absent members are no
//! complaint here; which are required is said with [`Object::require`].

use serde_json::{Map, Value};

use crate::diagnostic::Code;

use super::complaints::Complaints;
use super::place::Place;

/// An object and its place.
#[derive(Clone, Copy)]
pub(crate) struct Object<'v, 'p> {
    members: &'v Map<String, Value>,
    /// Where it stands.
    pub(crate) place: Place<'p>,
}

impl<'v, 'p> Object<'v, 'p> {
    /// The object at this place, or a complaint that it is none.
    pub(crate) fn of(value: &'v Value, place: Place<'p>, complaints: &mut Complaints) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Object { members, place }),
            _ => wrong_type("Object", &place, complaints),
        }
    }

    /// The member as it is.
    pub(crate) fn get(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name)
    }

    /// Whether the member is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// All members in the author's order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'v str, &'v Value)> + use<'v> {
        self.members.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many members there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// Complains, once, about the members that are missing.
    pub(crate) fn require(&self, names: &[&str], complaints: &mut Complaints) {
        let missing: Vec<&str> = names.iter().copied().filter(|name| !self.has(name)).collect();
        if !missing.is_empty() {
            complaints.schema(&self.place, format!("These fields are required: [{}]", missing.join(", ")));
        }
    }

    /// Complains about every member that is not among the given ones.
    pub(crate) fn allow(&self, is_allowed: impl Fn(&str) -> bool, complaints: &mut Complaints) {
        for name in self.members.keys().filter(|name| !is_allowed(name)) {
            complaints.schema(&self.place, format!("Field '{name}' is not supported"));
        }
    }

    /// Complains if more than one of these members is there.
    pub(crate) fn at_most_one(&self, names: &[&str], complaints: &mut Complaints) {
        if names.iter().filter(|name| self.has(name)).count() > 1 {
            let names = names.join(", ");
            complaints
                .schema(&self.place, format!("There should only be one of the following fields: [{names}]"));
        }
    }

    /// Complains unless exactly one of these members is there.
    pub(crate) fn exactly_one(&self, names: &[&str], complaints: &mut Complaints) {
        if names.iter().any(|name| self.has(name)) {
            return self.at_most_one(names, complaints);
        }
        let names = names.join(", ");
        complaints.schema(
            &self.place,
            format!("This object should have only one of the following fields: [{names}]"),
        );
    }

    /// A text.
    pub(crate) fn text(&self, name: &str, complaints: &mut Complaints) -> Option<&'v str> {
        match self.get(name)? {
            Value::String(text) => Some(text),
            _ => wrong_type("String", &self.place.field(name), complaints),
        }
    }

    /// A text that is one of these.
    pub(crate) fn one_of<'n>(
        &self,
        name: &str,
        names: &[&'n str],
        complaints: &mut Complaints,
    ) -> Option<&'n str> {
        let text = self.text(name, complaints)?;
        let found = names.iter().copied().find(|one| *one == text);
        if found.is_none() {
            let names = names.join(", ");
            complaints
                .schema(&self.place.field(name), format!("Value should be one of the following: [{names}]"));
        }
        found
    }

    /// A truth value.
    pub(crate) fn boolean(&self, name: &str, complaints: &mut Complaints) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            _ => wrong_type("Boolean", &self.place.field(name), complaints),
        }
    }

    /// An integer within bounds, both included.
    pub(crate) fn integer(
        &self,
        name: &str,
        least: u64,
        most: u64,
        complaints: &mut Complaints,
    ) -> Option<u64> {
        let place = self.place.field(name);
        let value = self.get(name)?;
        match value.as_u64() {
            Some(number) if number < least => too_small(&place, least, complaints),
            Some(number) if number > most => too_large(&place, most, complaints),
            Some(number) => Some(number),
            None if value.is_i64() => too_small(&place, least, complaints),
            None => wrong_type("Integer", &place, complaints),
        }
    }

    /// A number within bounds, both included.
    pub(crate) fn number(
        &self,
        name: &str,
        least: f64,
        most: f64,
        complaints: &mut Complaints,
    ) -> Option<f64> {
        let place = self.place.field(name);
        match self.get(name)?.as_f64() {
            Some(number) if number < least => too_small(&place, least, complaints),
            Some(number) if number > most => too_large(&place, most, complaints),
            Some(number) => Some(number),
            None => wrong_type("Float", &place, complaints),
        }
    }

    /// A list, perhaps empty.
    pub(crate) fn list(&self, name: &str, complaints: &mut Complaints) -> Option<&'v [Value]> {
        match self.get(name)? {
            Value::Array(items) => Some(items),
            _ => wrong_type("Array", &self.place.field(name), complaints),
        }
    }

    /// A list with at least one item.
    pub(crate) fn filled_list(&self, name: &str, complaints: &mut Complaints) -> Option<&'v [Value]> {
        let items = self.list(name, complaints)?;
        if items.is_empty() {
            complaints.schema(&self.place.field(name), "Value cannot be empty");
            return None;
        }
        Some(items)
    }

    /// Warns if the text of this field looks like a path, which it is not taken for.
    pub(crate) fn warn_if_path(&self, name: &str, complaints: &mut Complaints) {
        if let Some(Value::String(text)) = self.get(name)
            && super::template::looks_like_path(text)
        {
            complaints.warning(
                Code::NoPath,
                &self.place.field(name),
                format!("the value of '{name}' looks like a path, but is taken as it is: the name of a field for paths ends in 'Path'"),
            );
        }
    }
}

/// Complains about a value of the wrong type.
pub(crate) fn wrong_type<T>(expected: &str, place: &Place<'_>, complaints: &mut Complaints) -> Option<T> {
    complaints.schema(place, format!("Expected value of type {expected}"));
    None
}

fn too_small<T>(place: &Place<'_>, least: impl std::fmt::Display, complaints: &mut Complaints) -> Option<T> {
    complaints.schema(place, format!("Minimum value is {least}"));
    None
}

fn too_large<T>(place: &Place<'_>, most: impl std::fmt::Display, complaints: &mut Complaints) -> Option<T> {
    complaints.schema(place, format!("Maximum value is {most}"));
    None
}
