//! The sides of a comparison as values: what a path inside a filter finds, a literal, or a pattern.

use std::borrow::Cow;

use regex::Regex;
use serde_json::Value;

use super::{FilterPath, Operand, Stop, Subject};
use crate::limits::PATH_RESULT_BYTES_MAX;
use crate::path::answer;

/// One side of a comparison for one item.
pub(super) enum Side<'v> {
    Value(Cow<'v, Value>),
    /// A path that leads nowhere: equal to nothing.
    Undefined,
    Pattern(&'v Regex),
}

impl Operand {
    /// The side for this item.
    pub(super) fn resolve<'v>(&'v self, subject: Subject<'_, 'v>) -> Result<Side<'v>, Stop> {
        match self {
            Self::Literal(value) => Ok(Side::Value(Cow::Borrowed(value))),
            Self::Pattern(pattern) => Ok(Side::Pattern(pattern)),
            Self::Path(path) => path.resolve(subject),
        }
    }
}

impl FilterPath {
    fn resolve<'v>(&self, subject: Subject<'_, 'v>) -> Result<Side<'v>, Stop> {
        let found = self.walk(subject);
        let value = found
            .and_then(|found| answer::conclude(&self.segments, self.definite, found, PATH_RESULT_BYTES_MAX));
        match value {
            Ok(value) => Ok(Side::Value(value)),
            Err(missing) if missing.is_absence() => Ok(Side::Undefined),
            Err(bound) => Err(Stop::Bound(bound)),
        }
    }
}
