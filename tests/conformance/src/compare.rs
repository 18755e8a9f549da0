//! Compares a JSON answer with an expected one that has masks, by the conformance folder's rules: texts by pattern, JSON
//! texts one level deep by value, numbers by value, members without order. Absent on purpose: what is special to
//! histories (`history`) and to old recordings (`era`).

use std::fmt;

use serde_json::{Map, Value};

use crate::assignment::{Leftovers, assign};
use crate::pattern::{self, Bindings};
use crate::placeholder::{Piece, Scope, pieces};

/// Members that do not come from the state machine engine: headers and request id of another service's answer.
pub const IGNORED_MEMBERS: [&str; 2] = ["SdkHttpMetadata", "SdkResponseMetadata"];

/// One place where an answer is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// JSON path of the place.
    pub path: String,
    /// What was expected, with what is known of its masks.
    pub expected: String,
    /// What came.
    pub actual: String,
}

/// A place in an answer; written out only when there is a difference.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The answer itself.
    Root,
    /// A member of an object.
    Member(&'a Place<'a>, &'a str),
    /// An entry of a list.
    Entry(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => f.write_str("$"),
            Place::Member(parent, name) => write!(f, "{parent}.{name}"),
            Place::Entry(parent, number) => write!(f, "{parent}[{number}]"),
        }
    }
}

/// Whether a JSON text may still be opened: the recording parsed texts one level deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// In the answer itself.
    Answer,
    /// Inside a text of the answer that was parsed.
    Text,
}

/// Compares values and collects the differences.
#[derive(Debug)]
pub struct Comparer<'s> {
    scope: &'s Scope,
    /// Lists are compared without order.
    pub unordered: bool,
    /// What numbered masks have taken.
    pub bindings: Bindings,
    /// What was found different so far.
    pub differences: Vec<Difference>,
}

impl<'s> Comparer<'s> {
    /// A comparer that knows what earlier answers' masks took.
    pub fn new(scope: &'s Scope, bindings: Bindings) -> Self {
        Self { scope, unordered: false, bindings, differences: Vec::new() }
    }

    /// Adds a difference. `expected` and `actual` are texts for people.
    pub fn differ(&mut self, place: &Place<'_>, expected: impl Into<String>, actual: impl Into<String>) {
        self.differences.push(Difference {
            path: place.to_string(),
            expected: expected.into(),
            actual: actual.into(),
        });
    }

    /// True if the values are equal under the bindings, which then take the masks' texts.
    pub fn fits(&self, expected: &Value, actual: &Value, depth: Depth, bindings: &mut Bindings) -> bool {
        let mut trial = Comparer { unordered: self.unordered, ..Comparer::new(self.scope, bindings.clone()) };
        trial.value(expected, actual, &Place::Root, depth);
        let equal = trial.differences.is_empty();
        if equal {
            *bindings = trial.bindings;
        }
        equal
    }

    /// Compares two values.
    pub fn value(&mut self, expected: &Value, actual: &Value, place: &Place<'_>, depth: Depth) {
        match (expected, actual) {
            (Value::Object(_) | Value::Array(_) | Value::Number(_) | Value::Bool(_), Value::String(text))
                if depth == Depth::Answer =>
            {
                match serde_json::from_str::<Value>(text) {
                    Ok(parsed) => self.value(expected, &parsed, place, Depth::Text),
                    Err(_) => self.differ(place, self.shown(expected), actual.to_string()),
                }
            }
            (Value::Object(wanted), Value::Object(got)) => self.object(wanted, got, place, depth),
            (Value::Array(wanted), Value::Array(got)) if self.unordered => {
                self.multiset(wanted, got, place, depth);
            }
            (Value::Array(wanted), Value::Array(got)) => self.list(wanted, got, place, depth),
            (Value::Number(wanted), Value::Number(got)) if same_number(wanted, got) => {}
            (Value::Bool(wanted), Value::Bool(got)) if wanted == got => {}
            (Value::Null, Value::Null) => {}
            (Value::String(wanted), got) if self.text(wanted, got, depth) => {}
            _ => self.differ(place, self.shown(expected), actual.to_string()),
        }
    }

    fn text(&mut self, wanted: &str, got: &Value, depth: Depth) -> bool {
        if pattern::is_any_value(wanted, self.scope) {
            return !got.is_null() && got.as_str() != Some("");
        }
        let Value::String(got) = got else {
            return false;
        };
        pattern::matches(wanted, got, self.scope, &mut self.bindings) || self.list_texts(wanted, got, depth)
    }

    /// Two texts that are both JSON lists: spaces in them tell where they came from, not whether the value is right.
    fn list_texts(&mut self, wanted: &str, got: &str, depth: Depth) -> bool {
        if depth == Depth::Text || !wanted.starts_with('[') {
            return false;
        }
        let (Ok(wanted), Ok(got)) =
            (serde_json::from_str::<Vec<Value>>(wanted), serde_json::from_str::<Vec<Value>>(got))
        else {
            return false;
        };
        let mut bindings = self.bindings.clone();
        let equal = self.fits(&Value::Array(wanted), &Value::Array(got), Depth::Text, &mut bindings);
        self.bindings = bindings;
        equal
    }

    fn object(
        &mut self,
        wanted: &Map<String, Value>,
        got: &Map<String, Value>,
        place: &Place<'_>,
        depth: Depth,
    ) {
        let mut met = Vec::new();
        for (name, value) in wanted.iter().filter(|(name, _)| !is_ignored(name)) {
            let here = Place::Member(place, name);
            match self.find(name, got, &met) {
                Some(found) => {
                    met.push(found);
                    if let Some(member) = got.get(found) {
                        self.value(value, member, &here, depth);
                    }
                }
                None => self.differ(&here, self.shown(value), "no such member"),
            }
        }
        for (name, value) in got.iter().filter(|(name, _)| !is_ignored(name)) {
            if !met.contains(&name.as_str()) {
                self.differ(&Place::Member(place, name), "no such member", value.to_string());
            }
        }
    }

    /// The member of the answer that an expected name means; the name may have masks.
    fn find<'g>(&mut self, name: &str, got: &'g Map<String, Value>, met: &[&str]) -> Option<&'g str> {
        if let Some((same, _)) = got.get_key_value(name) {
            return Some(same);
        }
        if !pieces(name).iter().any(|piece| matches!(piece, Piece::Placeholder(_))) {
            return None;
        }
        let free = got.keys().map(String::as_str).filter(|key| !met.contains(key));
        let mut bindings = self.bindings.clone();
        let found = free.into_iter().find(|key| pattern::matches(name, key, self.scope, &mut bindings));
        self.bindings = bindings;
        found
    }

    fn list(&mut self, wanted: &[Value], got: &[Value], place: &Place<'_>, depth: Depth) {
        for (number, (wanted, got)) in wanted.iter().zip(got).enumerate() {
            self.value(wanted, got, &Place::Entry(place, number), depth);
        }
        for (number, missing) in wanted.iter().enumerate().skip(got.len()) {
            self.differ(&Place::Entry(place, number), self.shown(missing), "no such entry");
        }
        for (number, extra) in got.iter().enumerate().skip(wanted.len()) {
            self.differ(&Place::Entry(place, number), "no such entry", extra.to_string());
        }
    }

    /// Compares two lists without order.
    pub fn multiset(&mut self, wanted: &[Value], got: &[Value], place: &Place<'_>, depth: Depth) {
        let found = assign(wanted.len(), got.len(), &self.bindings, |want, have, bindings| {
            self.fits(&wanted[want], &got[have], depth, bindings)
        });
        match found {
            Ok(bindings) => self.bindings = bindings,
            Err(left) => self.left_over(&left, wanted, got, place, depth),
        }
    }

    /// Reports entries without partner. One on each side belong together, so their inner difference is shown.
    pub fn left_over(
        &mut self,
        left: &Leftovers,
        wanted: &[Value],
        got: &[Value],
        place: &Place<'_>,
        depth: Depth,
    ) {
        let before = self.differences.len();
        if let ([want], [have]) = (left.expected.as_slice(), left.actual.as_slice()) {
            self.value(&wanted[*want], &got[*have], &Place::Entry(place, *want), depth);
        } else {
            for number in &left.expected {
                self.differ(
                    &Place::Entry(place, *number),
                    self.shown(&wanted[*number]),
                    "no entry like this",
                );
            }
            for number in &left.actual {
                self.differ(&Place::Entry(place, *number), "no entry like this", got[*number].to_string());
            }
        }
        if self.differences.len() == before {
            self.differ(place, "the same entries in any order", "masks that contradict each other");
        }
    }

    /// An expected value for people: masks that are known are filled in.
    pub fn shown(&self, expected: &Value) -> String {
        pattern::shown(&expected.to_string(), self.scope, &self.bindings)
    }
}

fn is_ignored(name: &str) -> bool {
    IGNORED_MEMBERS.contains(&name)
}

fn same_number(wanted: &serde_json::Number, got: &serde_json::Number) -> bool {
    if wanted.is_f64() || got.is_f64() { wanted.as_f64() == got.as_f64() } else { wanted == got }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
