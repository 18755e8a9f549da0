//! `--shrink` on the command line: shrinks with progress, within its runs and its time, tells the small scenario and
//! keeps it.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use stepwell_simulation::shrink::{Progress, Shrunk, shrink, told};
use stepwell_simulation::{Options, Scenario, run_scenario};

use crate::arguments::Arguments;

/// Time between two lines of progress.
const PROGRESS: Duration = Duration::from_secs(5);

/// Where small scenarios are kept if nobody says.
const FOLDER: &str = "target/shrunk";

/// Shrinks one scenario.
pub fn run(scenario: &Scenario, arguments: &Arguments) -> ExitCode {
    // Assertions that fail are told as violations, not thousands of times as panics.
    std::panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let mut told_at = began;
    let mut goes_on = |progress: &Progress| {
        if told_at.elapsed() >= PROGRESS {
            told_at = Instant::now();
            let seconds = began.elapsed().as_secs();
            eprintln!("{seconds} s, {} runs, {}: {}", progress.runs, progress.what, progress.size);
        }
        progress.runs < arguments.shrink_runs && began.elapsed().as_secs() < arguments.shrink_seconds
    };
    let options = arguments.options();
    let Some(shrunk) = shrink(scenario, &options, &mut goes_on) else {
        println!("it does not fail: there is nothing to shrink");
        return ExitCode::SUCCESS;
    };
    print!("{}", tell(&shrunk, &options));
    println!("after {} runs in {} s", shrunk.runs, began.elapsed().as_secs());
    match keep(&shrunk, scenario.seed, arguments.keep.as_deref().unwrap_or(FOLDER)) {
        Ok(file) => println!("kept: {file}\nagain: cargo xtask sim --scenario {file} --trace"),
        Err(complaint) => println!("{complaint}"),
    }
    ExitCode::FAILURE
}

/// All that a person needs.
fn tell(shrunk: &Shrunk, options: &Options) -> String {
    let with_lines = Options { with_lines: true, ..options.clone() };
    let report = run_scenario(&shrunk.scenario, &with_lines);
    format!(
        "\n{}\nin order:\n{}\nbefore: {}\nafter:  {}\n",
        told::scenario(&shrunk.scenario),
        told::trace(&report),
        shrunk.before,
        shrunk.after
    )
}

/// Keeps it; the file.
fn keep(shrunk: &Shrunk, seed: u64, folder: &str) -> Result<String, String> {
    let rule = shrunk.violation.rule.to_lowercase();
    let file = Path::new(folder).join(format!("{rule}-seed-{seed}.json")).display().to_string();
    let wrong = |error: &dyn std::fmt::Display| format!("`{file}` could not be written: {error}");
    let text = shrunk.scenario.to_json().map_err(|error| wrong(&error))?;
    std::fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
    std::fs::write(&file, text).map_err(|error| wrong(&error))?;
    Ok(file)
}
