//! Filters, `[?(…)]`: what they consist of and how one is put to an item.
//! Absent: Jayway's `type` and `matches`, which need Java classes and predicates.

mod compare;
mod operand;
pub(super) mod parse;

use std::cell::Cell;

use regex::Regex;
use serde_json::Value;

use super::error::NotFound;
use super::evaluate::Walk;
use super::segment::{self, Segment};

/// A condition on one item.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    /// `a || b`.
    Or(Vec<Filter>),
    /// `a && b`.
    And(Vec<Filter>),
    /// `!(a)`.
    Not(Box<Filter>),
    /// `@.x`, `!@.x`.
    Exists { path: FilterPath, wanted: bool },
    /// `a < b`.
    Compare { left: Operand, operator: Operator, right: Operand },
}

/// A path inside a filter.
#[derive(Debug, Clone)]
pub(crate) struct FilterPath {
    /// Starts at the item (`@`), not at the document (`$`).
    from_item: bool,
    segments: Vec<Segment>,
    definite: bool,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Path(FilterPath),
    Literal(Value),
    Pattern(Regex),
}

/// How two sides are compared. `=~` is [`Operator::Matches`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    SameTypeEqual,
    SameTypeNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    Contains,
    All,
    AnyOf,
    NoneOf,
    SubsetOf,
    Size,
    Empty,
}

/// Why a filter gives no answer.
pub(super) enum Stop {
    /// The operator does not fit its operands: the item is left out, whatever stands around the comparison.
    Inapplicable,
    /// A bound was reached: the whole evaluation ends.
    Bound(NotFound),
}

/// What a filter looks at.
#[derive(Clone, Copy)]
pub(super) struct Subject<'c, 'v> {
    pub(super) item: &'v Value,
    pub(super) root: &'v Value,
    pub(super) visits: &'c Cell<usize>,
}

impl Filter {
    /// Whether the item passes.
    pub(super) fn accepts(&self, subject: Subject<'_, '_>) -> Result<bool, NotFound> {
        match self.test(subject) {
            Ok(passed) => Ok(passed),
            Err(Stop::Inapplicable) => Ok(false),
            Err(Stop::Bound(error)) => Err(error),
        }
    }

    fn test(&self, subject: Subject<'_, '_>) -> Result<bool, Stop> {
        match self {
            Self::Or(filters) => {
                for filter in filters {
                    if filter.test(subject)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::And(filters) => {
                for filter in filters {
                    if !filter.test(subject)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(filter) => Ok(!filter.test(subject)?),
            Self::Exists { path, wanted } => Ok(path.exists(subject)? == *wanted),
            Self::Compare { left, operator, right } => {
                let (left, right) = (left.resolve(subject)?, right.resolve(subject)?);
                compare::compare(&left, *operator, &right)
            }
        }
    }
}

impl FilterPath {
    /// Whether the path leads somewhere. An indefinite path always does once its definite beginning is there.
    fn exists(&self, subject: Subject<'_, '_>) -> Result<bool, Stop> {
        match self.walk(subject) {
            Ok(found) => Ok(!self.definite || !found.is_empty()),
            Err(missing) if missing.is_absence() => Ok(false),
            Err(bound) => Err(Stop::Bound(bound)),
        }
    }

    fn walk<'v>(&self, subject: Subject<'_, 'v>) -> Result<Vec<std::borrow::Cow<'v, Value>>, NotFound> {
        let start = if self.from_item { subject.item } else { subject.root };
        Walk::run(&self.segments, subject.root, start, subject.visits)
    }

    fn new(from_item: bool, segments: Vec<Segment>) -> Self {
        let definite = segment::is_definite(&segments);
        Self { from_item, segments, definite }
    }
}
