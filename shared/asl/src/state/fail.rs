//! The Fail state. Source: Amazon States Language, "Fail State".

use std::sync::Arc;

use stepwell_query::path::Path;

/// What a Fail state does.
#[derive(Clone, Debug)]
pub struct Fail {
    /// `Error` or `ErrorPath`.
    pub error: Option<Text>,
    /// `Cause` or `CausePath`.
    pub cause: Option<Text>,
}

/// A text given or pointed at.
#[derive(Clone, Debug)]
pub enum Text {
    /// Given in the definition.
    Literal(Arc<str>),
    /// Read from the input, the context object or a variable.
    Path(Path),
}
