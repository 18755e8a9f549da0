//! Opening the file: one server at a time, only files that are ours and not newer than we are.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::firm::firm;
use crate::limits::{LOCK_WAIT, LOG_BYTES_KEPT, PREPARED_STATEMENTS};
use crate::schema;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server runs on the same file.
    #[error("`{}` is in use by another running server: stop that server or choose another data directory", .0.display())]
    InUse(PathBuf),
    /// The file or its lock cannot be opened or made.
    #[error("`{}` cannot be opened: {}", .path.display(), .cause)]
    Io {
        /// The file that was to be opened.
        path: PathBuf,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// The file has content that is not a SQLite database.
    #[error("`{}` is not a database: choose another file or restore it from a backup", .0.display())]
    NotADatabase(PathBuf),
    /// It is a SQLite database, but another program's.
    #[error("`{}` belongs to another program: choose another file", .0.display())]
    Foreign(PathBuf),
    /// The file has a shape that this program does not know yet.
    #[error(
        "`{}` was made by a newer Stepwell (schema {found}, this one knows up to {known}): use the newer version or another data directory",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The number of its shape.
        found: i32,
        /// The last number that this program knows.
        known: i32,
    },
    /// The file system cannot do what durable writes beside reads need.
    #[error("`{}` stands on a file system without shared memory for its log: choose a local disk", .0.display())]
    NoLog(PathBuf),
    /// There is no room for what is written at each opening.
    #[error("`{}` cannot be opened: the disk is full: free some space on the disk of `{}`", .0.display(), folder(.0))]
    Full(PathBuf),
    /// Anything else that SQLite says.
    #[error("`{}` cannot be opened: {}", .path.display(), .cause)]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        cause: rusqlite::Error,
    },
}

/// The file, open for writing, with the lock that keeps other servers away.
pub(crate) struct Opened {
    pub(crate) writer: Connection,
    pub(crate) boot: u64,
    pub(crate) lock: File,
}

/// Opens the file for writing, makes it if it is not there, and counts the opening.
pub(crate) fn open(path: &Path) -> Result<Opened, OpenError> {
    let lock = lock(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let writer = connect(path, flags).map_err(|cause| sqlite_error(path, cause))?;
    check_origin(path, &writer)?;
    make_firm(path, &writer)?;
    let boot = prepare(path, &writer)?;
    Ok(Opened { writer, boot, lock })
}

/// Another connection to a file that is open already, only for reading.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|cause| sqlite_error(path, cause))
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(LOCK_WAIT)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    Ok(connection)
}

/// Takes the lock that a server holds for as long as it lives. The operating system drops it with the process, however
/// that ends. It stands beside the database because SQLite has locks of its own on that.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&lock_path);
    let file = opened.map_err(|cause| OpenError::Io { path: lock_path.clone(), cause })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(cause)) => Err(OpenError::Io { path: lock_path, cause }),
    }
}

/// Looks before it changes anything: whose file is it, and can we read it?
fn check_origin(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let ask = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let ask = |sql: &str| ask(sql).map_err(|cause| sqlite_error(path, cause));
    let tables = ask("SELECT count(*) FROM sqlite_schema")?;
    let application = ask("PRAGMA application_id")?;
    let version = ask("PRAGMA user_version")?;
    let fresh = tables == 0 && application == 0 && version == 0;
    if !fresh && application != schema::APPLICATION_ID {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    let known = i32::try_from(schema::STEPS.len()).unwrap_or(i32::MAX);
    if version > known {
        return Err(OpenError::Newer { path: path.to_owned(), found: version, known });
    }
    Ok(())
}

/// Brings a file of any older shape to the newest, all in one transaction.
pub(crate) fn migrate(transaction: &Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let version: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (number, step) in (1..).zip(steps).filter(|(number, _)| *number > version) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.pragma_update(None, "application_id", schema::APPLICATION_ID)
}

/// Has everything that is in the log on the disk, before anybody reads it and acts upon it.
fn make_firm(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let failed = |cause| sqlite_error(path, cause);
    // Nobody else writes to the log meanwhile.
    connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    let firmed = firm(path);
    connection.execute_batch("COMMIT").map_err(failed)?;
    firmed.map_err(|cause| match cause.kind() {
        ErrorKind::StorageFull => OpenError::Full(path.to_owned()),
        _ => OpenError::Io { path: path.to_owned(), cause },
    })
}

/// Sets how the file is written, gives a new or older one its shape, and counts the opening.
fn prepare(path: &Path, connection: &Connection) -> Result<u64, OpenError> {
    let failed = |cause| sqlite_error(path, cause);
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        return Err(OpenError::NoLog(path.to_owned()));
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT).map_err(failed)?;
    let transaction = connection.unchecked_transaction().map_err(failed)?;
    migrate(&transaction, schema::STEPS).map_err(failed)?;
    let boot: i64 = transaction.query_row(schema::COUNT_BOOT, [], |row| row.get(0)).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    u64::try_from(boot).map_err(|_| failed(rusqlite::Error::IntegralValueOutOfRange(0, boot)))
}

fn sqlite_error(path: &Path, cause: rusqlite::Error) -> OpenError {
    match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            OpenError::NotADatabase(path.to_owned())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::InUse(path.to_owned()),
        Some(ErrorCode::DiskFull) => OpenError::Full(path.to_owned()),
        _ => OpenError::Sqlite { path: path.to_owned(), cause },
    }
}

fn folder(path: &Path) -> std::path::Display<'_> {
    path.parent().unwrap_or(path).display()
}
