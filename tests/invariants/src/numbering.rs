//! I1: event ids are contiguous from 1, an event follows from an earlier one, and timestamps never decrease.

use crate::page::NewPage;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Looks at the events of a page; `seen` is the execution before it.
pub(crate) fn check(seen: &Watched, page: &NewPage, out: &mut Complaints) {
    let (mut last_id, mut last_ms) = match seen.events.last() {
        Some(last) => (last.id, last.at_ms),
        None => (0, 0),
    };
    for event in &page.events {
        if event.id != last_id + 1 {
            out.add("I1", &seen.key, format!("event {} follows event {last_id}", event.id));
        }
        if event.previous >= event.id {
            out.add("I1", &seen.key, format!("event {} points forward to {}", event.id, event.previous));
        }
        if event.at_ms < last_ms {
            let what = format!("event {} is of {}, the one before of {last_ms}", event.id, event.at_ms);
            out.add("I1", &seen.key, what);
        }
        (last_id, last_ms) = (event.id, event.at_ms);
    }
    let execution = &page.head.execution;
    if execution.last_event != last_id {
        let what = format!("page {} says event {}, there are {last_id}", page.number, execution.last_event);
        out.add("I1", &seen.key, what);
    }
    if execution.last_ms < last_ms {
        let what =
            format!("page {} ends at {}, before its event of {last_ms}", page.number, execution.last_ms);
        out.add("I1", &seen.key, what);
    }
}

#[cfg(test)]
mod tests;
