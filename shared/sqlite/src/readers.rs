//! The threads that read, each with a connection of its own. A read starts after it was asked for, so it sees every
//! write that was answered before.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use stepwell_journal::store::StoreError;
use tokio::sync::{mpsc, oneshot};

use crate::errors;
use crate::limits::{READERS, WAITING_REQUESTS_MAX};
use crate::open::{OpenError, open_reader};

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The threads that read and the way to them.
pub(crate) struct Readers {
    jobs: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(crate) fn start(path: &Path) -> Result<Readers, OpenError> {
        let (jobs, waiting) = mpsc::channel(WAITING_REQUESTS_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        let mut readers = Readers { jobs: Some(jobs), threads: Vec::with_capacity(READERS) };
        for number in 1..=READERS {
            let connection = open_reader(path)?;
            let waiting = Arc::clone(&waiting);
            let builder = std::thread::Builder::new().name(format!("sqlite-reader-{number}"));
            let thread = builder.spawn(move || serve(&connection, &waiting));
            readers.threads.push(thread.map_err(|cause| OpenError::Io { path: path.to_owned(), cause })?);
        }
        Ok(readers)
    }

    /// Runs `work` on one of the threads.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(work(connection).map_err(|error| errors::before_commit(&error)));
        });
        let jobs = self.jobs.as_ref().ok_or_else(errors::closed)?;
        jobs.send(job).await.map_err(|_| errors::closed())?;
        answer.await.map_err(|_| errors::closed())?
    }
}

impl Drop for Readers {
    /// The connections are closed when this returns.
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A panic of a reader has shown itself already, to the one who waited for its answer.
            let _ = thread.join();
        }
    }
}

/// One thread waits for the next request and holds the lock meanwhile, the others wait for the lock.
fn serve(connection: &Connection, waiting: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = next else { return };
        job(connection);
    }
}
