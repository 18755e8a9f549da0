//! Which files are opened, and what is said about the others.

use std::fs;

use rusqlite::Connection;
use stepwell_journal::payloads::Payloads;
use stepwell_journal::store::Store;

use super::{Directory, item};
use crate::open::migrate;
use crate::{Database, OpenError, schema};

fn refusal(directory: &Directory) -> String {
    let error = Database::open(&directory.file()).err().unwrap();
    error.to_string().replace(&directory.path().display().to_string(), "DIR")
}

#[tokio::test]
async fn a_file_is_found_again_as_it_was_left() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    assert_eq!(database.boot(), 1);
    database.store().create(item("p", "s")).await.unwrap();
    database.payloads().put("e", "d", vec![1]).await.unwrap();
    drop(database);
    for boot in 2..=4 {
        let database = Database::open(&directory.file()).unwrap();
        assert_eq!(database.boot(), boot, "each opening has its number");
        assert_eq!(database.store().get(&item("p", "s").key).await.unwrap(), Some(item("p", "s")));
        assert_eq!(database.payloads().get("e", "d").await.unwrap(), Some(vec![1]));
    }
}

#[tokio::test]
async fn a_port_keeps_the_file_open() {
    let directory = Directory::new();
    let store = Database::open(&directory.file()).unwrap().store();
    store.create(item("p", "s")).await.unwrap();
    assert!(matches!(Database::open(&directory.file()), Err(OpenError::InUse(_))));
    drop(store);
    Database::open(&directory.file()).unwrap();
}

#[test]
fn a_second_server_is_turned_away() {
    let directory = Directory::new();
    let _first = Database::open(&directory.file()).unwrap();
    assert_eq!(
        refusal(&directory),
        "`DIR/stepwell.db` is in use by another running server: stop that server or choose another data directory"
    );
}

#[test]
fn a_lock_without_a_server_does_not_matter() {
    let directory = Directory::new();
    fs::write(directory.path().join("stepwell.db.lock"), "").unwrap();
    Database::open(&directory.file()).unwrap();
}

#[test]
fn a_newer_file_is_left_alone() {
    let directory = Directory::new();
    drop(Database::open(&directory.file()).unwrap());
    Connection::open(directory.file()).unwrap().pragma_update(None, "user_version", 2).unwrap();
    assert_eq!(
        refusal(&directory),
        "`DIR/stepwell.db` was made by a newer Stepwell (schema 2, this one knows up to 1): \
         use the newer version or another data directory"
    );
    let version: i32 = Connection::open(directory.file())
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 2);
}

#[test]
fn an_older_file_takes_the_steps_that_it_lacks() {
    let next = "ALTER TABLE items ADD COLUMN colour TEXT; UPDATE items SET colour = 'red';";
    let steps = [schema::STEPS, &[next]].concat();
    let expected = i32::try_from(steps.len()).unwrap();
    let version = |connection: &Connection| -> i32 {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    };
    let connection = Connection::open_in_memory().unwrap();
    migrate(&connection, schema::STEPS).unwrap();
    assert_eq!(version(&connection), expected - 1);
    let put = "INSERT INTO items (partition, sort, version, body) VALUES ('p', 's', 1, x'01')";
    connection.execute(put, []).unwrap();
    for _ in 0..2 {
        migrate(&connection, &steps).unwrap();
        assert_eq!(version(&connection), expected, "once taken, a step is not taken again");
    }
    let colour: String = connection.query_row("SELECT colour FROM items", [], |row| row.get(0)).unwrap();
    assert_eq!(colour, "red", "what was kept is there in its new shape");
    assert!(migrate(&connection, &[schema::STEPS, &[next, "no statement"]].concat()).is_err());
    assert_eq!(version(&connection), expected);
}

#[test]
fn files_of_others_are_left_alone() {
    let directory = Directory::new();
    Connection::open(directory.file()).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    let before = fs::read(directory.file()).unwrap();
    assert_eq!(refusal(&directory), "`DIR/stepwell.db` belongs to another program: choose another file");
    assert_eq!(fs::read(directory.file()).unwrap(), before, "not a byte is changed");

    fs::write(directory.file(), "just some text, longer than the header of a database ".repeat(40)).unwrap();
    assert_eq!(
        refusal(&directory),
        "`DIR/stepwell.db` is not a database: choose another file or restore it from a backup"
    );
}

#[test]
fn a_missing_directory_is_named() {
    let directory = Directory::new();
    let error = Database::open(&directory.path().join("missing/stepwell.db")).err().unwrap();
    let text = error.to_string().replace(&directory.path().display().to_string(), "DIR");
    assert!(text.starts_with("`DIR/missing/stepwell.db.lock` cannot be opened: "), "{text}");
}

#[test]
fn an_empty_file_becomes_a_database() {
    let directory = Directory::new();
    fs::write(directory.file(), "").unwrap();
    assert_eq!(Database::open(&directory.file()).unwrap().boot(), 1);
}
