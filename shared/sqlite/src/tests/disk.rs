//! What becomes of a file on a disk that fails. Live faults of a disk are in `tests/disk`.

use std::fs;

use rusqlite::Error;
use rusqlite::ffi::{self, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE};
use stepwell_journal::store::{Item, Store, StoreError};

use super::{Directory, item};
use crate::limits::LOG_PAGES;
use crate::{Database, Disk};

fn error(code: i32) -> Error {
    Error::SqliteFailure(ffi::Error::new(code), None)
}

#[tokio::test]
async fn nothing_is_written_after_a_sync_that_failed_until_the_file_is_opened_again() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let store = database.store();
    store.create(item("p", "before")).await.unwrap();
    database.shared().ear.failure(&error(SQLITE_IOERR_FSYNC));
    let refused =
        StoreError::Busy("the disk failed, nothing is written until the server has started again".to_owned());
    assert_eq!(store.create(item("p", "after")).await, Err(refused));
    assert!(store.get(&item("p", "before").key).await.unwrap().is_some(), "what was there can be read");
    drop((database, store));
    let log = directory.path().join("stepwell.db-wal");
    let left = fs::read(&log).unwrap();
    assert!(!left.is_empty(), "the log is left to the next server");

    let database = Database::open(&directory.file()).unwrap();
    assert_eq!(fs::read(&log).unwrap()[..left.len()], left, "making it firm changes nothing in it");
    let store = database.store();
    assert!(store.get(&item("p", "before").key).await.unwrap().is_some());
    assert_eq!(store.get(&item("p", "after").key).await.unwrap(), None);
    store.create(item("p", "after")).await.unwrap();
    assert_eq!(*database.disk().borrow(), Disk::Well);
}

#[tokio::test]
async fn the_disk_is_what_the_last_write_says() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let (ear, disk) = (&database.shared().ear, database.disk());
    let failed = Disk::Failed("Error code 1034: disk I/O error".to_owned());
    ear.failure(&error(SQLITE_IOERR_WRITE));
    assert_eq!(*disk.borrow(), Disk::Well, "a write that failed changed nothing");
    ear.failure(&error(SQLITE_FULL));
    assert_eq!(*disk.borrow(), Disk::Full);
    database.store().create(item("p", "s")).await.unwrap();
    assert_eq!(*disk.borrow(), Disk::Well);
    ear.failure(&error(SQLITE_IOERR_FSYNC));
    for other in [SQLITE_FULL, SQLITE_IOERR_WRITE] {
        ear.failure(&error(other));
        ear.success();
        assert_eq!(*disk.borrow(), failed, "only a new opening ends it");
    }
}

#[tokio::test]
async fn the_log_is_brought_into_the_file_again_and_again() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let store = database.store();
    let pages = u64::from(LOG_PAGES.unsigned_abs());
    for number in 0..pages {
        // Each takes ten pages and more.
        let large = Item { body: vec![1; 40_960], ..item("p", &number.to_string()) };
        store.create(large).await.unwrap();
    }
    let log = fs::metadata(directory.path().join("stepwell.db-wal")).unwrap().len();
    let file = fs::metadata(directory.file()).unwrap().len();
    assert!(log < 3 * pages * 4096, "the log has {log} bytes");
    assert!(file > 8 * pages * 4096, "the file has {file} bytes");
}
