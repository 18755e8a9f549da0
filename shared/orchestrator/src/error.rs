//! What can go wrong with the world while work is done. Nothing that was committed is lost by any of these.

use stepwell_journal::JournalError;
use stepwell_journal::store::StoreError;

/// An error of the world, for whoever asked or for the queue that will ask again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal could not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A message could not be sent or taken off the queue.
    #[error("the queue failed: {0}")]
    Queue(#[from] StoreError),
    /// The page number was taken again and again.
    #[error("too many writers on execution `{0}`: try again")]
    Contended(String),
    /// A fact in the inbox was left by a newer version of this program, which must take it in.
    #[error("a fact in the inbox of execution `{0}` was written by a newer version: it is left to that")]
    NewerLetter(String),
    /// The definition of an execution's revision is gone or no longer compiles.
    #[error("the definition of execution `{execution}` cannot be used: {reason}")]
    Definition {
        /// ARN of the execution.
        execution: String,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// Whether a record is newer than this code: it is left alone, and whoever knows it goes on.
    pub fn is_newer(&self) -> bool {
        match self {
            Error::Journal(error) => error.is_newer(),
            Error::NewerLetter(_) => true,
            Error::Queue(_) | Error::Contended(_) | Error::Definition { .. } => false,
        }
    }

    /// Whether trying again soon may help.
    pub fn is_passing(&self) -> bool {
        match self {
            Error::Journal(error) => error.is_passing(),
            Error::Queue(StoreError::Busy(_) | StoreError::Unknown(_)) => true,
            Error::Queue(StoreError::Refused(_))
            | Error::Contended(_)
            | Error::Definition { .. }
            | Error::NewerLetter(_) => false,
        }
    }
}
