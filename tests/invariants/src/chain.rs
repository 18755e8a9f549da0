//! I4: the pages of an execution form one chain. Each number is written once, by one writer, right after the one before,
//! decided on the head of the one before; nothing of it is changed or deleted while the execution runs.

use stepwell_journal::Closed;

use crate::page::NewPage;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Looks at a page from 1 on before it is taken in; whether it may be.
pub(crate) fn check(seen: &Watched, page: &NewPage, out: &mut Complaints) -> bool {
    let next = seen.head.page + 1;
    if page.number < next {
        out.add("I4", &seen.key, format!("page {} was written again", page.number));
        return false;
    }
    if page.number > next {
        out.add("I4", &seen.key, format!("page {} was written, page {next} is not there", page.number));
        return false;
    }
    if seen.nonces.contains(&page.nonce) {
        out.add("I4", &seen.key, format!("page {} carries the nonce of another page", page.number));
    }
    // A job whose start was answered too late is cancelled by a page without events.
    if seen.cover.closed != Closed::Running && !page.events.is_empty() {
        out.add("I4", &seen.key, format!("page {} was written after the cover was closed", page.number));
    }
    let (before, after) = (&seen.head.execution, &page.head.execution);
    let begins_after = after.last_event.saturating_sub(page.events.len() as u64);
    if begins_after != before.last_event {
        let what = format!(
            "page {} was decided after event {begins_after}, the page before ended with {}",
            page.number, before.last_event
        );
        out.add("I4", &seen.key, what);
    }
    if after.input != before.input {
        out.add("I4", &seen.key, format!("page {} has another input", page.number));
    }
    if page.events.is_empty() && after.frames.len() != before.frames.len() {
        let what = format!("page {} has no event and {} frames", page.number, after.frames.len());
        out.add("I4", &seen.key, format!("{what}, there were {}", before.frames.len()));
    }
    true
}

/// An item of an execution was deleted: pages, cover and segments stay while it runs.
pub(crate) fn deleted(seen: &Watched, sort: &str, out: &mut Complaints) {
    let is_kept = sort.starts_with('p') || sort.starts_with("s#");
    if is_kept && (seen.is_running() || seen.cover.closed == Closed::Running) {
        out.add("I4", &seen.key, format!("`{sort}` was deleted while the execution runs"));
    }
}

#[cfg(test)]
mod tests;
