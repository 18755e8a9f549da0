//! A path's segments put to a value. Order and errors are Jayway's: containers before their contents, an error only
//! where everything before it names one place. Absent: `..`, which has a file of its own.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;

use serde_json::Value;

use super::answer::{at, context, kind, slice_bounds};
use super::error::NotFound;
use super::filter::{Filter, Subject};
use super::function;
use super::segment::{self, Segment};
use crate::json;
use crate::limits::PATH_VISITS_MAX;

const EXHAUSTED: NotFound = NotFound::TooLarge { limit: PATH_VISITS_MAX, unit: "visits of the document" };

/// One step of the way to the current place, for errors.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'p, 'v> {
    Property(&'p str),
    Member(&'v str),
    Index(i64),
}

/// One evaluation of a path.
pub(super) struct Walk<'p, 'v, 'c> {
    root: &'v Value,
    visits: &'c Cell<usize>,
    pub(super) trail: Vec<Step<'p, 'v>>,
    found: Vec<Cow<'v, Value>>,
}

impl<'p, 'v, 'c> Walk<'p, 'v, 'c> {
    /// Everything the segments lead to from `start`; `root` is what `$` means in filters.
    pub(super) fn run(
        segments: &'p [Segment],
        root: &'v Value,
        start: &'v Value,
        visits: &'c Cell<usize>,
    ) -> Result<Vec<Cow<'v, Value>>, NotFound> {
        let mut walk = Self { root, visits, trail: Vec::new(), found: Vec::new() };
        walk.go(segments, true, start)?;
        Ok(walk.found)
    }

    /// `definite`: everything before these segments names one place.
    pub(super) fn go(
        &mut self,
        segments: &'p [Segment],
        definite: bool,
        value: &'v Value,
    ) -> Result<(), NotFound> {
        self.visit()?;
        let Some((segment, rest)) = segments.split_first() else {
            self.found.push(Cow::Borrowed(value));
            return Ok(());
        };
        match segment {
            Segment::Property(name) => self.property(segments, name, definite, value),
            Segment::Properties(names) => self.properties(segments, names, definite, value),
            Segment::Index(index) => {
                let Some(items) = self.array(segments, definite, value)? else { return Ok(()) };
                self.index(rest, definite, items, *index)
            }
            Segment::Indexes(indexes) => {
                let Some(items) = self.array(segments, definite, value)? else { return Ok(()) };
                indexes.iter().try_for_each(|index| self.index(rest, false, items, *index))
            }
            Segment::Slice(from, to) => {
                let Some(items) = self.array(segments, definite, value)? else { return Ok(()) };
                let (from, to) = slice_bounds(*from, *to, items.len());
                (from..to).try_for_each(|index| self.index(rest, false, items, index))
            }
            Segment::Wildcard => self.wildcard(rest, value),
            Segment::Scan => self.scan(rest, value),
            Segment::Filter(filter) => self.filter(segments, filter, definite, value),
            Segment::Function(name, parameters) => {
                let result = function::apply(*name, parameters, value, self.root, self.visits)?;
                self.go_owned(rest, definite, result)
            }
        }
    }

    pub(super) fn visit(&self) -> Result<(), NotFound> {
        let left = self.visits.get().checked_sub(1).ok_or(EXHAUSTED)?;
        self.visits.set(left);
        Ok(())
    }

    /// Counts a value that is copied before the whole result is weighed.
    fn charge(&self, value: &Value) -> Result<(), NotFound> {
        let mut left = self.visits.get();
        let fits = json::weigh(value, &mut left);
        self.visits.set(left);
        if fits { Ok(()) } else { Err(EXHAUSTED) }
    }

    pub(super) fn step(
        &mut self,
        step: Step<'p, 'v>,
        rest: &'p [Segment],
        definite: bool,
        value: &'v Value,
    ) -> Result<(), NotFound> {
        self.trail.push(step);
        let answer = self.go(rest, definite, value);
        self.trail.pop();
        answer
    }

    /// Goes on from a value that a function made.
    fn go_owned(&mut self, rest: &'p [Segment], definite: bool, value: Value) -> Result<(), NotFound> {
        self.charge(&value)?;
        if rest.is_empty() {
            self.found.push(Cow::Owned(value));
            return Ok(());
        }
        let mut inner =
            Walk { root: self.root, visits: self.visits, trail: self.trail.clone(), found: Vec::new() };
        inner.go(rest, definite, &value)?;
        self.found.extend(inner.found.into_iter().map(|found| Cow::Owned(found.into_owned())));
        Ok(())
    }

    fn property(
        &mut self,
        segments: &'p [Segment],
        name: &'p str,
        definite: bool,
        value: &'v Value,
    ) -> Result<(), NotFound> {
        let rest = segments.get(1..).unwrap_or_default();
        let Value::Object(members) = value else { return self.not_an_object(segments, definite, value) };
        match members.get(name) {
            Some(member) => self.step(Step::Property(name), rest, definite, member),
            None if definite && !rest.is_empty() => {
                self.trail.push(Step::Property(name));
                let path = self.place();
                self.trail.pop();
                Err(NotFound::MissingProperty { path })
            }
            None => Ok(()),
        }
    }

    fn properties(
        &mut self,
        segments: &'p [Segment],
        names: &'p [String],
        definite: bool,
        value: &'v Value,
    ) -> Result<(), NotFound> {
        let rest = segments.get(1..).unwrap_or_default();
        let Value::Object(members) = value else { return self.not_an_object(segments, definite, value) };
        let present = names.iter().filter_map(|name| members.get(name).map(|member| (name, member)));
        if rest.is_empty() {
            for (_, member) in present.clone() {
                self.charge(member)?;
            }
            let merged = present.map(|(name, member)| (name.clone(), member.clone())).collect();
            self.found.push(Cow::Owned(Value::Object(merged)));
            return Ok(());
        }
        for (name, member) in present {
            self.step(Step::Property(name), rest, false, member)?;
        }
        Ok(())
    }

    fn not_an_object(&self, segments: &[Segment], definite: bool, value: &Value) -> Result<(), NotFound> {
        if !definite {
            return Ok(());
        }
        let member = segments.first().map(Segment::to_string).unwrap_or_default();
        Err(NotFound::NotAnObject { member, path: self.place(), found: kind(value) })
    }

    fn array(
        &self,
        segments: &[Segment],
        definite: bool,
        value: &'v Value,
    ) -> Result<Option<&'v [Value]>, NotFound> {
        match value {
            Value::Array(items) => Ok(Some(items)),
            _ if !definite => Ok(None),
            Value::Null => Err(NotFound::NullArray { path: self.place() }),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(NotFound::NotAnArray { filter: segment::joined(segments), context: context(value) })
            }
        }
    }

    fn index(
        &mut self,
        rest: &'p [Segment],
        definite: bool,
        items: &'v [Value],
        index: i64,
    ) -> Result<(), NotFound> {
        self.visit()?;
        match at(items, index) {
            Some(item) => self.step(Step::Index(index), rest, definite, item),
            None => Ok(()),
        }
    }

    fn wildcard(&mut self, rest: &'p [Segment], value: &'v Value) -> Result<(), NotFound> {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.step(Step::Member(name), rest, false, member)?;
                }
                Ok(())
            }
            Value::Array(items) => {
                for (index, item) in (0_i64..).zip(items) {
                    match self.step(Step::Index(index), rest, false, item) {
                        Err(error) if !error.is_absence() => return Err(error),
                        Ok(()) | Err(_) => {}
                    }
                }
                Ok(())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) if rest.is_empty() => Ok(()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Err(NotFound::NotAContainer { path: self.place(), found: kind(value) })
            }
        }
    }

    pub(super) fn subject(&self, item: &'v Value) -> Subject<'c, 'v> {
        Subject { item, root: self.root, visits: self.visits }
    }

    fn filter(
        &mut self,
        segments: &'p [Segment],
        filter: &Filter,
        definite: bool,
        value: &'v Value,
    ) -> Result<(), NotFound> {
        let rest = segments.get(1..).unwrap_or_default();
        match value {
            Value::Object(_) => {
                if filter.accepts(self.subject(value))? {
                    self.go(rest, false, value)?;
                }
            }
            Value::Array(items) => {
                for (index, item) in (0_i64..).zip(items) {
                    self.visit()?;
                    if filter.accepts(self.subject(item))? {
                        self.step(Step::Index(index), rest, false, item)?;
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) if definite => {
                return Err(NotFound::NotFilterable {
                    filter: segment::joined(segments),
                    context: context(value),
                });
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    /// The current place in bracket form.
    fn place(&self) -> String {
        self.trail.iter().fold("$".to_owned(), |mut text, step| {
            let written = match step {
                Step::Property(name) => write!(text, "['{name}']"),
                Step::Member(name) => write!(text, "['{name}']"),
                Step::Index(index) => write!(text, "[{index}]"),
            };
            // INVARIANT: writing to a string cannot fail.
            assert!(written.is_ok());
            text
        })
    }
}
