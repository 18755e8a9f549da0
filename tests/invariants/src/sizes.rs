//! I12: pages, messages, items and the covers of running executions stay within their limits.

use stepwell_journal::limits::{COVER_BYTES_MAX, DELAY_SECONDS_MAX, ITEM_BYTES_MAX, PAGE_BYTES_MAX};
use stepwell_journal::size::item_bytes;
use stepwell_journal::store::Item;
use stepwell_journal::{Closed, ExecutionKey};

use crate::limits::WAKE_UP_BYTES_MAX;
use crate::violation::Complaints;

/// Looks at any item.
pub(crate) fn item(item: &Item, out: &mut Complaints) {
    let bytes = item_bytes(item);
    if bytes > ITEM_BYTES_MAX {
        let what = format!("`{}` has {bytes} bytes", item.key.sort);
        out.add_to("I12", item.key.partition.clone(), what);
    }
}

/// Looks at a page.
pub(crate) fn page(key: &ExecutionKey, number: u64, bytes: usize, out: &mut Complaints) {
    if bytes > PAGE_BYTES_MAX {
        out.add("I12", key, format!("page {number} has {bytes} bytes"));
    }
}

/// Looks at a cover.
pub(crate) fn cover(key: &ExecutionKey, item: &Item, closed: Closed, out: &mut Complaints) {
    let bytes = item_bytes(item);
    if closed == Closed::Running && bytes > COVER_BYTES_MAX {
        out.add("I12", key, format!("its cover has {bytes} bytes while it runs"));
    }
}

/// Looks at a message.
pub(crate) fn message(body: &str, delay_s: u32, out: &mut Complaints) {
    if body.len() > WAKE_UP_BYTES_MAX {
        out.add_to("I12", String::new(), format!("a message has {} bytes", body.len()));
    }
    if delay_s > DELAY_SECONDS_MAX {
        out.add_to("I12", String::new(), format!("a message is delayed by {delay_s} s"));
    }
}

#[cfg(test)]
mod tests;
