//! Every bound of this crate, with unit and source. Nothing here is read from the environment.

/// Longest path text, in bytes. Own bound: Step Functions names none besides the 1 MiB definition.
pub const PATH_BYTES_MAX: usize = 16 * 1024;

/// Most segments (`.name`, `[n]`, `..`, filter, function) of one path. Own bound: evaluation recurses once per segment.
pub const PATH_SEGMENTS_MAX: usize = 128;

/// Deepest nesting of a path: brackets and negations of its filters, and paths inside filters and function
/// arguments. Own bound: the parser recurses once per level.
pub const PATH_NESTING_MAX: usize = 8;

/// Most places of a document that one evaluation of a path may visit, filters included, plus the bytes of what it
/// copies on the way. Own bound: `$..*..*` grows with a power of the document's depth.
pub const PATH_VISITS_MAX: usize = 4_000_000;

/// Largest list of matches an indefinite path may give, in bytes of JSON text (roughly). Own bound, far above
/// the 256 KiB of a payload.
pub const PATH_RESULT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Largest compiled regular expression of a filter, in bytes. Own bound for `=~ /…/`.
pub const PATTERN_BYTES_MAX: usize = 256 * 1024;

/// Deepest nesting of arrays and objects in a value. Own bound, below the 127 levels that `serde_json` reads back,
/// so that a value may be wrapped in an envelope: values are dropped, compared and cloned by recursion.
pub const VALUE_NESTING_MAX: usize = 100;

/// Deepest nesting of a payload template. The same as that of the values it makes.
pub const TEMPLATE_NESTING_MAX: usize = VALUE_NESTING_MAX;

/// Largest value a payload template may give, in bytes of JSON text (roughly). Own bound, far above the 256 KiB of a
/// payload, which the engine enforces with the error the service has for it.
pub const TEMPLATE_RESULT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Deepest nesting of calls in one intrinsic function call. Source: Step Functions service quotas.
pub const INTRINSIC_NESTING_MAX: usize = 10;

/// Characters of a text that are quoted when a place in it is told. Source: Jackson's parser.
pub const SOURCE_QUOTE_CHARS_MAX: usize = 500;

/// Characters of an unknown token that are quoted. Source: Jackson's parser.
pub const TOKEN_QUOTE_CHARS_MAX: usize = 256;

/// Longest name of a workflow variable, in characters. Source: Amazon States Language, "Variables".
pub const VARIABLE_NAME_CHARS_MAX: usize = 80;
