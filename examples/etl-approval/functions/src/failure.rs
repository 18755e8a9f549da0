//! Why a function fails. The names of the variants are the error names that a state machine catches.

use lambda_runtime::Diagnostic;

/// A failure of one of the functions.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The filtered file is not there: whoever reads it did not wait for the job that writes it.
    #[error("`{0}` is not there: the job that writes it has not finished")]
    FilteredFileMissing(String),
    /// The filtered file is there and is not fit to be published.
    #[error("{0}")]
    ValidationFailed(String),
    /// The event, an argument or a variable is wrong.
    #[error("{0}")]
    BadRequest(String),
    /// The files could not be read or written.
    #[error("{0}")]
    StorageFailed(String),
}

impl Failure {
    /// The error name, for `ErrorEquals`.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::FilteredFileMissing(_) => "FilteredFileMissing",
            Failure::ValidationFailed(_) => "ValidationFailed",
            Failure::BadRequest(_) => "BadRequest",
            Failure::StorageFailed(_) => "StorageFailed",
        }
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Diagnostic {
        Diagnostic { error_type: failure.name().to_owned(), error_message: failure.to_string() }
    }
}
