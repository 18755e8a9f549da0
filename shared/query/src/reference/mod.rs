//! Reference Paths as places to write to: `ResultPath`. Reading goes through [`Path`].

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::json;
use crate::limits::VALUE_NESTING_MAX;
use crate::path::{Path, PathError, Root, Segment};

/// A place in the state input, parsed once.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferencePath {
    path: Path,
}

/// Why a text is not a place to write to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReferencePathError {
    /// It is not a path at all.
    #[error(transparent)]
    Path(#[from] PathError),
    /// It has an operator that may name several places.
    #[error("not a reference path: `{0}`")]
    NotReference(String),
    /// It starts at the context object or a variable.
    #[error("reference path must start at the input: `{0}`")]
    NotInput(String),
}

/// Why a value cannot be put at a place. The service answers with `States.ResultPathMatchFailure`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotInsert {
    /// A member of something that is not an object.
    #[error("cannot insert at `{path}`: {place} is not an object")]
    NotAnObject {
        /// The whole path.
        path: String,
        /// The place that would have to be an object, in bracket form.
        place: String,
    },
    /// An index of something that is not an array.
    #[error("cannot insert at `{path}`: {place} is not an array")]
    NotAnArray {
        /// The whole path.
        path: String,
        /// The place that would have to be an array, in bracket form.
        place: String,
    },
    /// An index beyond the array's length: arrays are not extended.
    #[error("cannot insert at `{path}`: {place} has {length} items")]
    BeyondEnd {
        /// The whole path.
        path: String,
        /// The array, in bracket form.
        place: String,
        /// How many items it has.
        length: usize,
    },
    /// The result would be nested more deeply than [`VALUE_NESTING_MAX`].
    #[error("cannot insert at `{path}`: the result is nested more than {VALUE_NESTING_MAX} levels deep")]
    TooDeep {
        /// The whole path.
        path: String,
    },
}

impl ReferencePath {
    /// Parses a place to write to.
    ///
    /// # Errors
    /// [`ReferencePathError`] for anything but a Reference Path that starts at `$`.
    pub fn parse(text: &str) -> Result<Self, ReferencePathError> {
        let path = Path::parse(text)?;
        match path.root() {
            Root::Input => {}
            Root::Context | Root::Variable(_) => return Err(ReferencePathError::NotInput(text.to_owned())),
        }
        if !path.is_reference() {
            return Err(ReferencePathError::NotReference(text.to_owned()));
        }
        Ok(Self { path })
    }

    /// The path as its author wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.path.text()
    }

    /// The same path for reading.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path is `$`: the value takes the place of everything.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.path.segments().is_empty()
    }

    /// Puts a value at the place and gives the whole. What is there is overwritten, missing objects on the way are
    /// created, arrays are not extended. Source: Amazon States Language, "ResultPath".
    ///
    /// # Errors
    /// [`CannotInsert`]; the input is then gone, keep a copy if it is still needed.
    pub fn insert(&self, into: Value, value: Value) -> Result<Value, CannotInsert> {
        let levels = self.path.segments().len();
        if levels > VALUE_NESTING_MAX || !json::fits_nesting(&value, VALUE_NESTING_MAX - levels) {
            return Err(CannotInsert::TooDeep { path: self.text().to_owned() });
        }
        let mut whole = into;
        let mut place = &mut whole;
        let mut passed = String::from("$");
        for segment in self.path.segments() {
            place = match segment {
                Segment::Property(name) => self.member(place, name, &passed)?,
                Segment::Index(index) => self.item(place, *index, &passed)?,
                Segment::Properties(_)
                | Segment::Indexes(_)
                | Segment::Slice(..)
                | Segment::Wildcard
                | Segment::Scan
                | Segment::Filter(_)
                | Segment::Function(..) => {
                    // INVARIANT: parsing let only members and indexes through.
                    assert!(self.path.is_reference());
                    place
                }
            };
            passed.push_str(&segment.to_string());
        }
        *place = value;
        Ok(whole)
    }

    fn member<'v>(
        &self,
        place: &'v mut Value,
        name: &str,
        passed: &str,
    ) -> Result<&'v mut Value, CannotInsert> {
        match place {
            Value::Object(members) => Ok(members.entry(name).or_insert_with(|| Value::Object(Map::new()))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(CannotInsert::NotAnObject { path: self.text().to_owned(), place: passed.to_owned() })
            }
        }
    }

    fn item<'v>(
        &self,
        place: &'v mut Value,
        index: i64,
        passed: &str,
    ) -> Result<&'v mut Value, CannotInsert> {
        let path = || self.text().to_owned();
        match place {
            Value::Array(items) => {
                let length = items.len();
                let item = usize::try_from(index).ok().and_then(|index| items.get_mut(index));
                item.ok_or_else(|| CannotInsert::BeyondEnd { path: path(), place: passed.to_owned(), length })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(CannotInsert::NotAnArray { path: path(), place: passed.to_owned() })
            }
        }
    }
}
