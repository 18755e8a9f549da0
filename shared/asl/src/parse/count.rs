//! Numbers that are given or pointed at: `X` or `XPath`, not both.

use crate::limits::{COUNT_MAX, PERCENTAGE_MAX, SECONDS_MAX};
use crate::state::Seconds;
use crate::state::map::{Count, Percentage};

use super::complaints::Complaints;
use super::object::Object;
use super::paths;

/// Seconds from 1.
pub(super) fn seconds(
    object: &Object<'_, '_>,
    given: &str,
    pointed_at: &str,
    complaints: &mut Complaints,
) -> Option<Seconds> {
    object.at_most_one(&[given, pointed_at], complaints);
    let literal = object.integer(given, 1, SECONDS_MAX, complaints).map(Seconds::Literal);
    literal.or(paths::reference(object, pointed_at, complaints).map(Seconds::Path))
}

/// A count from 0.
pub(super) fn count(
    object: &Object<'_, '_>,
    given: &str,
    pointed_at: &str,
    complaints: &mut Complaints,
) -> Option<Count> {
    object.at_most_one(&[given, pointed_at], complaints);
    let literal = object.integer(given, 0, COUNT_MAX, complaints).map(Count::Literal);
    literal.or(paths::reference(object, pointed_at, complaints).map(Count::Path))
}

/// A percentage from 0 to 100.
pub(super) fn percentage(
    object: &Object<'_, '_>,
    given: &str,
    pointed_at: &str,
    complaints: &mut Complaints,
) -> Option<Percentage> {
    object.at_most_one(&[given, pointed_at], complaints);
    let literal = object.number(given, 0.0, PERCENTAGE_MAX, complaints).map(Percentage::Literal);
    literal.or(paths::reference(object, pointed_at, complaints).map(Percentage::Path))
}
