//! What was answered is there after the process is killed. The process is this test's own program, started again to run
//! only the writing half.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use stepwell_journal::payloads::Payloads;
use stepwell_journal::queue::{Message, Queue};
use stepwell_journal::store::Store;

use super::{Directory, item};
use crate::Database;

/// Names the file to the writing half.
const FILE: &str = "STEPWELL_SQLITE_KILL_TEST_FILE";

/// Answered writes after which the writing half is killed: while it is in the middle of others.
const ANSWERS: usize = 300;

/// The writing half. Without a file there is nothing for it to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_until_killed() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let database = Database::open(&PathBuf::from(file)).unwrap();
    let mut writers = Vec::new();
    for writer in 0..8 {
        let (store, queue, payloads) = (database.store(), database.queue(), database.payloads());
        writers.push(tokio::spawn(async move {
            for number in 0..100_000 {
                let name = format!("{writer}-{number}");
                match number % 3 {
                    0 => drop(store.create(item("kill", &name)).await.unwrap()),
                    1 => drop(queue.send(&[Message { body: name.clone(), delay_s: 0 }]).await.unwrap()),
                    _ => payloads.put("kill", &name, name.clone().into_bytes()).await.unwrap(),
                }
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nanswered {name}").unwrap();
                out.flush().unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

fn answered_until_killed(directory: &Directory) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["tests::kill::writes_until_killed", "--exact", "--nocapture"])
        .env(FILE, directory.file())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answered = Vec::new();
    for line in lines {
        if let Some(name) = line.unwrap().strip_prefix("answered ") {
            answered.push(name.to_owned());
            if answered.len() == ANSWERS {
                child.kill().unwrap();
            }
        }
    }
    assert!(!child.wait().unwrap().success(), "it was killed, it did not end");
    answered
}

#[tokio::test]
async fn answered_writes_outlive_a_kill() {
    let directory = Directory::new();
    let answered = answered_until_killed(&directory);
    assert!(answered.len() >= ANSWERS);
    let database = Database::open(&directory.file()).unwrap();
    assert_eq!(database.boot(), 2);
    let queue = database.queue();
    let mut messages = Vec::new();
    loop {
        let some = queue.receive(1000, 3600).await.unwrap();
        if some.is_empty() {
            break;
        }
        messages.extend(some.into_iter().map(|delivery| delivery.body));
    }
    for name in answered {
        let number: usize = name.split_once('-').unwrap().1.parse().unwrap();
        let there = match number % 3 {
            0 => database.store().get(&item("kill", &name).key).await.unwrap() == Some(item("kill", &name)),
            1 => messages.contains(&name),
            _ => database.payloads().get("kill", &name).await.unwrap() == Some(name.clone().into_bytes()),
        };
        assert!(there, "{name} was answered and is gone");
    }
    let check = |connection: &rusqlite::Connection| {
        connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))
    };
    assert_eq!(database.shared().readers.read(check).await.unwrap(), "ok");
}
