//! Limits of a definition, each with unit and source.

/// Bytes of a definition text. Source: Step Functions quotas, 1 MiB.
pub const DEFINITION_BYTES_MAX: usize = 1_048_576;

/// Characters of a state name. Source: Amazon States Language, "States".
pub const STATE_NAME_CHARS_MAX: usize = 80;

/// Largest number of seconds in any time field. Source: Step Functions documentation, 99,999,999.
pub const SECONDS_MAX: u64 = 99_999_999;

/// States of a definition, nested ones included. Ours: keeps hostile definitions bounded.
pub const STATES_MAX: usize = 10_000;

/// Depth of nested Parallel and Map states. Ours: below what the nesting of JSON allows, so that the complaint can name
/// the state.
pub const NESTING_MAX: usize = 20;

/// Largest `MaxDelaySeconds`, in seconds. Source: Step Functions, 31,622,400 (366 days); the documentation says less
/// than that, the service refuses only more.
pub const MAX_DELAY_SECONDS_BOUND: u64 = 31_622_400;

/// Complaints kept about one definition. Ours; the API shows at most 100.
pub const DIAGNOSTICS_MAX: usize = 1_000;

/// Bytes of kept complaints after which no more are kept. Ours: names in places are up to a definition long.
pub const DIAGNOSTICS_BYTES_MAX: usize = 4 * 1_048_576;

/// Largest `MaxAttempts`. Source: Step Functions documentation, 99,999,999.
pub const ATTEMPTS_MAX: u64 = 99_999_999;

/// Largest percentage. Source: Amazon States Language, "Map State", failure tolerance.
pub const PERCENTAGE_MAX: f64 = 100.0;

/// Largest count in `MaxConcurrency` and `ToleratedFailureCount`. Ours: what a 32-bit signed integer holds.
pub const COUNT_MAX: u64 = 2_147_483_647;
