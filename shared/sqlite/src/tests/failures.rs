//! What callers hear when a write fails, and that nothing of it stays.

use rusqlite::Error;
use rusqlite::ffi::{SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE, SQLITE_READONLY};
use stepwell_journal::store::{Created, Item, Store, StoreError};

use super::{Directory, item};
use crate::database::Shared;
use crate::writer::Promise;
use crate::{Database, errors};

async fn limit_pages(shared: &Shared, pages: i64) {
    let limit = move |connection: &rusqlite::Connection| {
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
    };
    shared.writer.write(Promise::Durable, limit).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_refuses_and_keeps_what_is_there() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let store = database.store();
    store.create(item("full", "before")).await.unwrap();
    // The smallest limit there is: the file stays as long as it is now.
    limit_pages(database.shared(), 1).await;
    let large = Item { body: vec![1; 300_000], ..item("full", "large") };
    let error = store.create(large.clone()).await.unwrap_err();
    assert_eq!(
        error,
        StoreError::Busy(
            "database or disk is full: free some space on the disk of the data directory".to_owned()
        )
    );
    assert_eq!(store.get(&large.key).await.unwrap(), None, "nothing of it is there");
    assert!(store.get(&item("full", "before").key).await.unwrap().is_some());
    limit_pages(database.shared(), 1_000_000).await;
    assert_eq!(store.create(large).await.unwrap(), Created::New, "with space it goes on");
}

#[tokio::test]
async fn a_failing_write_takes_back_only_its_own() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let store = database.store();
    let fails = database.shared().writer.write(Promise::Durable, |connection| {
        connection.execute("INSERT INTO payloads VALUES ('e', 'half', x'01')", [])?;
        connection.execute("INSERT INTO payloads VALUES ('e', 'half', x'02')", [])
    });
    let (failed, created) = tokio::join!(fails, store.create(item("batch", "neighbour")));
    assert!(matches!(failed, Err(StoreError::Refused(_))));
    assert_eq!(created, Ok(Created::New));
    assert!(store.get(&item("batch", "neighbour").key).await.unwrap().is_some());
    let read = |connection: &rusqlite::Connection| {
        connection.query_row("SELECT count(*) FROM payloads", [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(database.shared().readers.read(read).await.unwrap(), 0, "its first half is gone, too");
}

#[tokio::test]
async fn readers_cannot_write() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let write = |connection: &rusqlite::Connection| connection.execute("DELETE FROM items", []);
    assert!(matches!(database.shared().readers.read(write).await, Err(StoreError::Refused(_))));
}

#[test]
fn errors_say_whether_it_may_have_been_written() {
    let error = |code| Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
    let kind = |error: StoreError| match error {
        StoreError::Busy(_) => "busy",
        StoreError::Unknown(_) => "unknown",
        StoreError::Refused(_) => "refused",
    };
    for (code, before, at) in [
        (SQLITE_BUSY, "busy", "busy"),
        (SQLITE_FULL, "busy", "busy"),
        (SQLITE_READONLY, "refused", "unknown"),
        (SQLITE_IOERR_WRITE, "busy", "unknown"),
        (SQLITE_IOERR_FSYNC, "busy", "unknown"),
    ] {
        assert_eq!(kind(errors::before_commit(&error(code))), before, "{code} before the commit");
        assert_eq!(kind(errors::at_commit(&error(code))), at, "{code} at the commit");
    }
}

#[tokio::test]
async fn each_batch_is_written_as_firmly_as_it_was_promised() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let (full, normal) = (2, 1);
    let turns = [
        (Promise::Durable, full),
        (Promise::Repeatable, normal),
        (Promise::Repeatable, normal),
        (Promise::Durable, full),
    ];
    for (promise, expected) in turns {
        let level = |connection: &rusqlite::Connection| {
            connection.query_row("PRAGMA synchronous", [], |row| row.get::<_, i32>(0))
        };
        assert_eq!(database.shared().writer.write(promise, level).await.unwrap(), expected, "{promise:?}");
    }
    // Both wait before the writer wakes, or each goes alone; a durable one is never written weakly.
    let level = |connection: &rusqlite::Connection| {
        connection.query_row("PRAGMA synchronous", [], |row| row.get::<_, i32>(0))
    };
    let writer = &database.shared().writer;
    let (_, durable) =
        tokio::join!(writer.write(Promise::Repeatable, level), writer.write(Promise::Durable, level));
    assert_eq!(durable.unwrap(), full);
}
