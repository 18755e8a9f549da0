//! The one thread that writes. It takes everything that waits, runs each request in a savepoint of its own within one
//! transaction, and answers all of them after the commit: the cost of reaching the disk is shared.

use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use stepwell_journal::store::StoreError;
use tokio::sync::{mpsc, oneshot};

use crate::disk::Ear;
use crate::errors;
use crate::limits::{BATCH_WRITES_MAX, LOG_PAGES, WAITING_REQUESTS_MAX};

/// What the answer to a write promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// It is on the disk and outlives a power failure.
    Durable,
    /// It outlives the end of the process, not a power failure. For what may be lost without harm: that a message was
    /// received or deleted, since a message may come twice.
    Repeatable,
}

/// The thread that writes and the way to it.
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(mut connection: Connection, ear: Ear) -> std::io::Result<Writer> {
        let (jobs, waiting) = mpsc::channel(WAITING_REQUESTS_MAX);
        let name = "sqlite-writer".to_owned();
        empty_log(&mut connection, ear.clone()).map_err(std::io::Error::other)?;
        let thread =
            std::thread::Builder::new().name(name).spawn(move || serve(&connection, &ear, waiting))?;
        Ok(Writer { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` on the writer's thread. If it fails, what it wrote is taken back; others are not affected.
    pub(crate) async fn write<T, F>(&self, promise: Promise, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Request { promise, work: Some(work), outcome: None, reply });
        let jobs = self.jobs.as_ref().ok_or_else(errors::closed)?;
        jobs.send(job).await.map_err(|_| errors::closed())?;
        answer.await.map_err(|_| errors::closed())?
    }
}

impl Drop for Writer {
    /// Lets the thread finish what waits; the file is closed when this returns.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the writer has shown itself already, to those who waited for its answers.
            let _ = thread.join();
        }
    }
}

/// A request whose answer's type is forgotten.
trait Job: Send {
    fn promise(&self) -> Promise;
    /// Does the work and keeps the outcome; returns the error, if it is one.
    fn run(&mut self, connection: &Connection, ear: &Ear) -> Option<StoreError>;
    /// Tells the outcome, unless the transaction as a whole failed.
    fn answer(self: Box<Self>, transaction: Result<(), StoreError>);
}

struct Request<T, F> {
    promise: Promise,
    work: Option<F>,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Request<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
{
    fn promise(&self) -> Promise {
        self.promise
    }

    fn run(&mut self, connection: &Connection, ear: &Ear) -> Option<StoreError> {
        let work = self.work.take()?;
        let outcome = in_savepoint(connection, work).map_err(|error| before_commit(ear, &error));
        let error = outcome.as_ref().err().cloned();
        self.outcome = Some(outcome);
        error
    }

    fn answer(self: Box<Self>, transaction: Result<(), StoreError>) {
        let answer = match (transaction, self.outcome) {
            (_, Some(Err(own))) => Err(own),
            (Err(error), _) => Err(error),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(errors::closed()),
        };
        // Whoever asked may have stopped waiting.
        let _ = self.reply.send(answer);
    }
}

/// Brings the log into the file when it has grown, as SQLite would by itself, but hears when that fails: a log of which
/// nobody knows how much is on the disk must not grow further.
fn empty_log(connection: &mut Connection, ear: Ear) -> rusqlite::Result<()> {
    connection.wal_hook(Some(move |wal: &mut Wal, pages| {
        if pages >= LOG_PAGES
            && let Err(error) = wal.checkpoint()
        {
            ear.failure(&error);
        }
        // The commit before it is not touched by any of this.
        Ok(())
    }))
}

fn serve(connection: &Connection, ear: &Ear, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
    let mut batch = Vec::with_capacity(BATCH_WRITES_MAX);
    // How the connection was opened.
    let mut promise = Promise::Durable;
    while waiting.blocking_recv_many(&mut batch, BATCH_WRITES_MAX) > 0 {
        let outcome = written(connection, ear, &mut promise, &mut batch);
        for job in batch.drain(..) {
            job.answer(outcome.clone());
        }
    }
    if ear.has_failed() {
        // What the log says is brought into the file by the next server, which makes the log firm first. That this fails
        // changes nothing that can be changed here.
        let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    }
}

fn written(
    connection: &Connection,
    ear: &Ear,
    promise: &mut Promise,
    batch: &mut [Box<dyn Job>],
) -> Result<(), StoreError> {
    if ear.has_failed() {
        return Err(errors::failed());
    }
    promised(connection, ear, promise, batch)?;
    in_transaction(connection, ear, batch)
}

/// Brings the connection to the strongest promise that the batch needs.
fn promised(
    connection: &Connection,
    ear: &Ear,
    now: &mut Promise,
    batch: &[Box<dyn Job>],
) -> Result<(), StoreError> {
    let durable = batch.iter().any(|job| job.promise() == Promise::Durable);
    let wanted = if durable { Promise::Durable } else { Promise::Repeatable };
    if *now != wanted {
        let level = match wanted {
            Promise::Durable => "FULL",
            Promise::Repeatable => "NORMAL",
        };
        let set = connection.pragma_update(None, "synchronous", level);
        set.map_err(|error| before_commit(ear, &error))?;
        *now = wanted;
    }
    Ok(())
}

fn in_transaction(connection: &Connection, ear: &Ear, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    statement(connection, "BEGIN IMMEDIATE").map_err(|error| before_commit(ear, &error))?;
    for job in batch {
        let error = job.run(connection, ear);
        // After some errors (disk full, disk failing) SQLite takes the whole transaction back by itself.
        if connection.is_autocommit() {
            return Err(error.unwrap_or_else(errors::closed));
        }
    }
    let committed = statement(connection, "COMMIT");
    if committed.is_err() && !connection.is_autocommit() {
        // The transaction must not stay open for the next batch; that it failed is known already.
        let _ = statement(connection, "ROLLBACK");
    }
    match committed {
        Ok(()) => {
            ear.success();
            Ok(())
        }
        Err(error) => {
            ear.failure(&error);
            Err(errors::at_commit(&error))
        }
    }
}

fn before_commit(ear: &Ear, error: &rusqlite::Error) -> StoreError {
    ear.failure(error);
    errors::before_commit(error)
}

fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    statement(connection, "SAVEPOINT request")?;
    let outcome = work(connection);
    if outcome.is_err() && !connection.is_autocommit() {
        statement(connection, "ROLLBACK TO request")?;
    }
    if !connection.is_autocommit() {
        statement(connection, "RELEASE request")?;
    }
    outcome
}

fn statement(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}
