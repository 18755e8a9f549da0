//! A failed state: the error name and cause that Retry, Catch and the history see, as data of the user's program.

use crate::limits::{CAUSE_CHARS_MAX, ERROR_CHARS_MAX};

/// Error of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    /// The name, absent only when a callback failed without one.
    pub error: Option<String>,
    /// The cause, if there is one.
    pub cause: Option<String>,
}

impl StateError {
    /// An error with both parts.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        StateError { error: Some(error.into()), cause: Some(cause.into()) }
    }

    /// `States.Runtime`, which nothing catches. Source: Amazon States Language, "Errors".
    pub fn runtime(cause: impl Into<String>) -> Self {
        StateError::new("States.Runtime", cause)
    }

    /// `States.Timeout`, which has no cause.
    pub fn timeout() -> Self {
        StateError { error: Some("States.Timeout".to_owned()), cause: None }
    }

    /// Whether Retry and Catch may look at it.
    pub fn is_catchable(&self) -> bool {
        self.error.as_deref() != Some("States.Runtime")
    }

    /// The same with both parts cut to what the API carries.
    pub fn shortened(mut self) -> Self {
        shorten(&mut self.error, ERROR_CHARS_MAX);
        shorten(&mut self.cause, CAUSE_CHARS_MAX);
        self
    }
}

fn shorten(text: &mut Option<String>, chars_max: usize) {
    if let Some(text) = text
        && let Some((end, _)) = text.char_indices().nth(chars_max)
    {
        text.truncate(end);
    }
}
