//! The members of a call's input, read with the types that the API wants. A member that the call does not know is an
//! error: left out in silence it would be missed much later.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};
use stepwell_integrations::service::{ServiceError, ServiceRequest};

use crate::failure::{Service, unusable};

/// The members of one object.
pub(crate) struct Members<'a> {
    given: Option<&'a Map<String, Value>>,
    known: BTreeSet<&'static str>,
    place: String,
    service: Service,
}

impl<'a> Members<'a> {
    /// The members of a call's input.
    pub(crate) fn of(request: &'a ServiceRequest, service: Service) -> Result<Members<'a>, ServiceError> {
        Members::inside(&request.input, format!("{}:{}", request.service, request.operation), service)
    }

    fn inside(value: &'a Value, place: String, service: Service) -> Result<Members<'a>, ServiceError> {
        let given = match value {
            Value::Null => None,
            Value::Object(given) => Some(given),
            other => {
                return Err(unusable(service, &format!("the input of `{place}` is no object: `{other}`")));
            }
        };
        Ok(Members { given, known: BTreeSet::new(), place, service })
    }

    /// A member of any type; null counts as none.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.insert(name);
        self.given?.get(name).filter(|value| !value.is_null())
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        what: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ServiceError> {
        let Some(value) = self.value(name) else { return Ok(None) };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => {
                let place = &self.place;
                Err(unusable(self.service, &format!("`{name}` of `{place}` is no {what}: `{value}`")))
            }
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, ServiceError> {
        self.read(name, "string", |value| value.as_str().map(str::to_owned))
    }

    /// A whole number. `2.0` is one too: numbers that JSONata made look like that.
    pub(crate) fn whole(&mut self, name: &'static str) -> Result<Option<i32>, ServiceError> {
        self.read(name, "whole number", |value| match value.as_i64() {
            Some(number) => i32::try_from(number).ok(),
            None => value.as_f64().filter(|number| number.fract() == 0.0).and_then(|number| {
                // The shortest text of a whole double has no point and no exponent below 10^16.
                format!("{number}").parse().ok()
            }),
        })
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<f64>, ServiceError> {
        self.read(name, "number", Value::as_f64)
    }

    /// True or false.
    pub(crate) fn flag(&mut self, name: &'static str) -> Result<Option<bool>, ServiceError> {
        self.read(name, "boolean", Value::as_bool)
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &'static str) -> Result<Option<Vec<String>>, ServiceError> {
        self.read(name, "list of strings", |value| {
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        })
    }

    /// A map of texts.
    pub(crate) fn map(
        &mut self,
        name: &'static str,
    ) -> Result<Option<HashMap<String, String>>, ServiceError> {
        self.read(name, "map of strings", |value| {
            let members = value.as_object()?.iter();
            members.map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned()))).collect()
        })
    }

    /// The members of a member.
    pub(crate) fn object(&mut self, name: &'static str) -> Result<Option<Members<'a>>, ServiceError> {
        let place = format!("{}, {name}", self.place);
        self.value(name).map(|value| Members::inside(value, place, self.service)).transpose()
    }

    /// Nothing else may be there.
    pub(crate) fn end(self) -> Result<(), ServiceError> {
        let mut names = self.given.into_iter().flat_map(Map::keys);
        match names.find(|name| !self.known.contains(name.as_str())) {
            None => Ok(()),
            Some(name) => {
                Err(unusable(self.service, &format!("`{}` has no member `{name}` here", self.place)))
            }
        }
    }
}
