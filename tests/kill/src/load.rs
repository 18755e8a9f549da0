//! The load that a server is under: clients that start executions, one that answers callbacks, and a wait for the end.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Trouble;
use crate::chance::Chance;
use crate::client::{Answer, Client};
use crate::diary;
use crate::settings::Settings;
use crate::verdict::{Planned, story};
use crate::workflow::{Kind, answered};

/// Executions of these kinds in turn, their inputs by chance.
pub fn planned(settings: &Settings, kinds: &[Kind]) -> Vec<Planned> {
    let mut chance = Chance::new(settings.seed);
    let each = |number: usize| {
        let kind = kinds[number % kinds.len()];
        let input = json!({
            "n": 1_000 + number % 10, "ms": chance.between(5, 400), "wait": chance.between(1, 3),
        });
        Planned { kind, name: format!("{}-{number}", kind.machine()), input }
    };
    (0..settings.executions).map(each).collect()
}

/// Starts executions until all have started, spread over most of the test's time. `next` is shared by all clients.
///
/// # Errors
/// One is refused, or nobody answers for a long time.
pub fn start_all(
    client: &Client,
    all: &[Planned],
    settings: &Settings,
    next: &AtomicUsize,
) -> Result<(), Trouble> {
    let begun = Instant::now();
    let spread = Duration::from_secs(settings.seconds) * 9 / 10;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(planned) = all.get(number) else { return Ok(()) };
        let due = spread.mul_f64(number as f64 / all.len() as f64);
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        let start = if number.is_multiple_of(2) { Client::start } else { Client::start_with_key };
        start(client, planned.kind.machine(), &planned.name, &planned.input)?;
    }
}

/// Answers every token that comes into the diary until everything is over.
///
/// # Errors
/// An answer is refused though its task may still be open.
pub fn call_back(client: &Client, diary: &Path, over: &AtomicBool) -> Result<(), Trouble> {
    let (mut answered_keys, mut read) = (BTreeSet::new(), 0);
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(30));
        for entry in diary::entries_behind(diary, &mut read)? {
            let Some(token) = &entry.token else { continue };
            if !answered_keys.insert(entry.key.clone()) {
                continue;
            }
            let output = answered(entry.execution()).to_string();
            match client.call("SendTaskSuccess", &json!({ "taskToken": token, "output": output }))? {
                Answer::Done(_) => {}
                // The attempt was lost before, or a first request had come through unanswered.
                Answer::Refused(code) if code == "TaskTimedOut" => {}
                Answer::Refused(code) => return Err(format!("{}: {code}", entry.key).into()),
            }
        }
    }
    Ok(())
}

/// Waits until all have ended, and says how long that took and who was last.
///
/// # Errors
/// Some have not ended after `most`; their stories are told.
pub fn wait_for_all(client: &Client, all: &[Planned], most: Duration) -> Result<(Duration, String), Trouble> {
    let begun = Instant::now();
    let mut open: Vec<&Planned> = all.iter().collect();
    let mut last = String::new();
    loop {
        let mut still = Vec::new();
        for planned in open {
            if client.describe(&planned.arn())?["status"] == "RUNNING" {
                still.push(planned);
            }
        }
        open = still;
        let Some(first) = open.first() else { return Ok((begun.elapsed(), last)) };
        last.clone_from(&first.name);
        if begun.elapsed() > most {
            let mut stories = vec![format!("{} of {} have not ended", open.len(), all.len())];
            for planned in open {
                stories.push(format!("{} stands still:\n{}", planned.name, story(client, &planned.arn())?));
            }
            return Err(stories.join("\n").into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
