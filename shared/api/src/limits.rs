//! Limits of the API, each with unit and source.

/// Bytes of a request body. Source: Step Functions quotas, 1 MB for each request.
pub const REQUEST_BYTES_MAX: usize = 1_048_576;

/// Bytes that JSON text may need for each byte of a payload it quotes, used where an operator raised the size of
/// payloads. Ours: quotes and backslashes double.
pub const QUOTING_FACTOR: usize = 2;

/// Bytes of a request beside its payload, used where an operator raised the size of payloads. Ours.
pub const REQUEST_SLACK_BYTES: usize = 65_536;

/// Entries of a page if `maxResults` is 0 or absent. Source: Step Functions API, `maxResults`.
pub const PAGE_DEFAULT: usize = 100;

/// Milliseconds for which a page token is good. Source: Step Functions API, `nextToken`, 24 hours.
pub const PAGE_TOKEN_MS: u64 = 24 * 3_600 * 1_000;

/// Bytes of a page token. Source: Step Functions API, `nextToken`, 1,024 (`ListExecutions` takes 3,096).
pub const PAGE_TOKEN_BYTES_MAX: usize = 1_024;

/// Complaints of `ValidateStateMachineDefinition` if `maxResults` is 0 or absent. Source: Step Functions API.
pub const DIAGNOSTICS_DEFAULT: usize = 100;

/// Complaints that `InvalidDefinition` joins into its text. Ours.
pub const COMPLAINTS_JOINED_MAX: usize = 100;

/// Characters of a value that a validation error quotes; the rest is cut. Ours, above the longest in any recording.
pub const QUOTED_VALUE_CHARS_MAX: usize = 8_192;

/// Violations that one validation error tells. Ours.
pub const VIOLATIONS_MAX: usize = 100;

/// Bytes of events that one page of a history holds, roughly; a page ends early behind the event that reaches it.
/// Source: ours, below the 6 MB that a Lambda function may answer.
pub const HISTORY_PAGE_BYTES_MAX: usize = 4 * 1_048_576;

/// Times that a changed state machine is read again because somebody else changed it at the same time. Ours.
pub const UPDATE_TRIES_MAX: usize = 5;

/// Running executions that one deletion stops before it leaves the rest to the next request. Ours: a request takes
/// seconds, not minutes.
pub const DELETE_STOPS_MAX: usize = 1_000;

/// Executions that a deletion looks up at a time. Ours.
pub const LISTED_AT_ONCE: usize = 100;

/// Milliseconds after its end for which an execution can be redriven. Source: Step Functions API, `RedriveExecution`,
/// 14 days.
pub const REDRIVABLE_MS: u64 = 14 * 24 * 3_600 * 1_000;

/// Seconds after which a request that the world behind the API kept from being carried out may be sent again. Ours.
pub const RETRY_AFTER_S: u32 = 1;
