//! Limits of the journal and its ports, each with unit and source.

/// Bytes of one item with its key and index entry. Source: DynamoDB item size limit, 400 KB.
pub const ITEM_BYTES_MAX: usize = 400 * 1024;

/// Bytes of one queue message. Source: SQS, the smaller of the two documented limits; ours are below 1 KB.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// Longest delay of a queue message in seconds. Source: SQS message timers, 15 minutes.
pub const DELAY_SECONDS_MAX: u32 = 900;
