//! `..`: the segments behind it put to every container below a value, outer ones first.

use serde_json::Value;

use super::error::NotFound;
use super::evaluate::{Step, Walk};
use super::segment::Segment;

impl<'p, 'v> Walk<'p, 'v, '_> {
    /// `..`: the segments behind it are tried on every container, outer ones first.
    pub(super) fn scan(&mut self, segments: &'p [Segment], value: &'v Value) -> Result<(), NotFound> {
        self.visit()?;
        match value {
            Value::Object(members) => {
                if self.scan_matches(segments, value)? {
                    self.go(segments, false, value)?;
                }
                for (name, member) in members {
                    self.trail.push(Step::Member(name));
                    self.scan(segments, member)?;
                    self.trail.pop();
                }
            }
            Value::Array(items) => {
                if self.scan_matches(segments, value)? {
                    self.scan_array(segments, value, items)?;
                }
                for (index, item) in (0_i64..).zip(items) {
                    self.trail.push(Step::Index(index));
                    self.scan(segments, item)?;
                    self.trail.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    /// Jayway puts what follows the first segment to every item, whatever that segment selects.
    fn scan_array(
        &mut self,
        segments: &'p [Segment],
        value: &'v Value,
        items: &'v [Value],
    ) -> Result<(), NotFound> {
        match segments {
            [_] => self.go(segments, false, value),
            [_, rest @ ..] => (0_i64..)
                .zip(items)
                .try_for_each(|(index, item)| self.step(Step::Index(index), rest, false, item)),
            [] => Ok(()),
        }
    }

    fn scan_matches(&self, segments: &[Segment], value: &'v Value) -> Result<bool, NotFound> {
        let Some(first) = segments.first() else { return Ok(false) };
        Ok(match first {
            Segment::Property(name) => value.get(name).is_some(),
            Segment::Properties(names) => {
                value.is_object()
                    && (segments.len() > 1 || names.iter().all(|name| value.get(name).is_some()))
            }
            Segment::Index(_) | Segment::Indexes(_) | Segment::Slice(..) => value.is_array(),
            Segment::Wildcard => true,
            Segment::Filter(filter) => filter.accepts(self.subject(value))?,
            Segment::Scan | Segment::Function(..) => false,
        })
    }
}
