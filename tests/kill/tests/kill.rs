//! The kill test; `stepwell_kill` says what it is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use stepwell_kill::bins::server_beside;
use stepwell_kill::chance::Chance;
use stepwell_kill::client::Client;
use stepwell_kill::diary;
use stepwell_kill::ground::Ground;
use stepwell_kill::load::{call_back, planned, start_all, wait_for_all};
use stepwell_kill::server::{Server, free_port};
use stepwell_kill::settings::{KILLS_MIN, LIFE_MS, Settings};
use stepwell_kill::verdict::{Planned, Verdict};
use stepwell_kill::workflow::{KINDS, machines};

/// Clients that start executions side by side.
const CLIENTS: usize = 8;

/// How long executions may take to end after the last kill.
const LAST_WAIT: Duration = Duration::from_secs(30);

const FUNCTION: &str = env!("CARGO_BIN_EXE_kill-function");
const JOB: &str = env!("CARGO_BIN_EXE_kill-job");

/// What happened to the servers.
#[derive(Default)]
struct Lives {
    /// When each was ready, in seconds since 1970.
    ready: Vec<f64>,
    took: Vec<Duration>,
}

fn start(program: &Path, ground: &Ground, port: u16, lives: &mut Lives) -> Server {
    let server = Server::start(program, ground, port).unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    lives.ready.push(now.as_secs_f64());
    lives.took.push(server.took);
    server
}

/// Kills the server and starts the next until it is time; the last one stays.
fn kill(
    program: &Path,
    ground: &Ground,
    port: u16,
    settings: &Settings,
    over: &AtomicBool,
) -> (Server, Lives) {
    let mut chance = Chance::new(settings.seed ^ 1);
    let mut lives = Lives::default();
    let begun = Instant::now();
    let mut server = start(program, ground, port, &mut lives);
    while begun.elapsed().as_secs() < settings.seconds || lives.took.len() <= KILLS_MIN {
        std::thread::sleep(Duration::from_millis(chance.between(LIFE_MS.0, LIFE_MS.1)));
        server.kill().unwrap();
        server = start(program, ground, port, &mut lives);
    }
    over.store(true, Ordering::Relaxed);
    (server, lives)
}

#[test]
fn executions_outlive_kills() {
    let settings = Settings::read("KILL", 200, 25).unwrap();
    println!("STEPWELL_KILL_SEED={}", settings.seed);
    let begun = Instant::now();
    let program = server_beside(Path::new(FUNCTION)).unwrap();
    let ground = Ground::new().unwrap();
    ground.furnish(&machines(), Path::new(FUNCTION), Path::new(JOB)).unwrap();
    let (port, all) = (free_port().unwrap(), planned(&settings, &KINDS));
    let (next, killed, ended) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicBool::new(false));
    let client = Client::new(port);
    let (server, lives) = std::thread::scope(|scope| {
        let killer = scope.spawn(|| kill(&program, &ground, port, &settings, &killed));
        let starters: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(|| start_all(&client, &all, &settings, &next))).collect();
        let answering = scope.spawn(|| call_back(&client, &ground.diary(), &ended));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let started: Vec<_> = starters.into_iter().map(|starter| starter.join()).collect();
            let killed = killer.join().unwrap();
            started.into_iter().for_each(|started| started.unwrap().unwrap());
            let waited = wait_for_all(&client, &all, LAST_WAIT);
            let (took, last) = waited.unwrap_or_else(|error| panic!("{error}\nin {}", ground.path.display()));
            println!("all had ended {} ms after the last kill, `{last}` last", took.as_millis());
            killed
        }));
        ended.store(true, Ordering::Relaxed);
        answering.join().unwrap().unwrap();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let verdict = Verdict::of(&client, &all, &diary::entries(&ground.diary()).unwrap()).unwrap();
    report(&all, &lives, &verdict, begun.elapsed());
    let complaints = &verdict.complaints;
    let place = ground.path.display();
    assert!(complaints.is_empty(), "{} complaints, in {place}\n{}", complaints.len(), complaints.join("\n"));
    drop(server);
    ground.remove().unwrap();
}

fn report(all: &[Planned], lives: &Lives, verdict: &Verdict, took: Duration) {
    let mut starts: Vec<u128> = lives.took.iter().map(Duration::as_millis).collect();
    starts.sort_unstable();
    // How long after a server was ready it noticed that an attempt was lost.
    let noticed = |at: &f64| {
        let ready = lives.ready.iter().filter(|ready| *ready <= at).copied().fold(f64::MIN, f64::max);
        ((at - ready) * 1_000.0).round() as i64
    };
    let mut noticed: Vec<i64> = verdict.losses.iter().map(noticed).collect();
    noticed.sort_unstable();
    println!(
        "{} executions and {} children, {} events; {} kills; {} attempts lost, {} executions failed for it",
        all.len(),
        verdict.children,
        verdict.events,
        lives.took.len() - 1,
        verdict.losses.len(),
        verdict.failed
    );
    println!(
        "servers ready after {} ms (median), {} ms (most); losses noticed {} ms (median), {} ms (most) after that; {} s in all",
        starts[starts.len() / 2],
        starts[starts.len() - 1],
        noticed.get(noticed.len() / 2).copied().unwrap_or(0),
        noticed.last().copied().unwrap_or(0),
        took.as_secs()
    );
}
