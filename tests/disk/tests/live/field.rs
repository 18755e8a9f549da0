//! What every test here needs: the programs, the folder, and the load while something is done to the server.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use stepwell_disk::keeper::Keeper;
use stepwell_disk::shim;
use stepwell_disk::tally::print_verdict;
use stepwell_kill::bins::{server_beside, workers_beside};
use stepwell_kill::client::Client;
use stepwell_kill::diary;
use stepwell_kill::ground::Ground;
use stepwell_kill::load::{call_back, start_all, wait_for_all};
use stepwell_kill::server::free_port;
use stepwell_kill::settings::Settings;
use stepwell_kill::verdict::{Planned, Verdict};
use stepwell_kill::workflow::machines;

/// Clients that start executions side by side.
const CLIENTS: usize = 6;

/// How long a client asks again: through faults, restarts and a frozen server.
const PATIENCE: Duration = Duration::from_secs(90);

/// A folder, the programs beside it, and who asks.
pub struct Field {
    pub ground: Ground,
    pub client: Client,
    port: u16,
    program: PathBuf,
}

impl Field {
    pub fn new() -> Field {
        static PROGRAMS: OnceLock<(PathBuf, PathBuf, PathBuf)> = OnceLock::new();
        let (program, function, job) = PROGRAMS.get_or_init(|| {
            // `target/debug/deps/live-…` stands one folder below the programs.
            let deps = std::env::current_exe().unwrap().parent().unwrap().to_owned();
            let (function, job) = workers_beside(&deps).unwrap();
            (server_beside(&deps).unwrap(), function, job)
        });
        let ground = Ground::new().unwrap();
        ground.furnish(&machines(), function, job).unwrap();
        let port = free_port().unwrap();
        let mut client = Client::new(port);
        client.patience = PATIENCE;
        Field { ground, client, port, program: program.clone() }
    }

    /// Starts servers as the ground is furnished by then.
    pub fn keeper(&self) -> Keeper {
        Keeper::new(self.program.clone(), self.ground.clone(), self.port)
    }

    /// Starts all executions and answers callbacks while `harm` is done, waits for the end of all, and judges.
    pub fn endure(
        &self,
        settings: &Settings,
        all: &[Planned],
        most: Duration,
        harm: impl FnOnce() + Send,
    ) -> Verdict {
        let (next, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
        let client = &self.client;
        std::thread::scope(|scope| {
            let harming = scope.spawn(harm);
            let starters: Vec<_> =
                (0..CLIENTS).map(|_| scope.spawn(|| start_all(client, all, settings, &next))).collect();
            let answering = scope.spawn(|| call_back(client, &self.ground.diary(), &ended));
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let started: Vec<_> = starters.into_iter().map(|starter| starter.join()).collect();
                harming.join().unwrap();
                started.into_iter().for_each(|started| started.unwrap().unwrap());
                let waited = wait_for_all(client, all, most);
                let (took, last) =
                    waited.unwrap_or_else(|error| panic!("{error}\nin {}", self.ground.path.display()));
                println!("all had ended {} ms after the last fault, `{last}` last", took.as_millis());
            }));
            ended.store(true, Ordering::Relaxed);
            answering.join().unwrap().unwrap();
            outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        });
        let entries = diary::entries(&self.ground.diary()).unwrap();
        let verdict = Verdict::of(client, all, &entries).unwrap();
        print_verdict(all, &verdict);
        verdict
    }

    /// The last words: nothing to complain about, a whole database, and no folder left behind.
    pub fn close(self, verdict: &Verdict, mut keeper: Keeper) {
        keeper.kill().unwrap();
        let place = self.ground.path.display();
        let complaints = &verdict.complaints;
        assert!(
            complaints.is_empty(),
            "{} complaints, in {place}\n{}",
            complaints.len(),
            complaints.join("\n")
        );
        assert_eq!(keeper.panics, Vec::<String>::new(), "in {place}");
        let odd = std::mem::take(&mut self.client.troubles().odd);
        assert_eq!(odd, Vec::<String>::new(), "in {place}");
        let database = shim::database(&self.ground);
        let database = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        let integrity: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(integrity, "ok", "in {place}");
        drop(database);
        self.ground.remove().unwrap();
    }
}

/// The shim in the folder of a field, or nothing where it cannot be had; then the test has said so.
pub fn library(field: &Field, test: &str) -> Option<PathBuf> {
    match shim::built(&field.ground.path).unwrap() {
        Ok(library) => Some(library),
        Err(why) => {
            println!("SKIPPED {test}: {why}");
            None
        }
    }
}
