//! The bounds of every drawing. Absent: limits of the service itself, which belong to whoever enforces them.

/// States a graph draws at most; beyond, a message stands in its place. Count over all nested scopes.
/// Our own choice: ten times what a person can read.
pub const DRAWN_STATES_MAX: usize = 2_000;

/// Depth of nested scopes read from a definition. Our own choice; AWS names none.
pub const SCOPE_DEPTH_MAX: usize = 24;

/// States of one scope that the layered layout arranges; larger scopes become one column. The layered layout
/// takes time with about the cube of the states: in a debug build 0.2 s for a chain of 100, 8 s for 400.
pub const LAYERED_STATES_MAX: usize = 120;

/// The same limit for edges: the sum over the edges of a scope of how many states, in the author's order, each one
/// skips. Every rank that an edge passes costs the layered layout as much as a state.
pub const LAYERED_SPAN_MAX: usize = 500;

/// Characters of an edge label, the rest is an ellipsis.
pub const EDGE_LABEL_CHARS_MAX: usize = 34;

/// Depth of `And`, `Or` and `Not` shown in the label of a choice rule.
pub const RULE_DEPTH_MAX: usize = 3;

/// Characters of one line in a state's box.
pub const BOX_LINE_CHARS_MAX: usize = 19;

/// Iterations listed one by one in the terminal tree; more are collapsed to a count.
pub const TREE_ITERATIONS_MAX: usize = 6;

/// Lines of the terminal tree; what was left out is counted in the last line.
pub const TREE_LINES_MAX: usize = 2_000;

/// Events on one page of the event table.
pub const PAGE_EVENTS_MAX: usize = 500;

/// State visits on one page of the visit table.
pub const PAGE_VISITS_MAX: usize = 500;

/// Bytes of one text shown on the page (input, output, cause); longer ones are cut with their size named.
pub const PAGE_TEXT_BYTES_MAX: usize = 32 * 1024;

/// Bytes of one text inside a table row, which a page has hundreds of.
pub const ROW_TEXT_BYTES_MAX: usize = 4 * 1024;
