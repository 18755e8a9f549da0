//! One change to an answer that the comparison has to notice: another id, text or value, a member or entry more or less.

use serde_json::{Value, json};

use crate::case::{Call, Case};
use crate::compare::IGNORED_MEMBERS;
use crate::placeholder::{Piece, Scope, pieces};

#[derive(Clone, Debug)]
enum Key {
    Member(String),
    Entry(usize),
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Append,
    Prepend,
    Replace,
    Drop,
    Extra,
}

/// A place and what to change there.
#[derive(Clone, Debug)]
pub struct Place {
    path: Vec<Key>,
    change: Change,
}

/// All changes to the answer of a call that have to be noticed.
pub fn places(case: &Case, call: &Call, scope: &Scope) -> Vec<Place> {
    let expected = call.expect.as_ref().or(call.expect_part.as_ref()).cloned().unwrap_or_default();
    let expected = Value::Object(expected);
    let mut walk = Walk {
        scope,
        whole: expected.to_string(),
        links_count: !case.order_may_vary,
        found: Vec::new(),
        path: Vec::new(),
    };
    walk.value(&expected);
    let is_part = call.expect_part.is_some();
    walk.found.retain(|place| !(is_part && place.path.is_empty() && matches!(place.change, Change::Extra)));
    walk.found
}

struct Walk<'s> {
    scope: &'s Scope,
    whole: String,
    links_count: bool,
    found: Vec<Place>,
    path: Vec<Key>,
}

impl Walk<'_> {
    fn add(&mut self, change: Change) {
        self.found.push(Place { path: self.path.clone(), change });
    }

    fn value(&mut self, expected: &Value) {
        match expected {
            Value::String(text) => self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                if self.links_count || !self.is_link() {
                    self.add(Change::Replace);
                }
            }
            Value::Array(entries) => {
                self.add(Change::Extra);
                for (number, entry) in entries.iter().enumerate() {
                    self.path.push(Key::Entry(number));
                    if number + 1 == entries.len() {
                        self.add(Change::Drop);
                    }
                    self.value(entry);
                    self.path.pop();
                }
            }
            Value::Object(members) => {
                self.add(Change::Extra);
                for (name, member) in members {
                    if IGNORED_MEMBERS.contains(&name.as_str()) {
                        continue;
                    }
                    self.path.push(Key::Member(name.clone()));
                    self.add(Change::Drop);
                    self.value(member);
                    self.path.pop();
                }
            }
        }
    }

    fn is_link(&self) -> bool {
        matches!(self.path.last(), Some(Key::Member(name)) if name == "id" || name == "previousEventId")
    }

    fn text(&mut self, text: &str) {
        let parts = pieces(text);
        let is_mask =
            |piece: &Piece<'_>| matches!(piece, Piece::Placeholder(name) if self.scope.known(name).is_none());
        let masks = parts.iter().filter(|piece| is_mask(piece)).count();
        let again = self.whole.matches(text).count() > 1;
        match parts.as_slice() {
            _ if masks == 0 => self.add(Change::Append),
            [Piece::Placeholder(name)] if name.contains(':') && again => self.add(Change::Append),
            [first, ..] if !is_mask(first) => self.add(Change::Prepend),
            _ => {}
        }
    }
}

impl Place {
    /// The answer with the change.
    pub fn apply(&self, shape: &Value) -> Value {
        let mut changed = shape.clone();
        let (last, way) = match self.path.split_last() {
            Some((last, way)) if matches!(self.change, Change::Drop) => (Some(last), way),
            _ => (None, self.path.as_slice()),
        };
        let mut at = &mut changed;
        for key in way {
            at = match key {
                Key::Member(name) => &mut at[name.as_str()],
                Key::Entry(number) => &mut at[*number],
            };
        }
        match last {
            Some(Key::Member(name)) => drop(at.as_object_mut().unwrap().shift_remove(name)),
            Some(Key::Entry(number)) => drop(at.as_array_mut().unwrap().remove(*number)),
            None => *at = self.changed(at),
        }
        changed
    }

    fn changed(&self, value: &Value) -> Value {
        match (self.change, value) {
            (Change::Append, Value::String(text)) => json!(format!("{text}x")),
            (Change::Prepend, Value::String(text)) => json!(format!("~{text}")),
            (Change::Extra, Value::Object(members)) => {
                let mut more = members.clone();
                more.insert("extraMember".to_owned(), json!(1));
                Value::Object(more)
            }
            (Change::Extra, Value::Array(entries)) => {
                let mut more = entries.clone();
                more.push(entries.last().cloned().unwrap_or(json!({"extra": 1})));
                Value::Array(more)
            }
            (Change::Replace, Value::Bool(flag)) => json!(!flag),
            (Change::Replace, Value::Number(number)) => match number.as_i64() {
                Some(whole) => json!(whole + 1),
                None => json!(number.as_f64().unwrap() + 1.0),
            },
            (Change::Replace, Value::Null) => json!("not null"),
            (change, value) => panic!("{change:?} does not go with {value}"),
        }
    }
}
