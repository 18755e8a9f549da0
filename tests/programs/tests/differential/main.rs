//! The engine alone against the reference interpreter: random programs, random worlds, random order of facts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod answer;
mod drive;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use stepwell_programs::chance::Chance;
use stepwell_programs::{Case, Shape, agree, generate, shrink_candidates};

use drive::{Driven, World};

/// Programs compared in every run of the tests.
const PROGRAMS: u64 = 1_500;

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

/// What of a failed program is shown: all of it if it is the only one.
fn shown(case: &Case, driven: &[Driven]) -> String {
    if wanted(PROGRAMS_WANTED) != Some(1) {
        return String::new();
    }
    let mut shown = String::new();
    for driven in driven {
        shown.push_str(&format!("{}\n{:#}\n", driven.name, case.definition(&driven.machine).unwrap()));
        for event in &driven.history {
            let line = format!("{:4} <- {:4} {} {:?}", event.id, event.previous, event.at_ms, event.detail);
            shown.push_str(&format!("{}\n", line.chars().take(500).collect::<String>()));
        }
    }
    shown
}

fn compare(seed: u64, told: &Mutex<Vec<String>>) -> Vec<Driven> {
    let case = generate(seed, &shape(seed));
    let driven = World::new(&case, Chance::new(seed ^ 0x5EED)).run();
    let found = disagreements(&case, &driven);
    if !found.is_empty() {
        let text = format!("seed {seed}: {}\n{}", found.join("\n"), shown(&case, &driven));
        told.lock().unwrap().push(text);
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
    let told = Mutex::new(Vec::new());
    let ends = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut ends: BTreeMap<&'static str, u64> = BTreeMap::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= last || told.lock().unwrap().len() > 20 {
                            return ends;
                        }
                        for driven in compare(seed, &told) {
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
    let told = told.into_inner().unwrap();
    assert!(told.is_empty(), "{} programs do not agree:\n{}", told.len(), told.join("\n"));
    println!("{} programs compared, executions by end: {ends:?}", last - first);
    for status in ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] {
        assert!(last - first < PROGRAMS || ends.contains_key(status), "no execution ended as {status}");
    }
    assert!(!ends.contains_key("RUNNING"), "executions without end: {ends:?}");
}

/// Every smaller program is a program that ends and that both sides agree about; a greedy search ends with little.
#[test]
fn smaller_programs_are_programs() {
    for seed in 0..12 {
        let mut case = generate(seed, &shape(seed));
        let states = case.states();
        let mut steps = 0;
        // Every step takes something away.
        while let Some(smaller) = shrink_candidates(&case).into_iter().nth(seed as usize % 3) {
            let driven = World::new(&smaller, Chance::new(seed)).run();
            let found = disagreements(&smaller, &driven);
            assert!(found.is_empty(), "seed {seed}, step {steps}: {found:#?}\n{:#?}", smaller.machines);
            assert!(
                driven.iter().all(|driven| !driven.execution.status.is_running()),
                "seed {seed}, step {steps}"
            );
            case = smaller;
            steps += 1;
            assert!(steps < 2_000, "seed {seed} does not come to an end");
        }
        assert!(case.states() <= states, "seed {seed}");
        assert!(case.states() <= 6, "seed {seed} ends with {:#?}", case.machines);
    }
}
