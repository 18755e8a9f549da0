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

/// Bytes of a record before compression; nothing larger is unpacked. Source: ours, about a dozen times a page. A text
/// up to this length is one record.
pub const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Bytes of the longest text that is kept, in parts, since schema 2. Source: ours: a decision holds a text two or three
/// times in memory (as it came, as it goes out, and what is made of it), which fits the memory of one process up to here.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// Bytes of one part of a long text, before compression; the last one has fewer. Source: ours: with
/// [`READS_AT_ONCE_MAX`] of them on the way at a time, their copies stay below 16 MiB each way.
pub const PART_BYTES: usize = 1024 * 1024;

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

/// Tries of one write whose reply is lost each time. Source: ours.
pub const WRITE_TRIES_MAX: u32 = 3;

/// Reads in flight at a time for one execution. Source: ours.
pub const READS_AT_ONCE_MAX: usize = 16;

/// Pages read by one query. Source: ours; a query stops at 1 MB anyway.
pub const PAGES_PER_QUERY_MAX: usize = 64;

/// Covers that a journal remembers, and segments that it knows to be kept. Source: ours, below 1 MB together.
pub const REMEMBERED_MAX: usize = 512;

/// Number of the last page that a key can spell. Source: ours, eight digits.
pub const PAGE_NUMBER_MAX: u64 = 99_999_999;

/// Entries that one listing looks at before it answers with what it has. Source: ours, AWS's largest page.
pub const LISTED_MAX: usize = 1_000;

/// Shards of the wake items: the sweep reads each by itself. Source: ours, keeps one key below 500 write units a second.
pub const WAKE_SHARDS: u32 = 8;

/// Seconds that a wake item outlives its minute, for a sweep that was down. Source: ours, two weeks.
pub const WAKE_KEPT_SECONDS: u64 = 14 * 24 * 3_600;

/// Minutes in a row that are tried for the promise of a page, for in each the promise of an earlier page may stand.
/// Source: ours, more than any execution has promises at a time.
pub const PROMISE_MINUTES_MAX: u32 = 60;

/// Seconds that a session item outlives its last renewal. Source: ours, one day.
pub const SESSION_KEPT_SECONDS: u64 = 24 * 3_600;

/// Items of an inbox, of notes or of due executions that are read at once. Source: ours.
pub const ROWS_AT_ONCE_MAX: usize = 100;

/// Definition texts above this many bytes, compressed, go to the payload store. Source: ours, fits an item.
pub const DEFINITION_BYTES_MAX: usize = 300 * 1024;
