//! Limits of a definition, each with unit and source.

/// Bytes of a definition text. Source: Step Functions quotas, 1 MiB.
pub const DEFINITION_BYTES_MAX: usize = 1_048_576;

/// Characters of a state name. Source: Amazon States Language, "States".
pub const STATE_NAME_CHARS_MAX: usize = 80;

/// Largest number of seconds in any time field. Source: Step Functions documentation, 99,999,999.
pub const SECONDS_MAX: u64 = 99_999_999;

/// States of a definition, nested ones included. Ours: keeps hostile definitions bounded.
pub const STATES_MAX: usize = 10_000;

/// Depth of nested Parallel and Map states. Ours: keeps hostile definitions bounded.
pub const NESTING_MAX: usize = 64;

/// Exclusive upper bound of `MaxDelaySeconds`. Source: Step Functions documentation, 31,622,400 (366 days).
pub const MAX_DELAY_SECONDS_BOUND: u64 = 31_622_400;
