//! Limits of the example, each with unit and source.

/// Bytes of a file that is read. Source: ours; it must fit into the memory of a function.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Largest `--DELAY_SECONDS` of the job. Source: ours, one hour.
pub const DELAY_SECONDS_MAX: u64 = 3_600;

/// Rows that `make-orders` writes at most. Source: ours.
pub const ORDERS_MAX: u64 = 1_000_000;
