//! What SQLite's errors mean to a caller of the ports: the question is always whether something may have been written.

use rusqlite::{Error, ErrorCode};
use stepwell_journal::store::StoreError;

/// An error before the commit: nothing was written, whatever happened.
pub(crate) fn before_commit(error: &Error) -> StoreError {
    if is_busy(error) { StoreError::Busy(error.to_string()) } else { StoreError::Refused(explained(error)) }
}

/// An error of the commit itself. A full disk or a lock is noticed before the commit's mark is written. A disk that fails
/// may have kept the mark or not, and shows it only after the next start.
pub(crate) fn at_commit(error: &Error) -> StoreError {
    if is_busy(error) || error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
        before_commit(error)
    } else {
        StoreError::Unknown(explained(error))
    }
}

/// The thread that should have answered is gone.
pub(crate) fn closed() -> StoreError {
    StoreError::Unknown("the database was closed".to_owned())
}

fn is_busy(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn explained(error: &Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => format!("{error}: free some space on the disk of the data directory"),
        Some(ErrorCode::ReadOnly) => format!("{error}: the data directory must be writable"),
        _ => error.to_string(),
    }
}
