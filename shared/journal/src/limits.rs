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

/// Bytes of a text that still rides in a page; longer ones become payloads of their own. Source: at DynamoDB's price of
/// a write unit, from about 8 KB on a bucket object is cheaper.
pub const INLINE_TEXT_BYTES_MAX: usize = 8 * 1024;

/// Bytes of a page as it is kept, compressed. Source: ours, below the item limit with room for key and index entry.
pub const PAGE_BYTES_MAX: usize = 300 * 1024;

/// Bytes of a record before compression; nothing larger is unpacked. Source: ours, about a dozen times a page.
pub const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Bytes of texts that are gathered into one segment, before compression. Source: ours.
pub const SEGMENT_BYTES_MAX: usize = 64 * 1024;

/// Pages after which a text that is still needed is gathered into a segment. Source: ours, bounds a cold load.
pub const TEXT_AGE_PAGES_MAX: u64 = 32;

/// Results of a join that are sealed into one list segment. Source: ours: a page then carries at most as many loose
/// references and 16 bytes for each list.
pub const LIST_RESULTS: usize = 256;

/// Results of one join. Source: ours; the items of an inline Map come from one text, which holds far fewer.
pub const JOIN_RESULTS_MAX: usize = 1_000_000;

/// Bytes of the cover of a running execution as the item is counted. Source: DynamoDB bills a write unit for 1 KB.
pub const COVER_BYTES_MAX: usize = 1024;
