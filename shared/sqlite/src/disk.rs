//! What the errors of the writer say about the disk under the file, for whoever looks after the server. Deliberately
//! absent: what is done about it.

use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
use rusqlite::{Error, ErrorCode};
use tokio::sync::watch;

/// The disk as the last writes found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disk {
    /// Writes succeed.
    Well,
    /// There is no room. Nothing is written until there is some again; then work goes on by itself.
    Full,
    /// It could not say that something reached it; the text is what SQLite says. What the system's cache shows and what
    /// the disk holds may differ from now on, so nothing more is written: only a new opening brings them together.
    Failed(String),
}

/// Hears every error of the writer.
#[derive(Clone)]
pub(crate) struct Ear(watch::Sender<Disk>);

impl Ear {
    pub(crate) fn new() -> Ear {
        Ear(watch::Sender::new(Disk::Well))
    }

    pub(crate) fn listen(&self) -> watch::Receiver<Disk> {
        self.0.subscribe()
    }

    pub(crate) fn has_failed(&self) -> bool {
        matches!(*self.0.borrow(), Disk::Failed(_))
    }

    /// Draws the conclusion from an error; most say nothing about the disk.
    pub(crate) fn failure(&self, error: &Error) {
        if is_failed_sync(error) {
            self.turn(Disk::Failed(error.to_string()));
        } else if error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
            self.turn(Disk::Full);
        }
    }

    /// Something was written.
    pub(crate) fn success(&self) {
        self.turn(Disk::Well);
    }

    /// A disk that has failed stays so.
    fn turn(&self, to: Disk) {
        self.0.send_if_modified(|disk| {
            let turns = !matches!(disk, Disk::Failed(_)) && *disk != to;
            if turns {
                *disk = to;
            }
            turns
        });
    }
}

fn is_failed_sync(error: &Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC))
}
