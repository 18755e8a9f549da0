//! The server from outside, as people meet it: milliseconds from its start to the first answer, resident memory while
//! it is idle, requests over loopback, a chain of 100 states, and how often that reaches the disk. Prints one line for
//! each figure. Not with criterion: what starts once cannot be iterated.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails has nothing to say")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use stepwell_bench::chain::{choice, passes};
use stepwell_kill::bins::server_beside;
use stepwell_kill::client::{Client, machine_arn};
use stepwell_kill::ground::Ground;
use stepwell_kill::server::{Server, free_port};

/// How often something is done for a median.
const TIMES: usize = 200;

/// How long starts are counted.
const SPAN: Duration = Duration::from_secs(5);

fn main() {
    let here = std::env::current_exe().unwrap();
    // Benchmarks stand in `deps`, programs one folder above.
    let program = server_beside(here.parent().unwrap()).unwrap();
    let ground = Ground::new().unwrap();
    let nothing = Path::new("true");
    ground.furnish(&[("chain", passes(100)), ("choice", choice())], nothing, nothing).unwrap();
    let port = free_port().unwrap();
    first_answer(&program, &ground, port);
    let server = Server::start(&program, &ground, port).unwrap();
    let client = Client::new(port);
    std::thread::sleep(Duration::from_secs(2));
    memory("after start", server.id());
    requests(&client);
    fsyncs(&client, server.id());
    starts(port, 1);
    starts(port, 16);
    std::thread::sleep(Duration::from_secs(2));
    memory("after all this", server.id());
    drop(server);
    ground.remove().unwrap();
}

/// From the start of the process until a request is answered.
fn first_answer(program: &Path, ground: &Ground, port: u16) {
    let mut ready = Vec::new();
    let mut answered = Vec::new();
    for _ in 0..20 {
        let begun = Instant::now();
        let server = Server::start(program, ground, port).unwrap();
        ready.push(server.took);
        Client::new(port).call("ListStateMachines", &json!({})).unwrap();
        answered.push(begun.elapsed());
        server.kill().unwrap();
    }
    figure("server ready", &mut ready);
    figure("first answer", &mut answered);
}

fn requests(client: &Client) {
    for (name, machine) in [("choice of 3 states", "choice"), ("chain of 100 states", "chain")] {
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            start(client, machine);
            took.push(begun.elapsed());
        }
        figure(&format!("start to end, {name}"), &mut took);
    }
}

fn start(client: &Client, machine: &str) {
    let request = json!({ "stateMachineArn": machine_arn(machine), "input": "{\"n\":1}" });
    client.call("StartExecution", &request).unwrap();
}

/// Starts per second with so many clients.
fn starts(port: u16, clients: usize) {
    let begun = Instant::now();
    let count = || {
        let client = Client::new(port);
        let mut count = 0;
        while begun.elapsed() < SPAN {
            start(&client, "choice");
            count += 1;
        }
        count
    };
    let total: u32 = std::thread::scope(|scope| {
        let running: Vec<_> = (0..clients).map(|_| scope.spawn(count)).collect();
        running.into_iter().map(|one| one.join().unwrap()).sum()
    });
    println!(
        "StartExecution, {clients} clients: {:.0} executions/s",
        f64::from(total) / begun.elapsed().as_secs_f64()
    );
}

/// How often the disk is reached by one execution, if there is a program that can count it.
fn fsyncs(client: &Client, process: u32) {
    let log = std::env::temp_dir().join(format!("stepwell-fsyncs-{process}"));
    let tracing = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync,sync_file_range", "-o"])
        .arg(&log)
        .args(["-p", &process.to_string()])
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut tracing) = tracing else {
        println!("fsyncs of a chain of 100 states: not counted, `strace` is not there");
        return;
    };
    std::thread::sleep(Duration::from_secs(1));
    for _ in 0..10 {
        start(client, "chain");
    }
    std::thread::sleep(Duration::from_secs(1));
    // SIGINT lets go of the server; a kill might leave it stopped.
    let _ = Command::new("kill").args(["-INT", &tracing.id().to_string()]).status();
    let _ = tracing.wait();
    let seen = std::fs::read_to_string(&log).unwrap_or_default();
    let count = seen.lines().filter(|line| line.contains("sync(")).count();
    println!("fsyncs of a chain of 100 states: {:.1}", count as f64 / 10.0);
    let _ = std::fs::remove_file(log);
}

/// Resident memory, from `/proc` where there is one.
fn memory(when: &str, process: u32) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    for line in status
        .lines()
        .filter(|line| ["VmRSS", "RssAnon", "RssFile", "Threads"].iter().any(|name| line.starts_with(name)))
    {
        println!("{when}: {}", line.replace(['\t', ' '], ""));
    }
}

fn figure(name: &str, took: &mut [Duration]) {
    took.sort_unstable();
    let ms = |at: usize| took[at].as_secs_f64() * 1_000.0;
    println!("{name}: {:.1} ms (median), {:.1} ms (most)", ms(took.len() / 2), ms(took.len() - 1));
}
