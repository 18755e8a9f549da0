//! Limits of calls to AWS, each with unit and source.

/// Bytes of a file of the AWS CLI that are searched for credentials. Source: ours.
pub const PROFILE_FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Milliseconds until a connection must be there. Source: default of the AWS SDKs, 3.1 s.
pub const CONNECT_MS: u64 = 3_100;

/// Milliseconds Lambda may take to begin its answer. Source: Lambda quota, functions run up to 15 minutes; a minute more
/// for the way.
pub const LAMBDA_ANSWER_MS: u64 = 16 * 60 * 1_000;

/// Milliseconds Glue may take to begin its answer. Source: default of the AWS CLI, 60 s.
pub const GLUE_ANSWER_MS: u64 = 60_000;

/// Causes of an error that its message names. Source: ours; the SDK nests a handful.
pub const CAUSES_MAX: usize = 12;
