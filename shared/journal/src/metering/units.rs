//! How bytes become billed units. Sources: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations"
//! (capacity units, also of failed conditional writes) and "Using Global Secondary Indexes" (write throughput of an
//! index); Amazon SQS pricing, "each 64 KB chunk of a payload is billed as 1 request".

use crate::size::entry_bytes;
use crate::store::{IndexEntry, Item, Key};

/// Bytes that one write unit covers.
const WRITE_UNIT_BYTES: usize = 1024;

/// Bytes that one strongly consistent read unit covers; an eventually consistent read costs half of it.
const READ_UNIT_BYTES: usize = 4 * 1024;

/// Bytes of messages that one queue request covers.
const QUEUE_REQUEST_BYTES: usize = 64 * 1024;

/// Units of writing `bytes`, at least one.
pub(super) fn write(bytes: usize) -> u64 {
    at_least_one(bytes, WRITE_UNIT_BYTES)
}

/// Half units of reading `bytes` strongly consistent, at least two.
pub(super) fn strong_read_halves(bytes: usize) -> u64 {
    2 * at_least_one(bytes, READ_UNIT_BYTES)
}

/// Half units of reading `bytes` eventually consistent, at least one.
pub(super) fn eventual_read_halves(bytes: usize) -> u64 {
    at_least_one(bytes, READ_UNIT_BYTES)
}

/// Requests that a batch of messages with `bytes` together is billed as.
pub(super) fn queue_requests(bytes: usize) -> u64 {
    at_least_one(bytes, QUEUE_REQUEST_BYTES)
}

/// Units of bringing the list index from `before` to `after`: a changed key is a deletion and a put, a changed
/// projection one write of the larger entry, an entry that stays as it is nothing.
pub(super) fn index_write(key: &Key, before: Option<&IndexEntry>, after: Option<&IndexEntry>) -> u64 {
    match (before, after) {
        (None, None) => 0,
        (None, Some(entry)) | (Some(entry), None) => write(entry_bytes(key, entry)),
        (Some(before), Some(after)) if before == after => 0,
        (Some(before), Some(after)) => {
            let (old, new) = (entry_bytes(key, before), entry_bytes(key, after));
            let moved = before.partition != after.partition || before.sort != after.sort;
            if moved { write(old) + write(new) } else { write(old.max(new)) }
        }
    }
}

/// The entry of an item that may not be there.
pub(super) fn entry_of(item: Option<&Item>) -> Option<&IndexEntry> {
    item.and_then(|item| item.index.as_ref())
}

fn at_least_one(bytes: usize, unit: usize) -> u64 {
    // A count of bytes in memory fits on every machine that we build for.
    bytes.div_ceil(unit).max(1) as u64
}
