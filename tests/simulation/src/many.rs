//! Many seeds on several threads. Each seed is a run of its own, so threads change nothing but the order of the lines.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use stepwell_programs::census::kinds;
use stepwell_simulation::{Options, Report, Scenario, Violation, run_scenario, swarm};

use crate::arguments::Arguments;
use crate::tally::Tally;

/// Failures that are told in full.
const TOLD_MAX: u64 = 10;

/// Time between two lines of progress.
const PROGRESS: Duration = Duration::from_secs(10);

struct Shared {
    next: AtomicU64,
    tally: Mutex<Tally>,
    began: Instant,
    told: Mutex<Instant>,
}

/// Runs them all.
pub fn run(arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let shared = Shared { next: AtomicU64::new(0), tally: Mutex::default(), began, told: Mutex::new(began) };
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads {
            scope.spawn(|| work(arguments, &shared));
        }
    });
    let tally = shared.tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    print!("{}", tally.summary(began.elapsed().as_secs_f64()));
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(arguments: &Arguments, shared: &Shared) {
    loop {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= arguments.seeds {
            return;
        }
        let scenario = arguments.profiled(swarm::scenario(arguments.from.wrapping_add(number)));
        let (report, kinds) = (survive(arguments, &scenario), kinds(&scenario.machines));
        let mut tally = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.add(&report, kinds);
        if !report.violations.is_empty() && tally.failed <= TOLD_MAX {
            print!("{}", failure(&report));
            keep(arguments, &report);
            if arguments.stops {
                shared.next.store(arguments.seeds, Ordering::Relaxed);
            }
        } else if let Some(violation) = report.violations.first() {
            println!(
                "FAILED seed {} {}",
                report.seed,
                violation.to_string().lines().next().unwrap_or_default()
            );
        }
        let mut told = shared.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= PROGRESS {
            *told = Instant::now();
            println!("{}", tally.line(shared.began.elapsed().as_secs_f64()));
        }
    }
}

/// Runs a scenario; an assertion of the product that fails is a violation too.
fn survive(arguments: &Arguments, scenario: &Scenario) -> Report {
    let options = Options { with_lines: false, ..arguments.options() };
    catch_unwind(AssertUnwindSafe(|| run_scenario(scenario, &options))).unwrap_or_else(|_| Report {
        seed: scenario.seed,
        violations: vec![Violation::new("panic", "an assertion failed; it stands above")],
        ..Report::default()
    })
}

/// A failed run in lines: what was broken, and how to have it again.
pub fn failure(report: &Report) -> String {
    let mut text = format!(
        "\nFAILED seed {} (version {}, {} points, {} disturbances, hash {:016x})\n",
        report.seed,
        env!("CARGO_PKG_VERSION"),
        report.points,
        report.happened.len(),
        report.trace_hash
    );
    for violation in &report.violations {
        text.push_str(&format!("  {violation}\n"));
    }
    if let Ok(list) = serde_json::to_string(&report.happened) {
        text.push_str(&format!("  disturbances: {list}\n"));
    }
    text.push_str(&format!("  again: cargo xtask sim --seed {} --trace\n", report.seed));
    text
}

/// Keeps the scenario of a failed run, with exactly what went wrong in it.
fn keep(arguments: &Arguments, report: &Report) {
    let Some(folder) = &arguments.keep else { return };
    let scenario = arguments.profiled(swarm::scenario(report.seed)).with(report.happened.clone());
    let file = format!("{folder}/seed-{}.json", report.seed);
    let kept = scenario.to_json().map_err(|error| error.to_string());
    let kept = kept.and_then(|text| std::fs::write(&file, text).map_err(|error| error.to_string()));
    match kept {
        Ok(()) => println!("  kept: {file}"),
        Err(error) => println!("  `{file}` could not be written: {error}"),
    }
}
