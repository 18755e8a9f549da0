//! Why a template has no value. `Display` gives the service's text where it has one.

use thiserror::Error;

use crate::limits::{TEMPLATE_RESULT_BYTES_MAX, VALUE_NESTING_MAX};
use crate::path::NotFound;

/// A dynamic member without a value. The service answers `States.Runtime`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A path leads nowhere.
    #[error(
        "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
    )]
    NotFound {
        /// The member's name as written, `b.$`.
        field: String,
        /// The path as written; context paths keep `$$`.
        path: String,
        /// The template's input as compact JSON text.
        input: String,
        /// What is missing.
        reason: Box<NotFound>,
    },
    /// A function this version does not evaluate.
    #[error("intrinsic function not supported yet: `{function}` in the field `{field}`")]
    NotSupported {
        /// The member's name as written.
        field: String,
        /// The function's name.
        function: String,
    },
    /// The result would be nested more deeply than [`VALUE_NESTING_MAX`].
    #[error("field `{field}` makes the result more than {VALUE_NESTING_MAX} levels deep")]
    TooDeep {
        /// The member's name as written.
        field: String,
    },
    /// The result would be larger than [`TEMPLATE_RESULT_BYTES_MAX`].
    #[error("field `{field}` makes the result larger than {TEMPLATE_RESULT_BYTES_MAX} bytes")]
    TooLarge {
        /// The member's name as written.
        field: String,
    },
}
