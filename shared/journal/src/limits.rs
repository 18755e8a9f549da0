//! Limits of the journal and its ports, each with unit and source.

/// Bytes of one item with its key and index entry, see [`crate::size::item_bytes`]. Source: DynamoDB item size
/// limit, 400 KB.
pub const ITEM_BYTES_MAX: usize = 400 * 1024;

/// Bytes of one part of a key. Source: DynamoDB's sort key limit, 1,024 bytes; partition keys may have 2,048 there, but
/// one number for both is easier to keep.
pub const KEY_BYTES_MAX: usize = 1024;

/// Bytes of items after which a query stops and says where. Source: DynamoDB Query, 1 MB per page.
pub const QUERY_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of one queue message. Source: SQS, the smaller of the two documented limits; ours are below 1 KB.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// Messages in one request. Source: SQS batch actions and ReceiveMessage, 10.
pub const MESSAGE_BATCH_MAX: usize = 10;

/// Longest delay of a queue message in seconds. Source: SQS message timers, 15 minutes.
pub const DELAY_SECONDS_MAX: u32 = 900;

/// Longest time in seconds for which a received message may stay hidden. Source: SQS visibility timeout, 12 hours.
pub const VISIBILITY_SECONDS_MAX: u32 = 43_200;
