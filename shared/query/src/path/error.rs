//! The two ways in which a path fails: it does not parse, or the document has no such place.
//! Texts are Jayway's, because the service hands them on; what only this crate refuses is worded by this crate.

use thiserror::Error;

/// Why a text is not a path. Shown with the path in backticks by whoever knows the field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// Jayway's own text for a path that does not compile.
    #[error("{0}")]
    Syntax(String),
    /// The text does not start with `$`.
    #[error("path must start with `$`: `{0}`")]
    Root(String),
    /// What follows `$` is neither `.`, `[`, `$` nor a variable name.
    #[error("not a variable name: `{0}`")]
    VariableName(String),
    /// A function Jayway does not have, or one that needs its own Java classes.
    #[error("Function with name: {0} does not exist.")]
    UnknownFunction(String),
    /// A regular expression that cannot be compiled.
    #[error("regular expression not supported: `{0}`")]
    Pattern(String),
    /// A bound of [`crate::limits`] is exceeded.
    #[error("path has more than {limit} {unit}")]
    TooLarge {
        /// The bound.
        limit: usize,
        /// What is counted.
        unit: &'static str,
    },
}

impl PathError {
    pub(super) fn syntax(text: impl Into<String>) -> Self {
        Self::Syntax(text.into())
    }
}

/// Why a value has no place for a path. `Display` gives Jayway's text with the path in bracket form, which the
/// service puts after `Invalid path '<path>' : `.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotFound {
    /// The last member or index is missing.
    #[error("No results for path: {path}")]
    NoResults {
        /// The whole path.
        path: String,
    },
    /// A member before the last is missing.
    #[error("Missing property in path {path}")]
    MissingProperty {
        /// The path up to and including the missing member.
        path: String,
    },
    /// A member of something that is not an object.
    #[error(
        "Expected to find an object with property {member} in path {path} but found '{found}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'."
    )]
    NotAnObject {
        /// The member in bracket form.
        member: String,
        /// Where the value stands.
        path: String,
        /// Jayway's name for what stands there.
        found: &'static str,
    },
    /// An index into null.
    #[error("The path {path} is null")]
    NullArray {
        /// Where the null stands.
        path: String,
    },
    /// An index into something that is not an array.
    #[error("Filter: {filter} can only be applied to arrays. Current context is: {context}")]
    NotAnArray {
        /// The rest of the path from the index on.
        filter: String,
        /// The value, as text.
        context: String,
    },
    /// A filter on a string, number, boolean or null.
    #[error("Filter: {filter} can not be applied to primitives. Current context is: {context}")]
    NotFilterable {
        /// The rest of the path from the filter on.
        filter: String,
        /// The value, as text.
        context: String,
    },
    /// A wildcard on something that has no members, with more path behind it.
    #[error("Expected to find an object or array in path {path} but found '{found}'. ")]
    NotAContainer {
        /// Where the value stands.
        path: String,
        /// Jayway's name for what stands there.
        found: &'static str,
    },
    /// An aggregation over nothing.
    #[error("Aggregation function attempted to calculate value using empty array")]
    EmptyAggregation,
    /// `index(n)` beyond the array.
    #[error("Target index:{index} larger than object count:{count}")]
    IndexBeyond {
        /// The index asked for.
        index: i64,
        /// The length of the array.
        count: usize,
    },
    /// The evaluation reached a bound of [`crate::limits`].
    #[error("path evaluation needs more than {limit} {unit}")]
    TooLarge {
        /// The bound.
        limit: usize,
        /// What is counted.
        unit: &'static str,
    },
}

impl NotFound {
    /// Whether the document lacks something, as against a bound being reached.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        !matches!(self, Self::TooLarge { .. })
    }
}
