//! The fields of a Wait state.

use crate::limits::SECONDS_MAX;
use crate::state::Work;
use crate::state::wait::{Until, Wait};
use crate::time;

use super::complaints::Complaints;
use super::machine::Scope;
use super::object::Object;
use super::paths;
use super::state::next;

/// The four forms of waiting, in the order in which the service lists them.
const FORMS: [&str; 4] = ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"];

/// Reads a Wait state.
pub(super) fn wait(
    object: &Object<'_, '_>,
    scope: &Scope<'_, '_>,
    complaints: &mut Complaints,
) -> Option<Work> {
    object.exactly_one(&FORMS, complaints);
    let until = object
        .integer("Seconds", 0, SECONDS_MAX, complaints)
        .map(Until::Seconds)
        .or(paths::reference(object, "SecondsPath", complaints).map(Until::SecondsPath))
        .or(timestamp(object, complaints))
        .or(paths::reference(object, "TimestampPath", complaints).map(Until::TimestampPath));
    let next = next(object, scope, complaints)?;
    Some(Work::Wait(Wait { until: until?, next }))
}

fn timestamp(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<Until> {
    let text = object.text("Timestamp", complaints)?;
    let at_ms = time::parse_rfc3339(text).and_then(time::Instant::milliseconds);
    if at_ms.is_none() {
        complaints.schema(&object.place.field("Timestamp"), "String does not match RFC3339 timestamp");
    }
    Some(Until::Timestamp { at_ms: at_ms?, text: text.into() })
}
