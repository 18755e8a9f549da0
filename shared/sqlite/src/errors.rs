//! What SQLite's errors mean to a caller of the ports: the question is always whether something may have been written.

use rusqlite::{Error, ErrorCode};
use stepwell_journal::store::StoreError;

/// An error before the commit: nothing was written, whatever happened. A lock, a full disk and one that fails at times
/// are no verdict on what was to be written: the same may be written later.
pub(crate) fn before_commit(error: &Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure,
        ) => StoreError::Busy(explained(error)),
        _ => StoreError::Refused(explained(error)),
    }
}

/// An error of the commit itself. A full disk or a lock is noticed before the commit's mark is written. A disk that fails
/// may have kept the mark or not, and shows it only after the next start.
pub(crate) fn at_commit(error: &Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull) => {
            before_commit(error)
        }
        _ => StoreError::Unknown(explained(error)),
    }
}

/// The disk has failed before; this write was not begun.
pub(crate) fn failed() -> StoreError {
    StoreError::Busy("the disk failed, nothing is written until the server has started again".to_owned())
}

/// The thread that should have answered is gone.
pub(crate) fn closed() -> StoreError {
    StoreError::Unknown("the database was closed".to_owned())
}

fn explained(error: &Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => format!("{error}: free some space on the disk of the data directory"),
        Some(ErrorCode::ReadOnly) => format!("{error}: the data directory must be writable"),
        _ => error.to_string(),
    }
}
