//! Limits of the plain REST routes, each with unit and source.

/// Bytes of a body. Source: Step Functions quotas, 1 MB for each request; what a single text may have is the action's
/// to say.
pub const BODY_BYTES_MAX: usize = 1_048_576;

/// Bytes of a path. Ours: two names of 80 characters of four bytes, each byte written with three, and the rest.
pub const PATH_BYTES_MAX: usize = 4_096;

/// Bytes of a query. Ours: above the longest page token, each byte written with three.
pub const QUERY_BYTES_MAX: usize = 16_384;

/// Parameters of a query. Ours: no route has more than three.
pub const QUERY_PARAMETERS_MAX: usize = 16;

/// Bytes of an `Idempotency-Key`. Ours: what clients send are UUIDs and short words.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;

/// Media ranges of an `Accept` header that are looked at. Ours.
pub const MEDIA_RANGES_MAX: usize = 32;

/// Events of one page of a history, and without `limit` this many. Source: Step Functions API, `GetExecutionHistory`,
/// `maxResults` of at most 1,000 and 100 by default.
pub const HISTORY_LIMIT_MAX: usize = 1_000;

/// Events of one page of a history if the caller does not say. Source: as above.
pub const HISTORY_LIMIT_DEFAULT: usize = 100;
