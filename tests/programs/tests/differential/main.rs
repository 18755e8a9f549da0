//! The engine alone against the reference interpreter: random programs, random worlds, random order of facts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod answer;
mod drive;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use stepwell_programs::chance::Chance;
use stepwell_programs::{Case, Shape, agree, generate};

use drive::{Driven, World};

/// Programs compared in every run of the tests.
const PROGRAMS: u64 = 3_000;

/// Name of the environment's member that says how many programs to compare instead.
const PROGRAMS_WANTED: &str = "STEPWELL_PROGRAMS";

/// Name of the environment's member that says with which seed to begin.
const FIRST_SEED: &str = "STEPWELL_FIRST_SEED";

fn shape(seed: u64) -> Shape {
    match seed % 8 {
        0 => Shape::large(),
        1..=3 => Shape::small(),
        _ => Shape::default(),
    }
}

fn disagreements(case: &Case, driven: &[Driven]) -> Vec<String> {
    let told = driven.iter().filter_map(|driven| {
        let run = agree::Run {
            machine: &driven.machine,
            name: &driven.name,
            history: &driven.history,
            status: &driven.execution.status,
        };
        let found = agree::agrees(case, &run).err()?;
        Some(format!("{}: {found}", driven.name))
    });
    told.collect()
}

fn compare(seed: u64) -> Vec<Driven> {
    let case = generate(seed, &shape(seed));
    let driven = World::new(&case, Chance::new(seed ^ 0x5EED)).run();
    let told = disagreements(&case, &driven);
    if !told.is_empty() {
        let main = &driven.last().unwrap();
        let history: Vec<String> = main
            .history
            .iter()
            .map(|event| format!("{:4} <- {:4} {} {:?}", event.id, event.previous, event.at_ms, event.detail))
            .map(|line| line.chars().take(600).collect())
            .collect();
        panic!(
            "seed {seed}: {told:#?}\n{:#}\n{}",
            case.definition(&main.machine).unwrap(),
            history.join("\n")
        );
    }
    driven
}

fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn the_engine_agrees_with_the_reference() {
    let first = wanted(FIRST_SEED).unwrap_or(0);
    let last = first + wanted(PROGRAMS_WANTED).unwrap_or(PROGRAMS);
    let next = AtomicU64::new(first);
    let ends = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut ends: BTreeMap<&'static str, u64> = BTreeMap::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= last {
                            return ends;
                        }
                        for driven in compare(seed) {
                            *ends.entry(driven.execution.status.name()).or_default() += 1;
                        }
                        if seed % 50_000 == 49_999 {
                            println!("{} programs", seed - first + 1);
                        }
                    }
                })
            })
            .collect();
        let mut all: BTreeMap<&'static str, u64> = BTreeMap::new();
        for thread in threads {
            let ends = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            ends.into_iter().for_each(|(name, count)| *all.entry(name).or_default() += count);
        }
        all
    });
    println!("{} programs compared, executions by end: {ends:?}", last - first);
    for status in ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] {
        assert!(last - first < PROGRAMS || ends.contains_key(status), "no execution ended as {status}");
    }
    assert!(!ends.contains_key("RUNNING"), "executions without end: {ends:?}");
}
