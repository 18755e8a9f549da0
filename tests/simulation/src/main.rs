//! The command line of the simulator: many seeds with progress and a summary, one seed with its trace, or a scenario that
//! was kept in a file.

mod arguments;
mod many;
mod shrinking;
mod tally;
mod trials;

use std::process::ExitCode;

use arguments::{Arguments, HELP};
use stepwell_simulation::{Options, Report, Scenario, run_scenario, swarm};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let arguments = match Arguments::read(&words) {
        Ok(arguments) => arguments,
        Err(complaint) => {
            eprint!("{complaint}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    if arguments.wants_help {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    if arguments.wants_trials {
        return trials::run();
    }
    let scenario = match (&arguments.scenario, arguments.seed) {
        (Some(file), _) => match read(file) {
            Ok(scenario) => Some(scenario),
            Err(complaint) => {
                eprintln!("`{file}`: {complaint}");
                return ExitCode::from(2);
            }
        },
        (None, Some(seed)) => Some(arguments.profiled(swarm::scenario(seed))),
        (None, None) => None,
    };
    match scenario {
        Some(scenario) if arguments.shrinks => shrinking::run(&scenario, &arguments),
        Some(scenario) => one(&scenario, &arguments),
        None => many::run(&arguments),
    }
}

fn read(file: &str) -> Result<Scenario, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    Scenario::from_json(&text).map_err(|error| error.to_string())
}

/// Runs one scenario and tells everything about it.
fn one(scenario: &Scenario, arguments: &Arguments) -> ExitCode {
    if arguments.shows_scenario {
        match scenario.to_json() {
            Ok(text) => println!("{text}"),
            Err(error) => eprintln!("{error}"),
        }
        return ExitCode::SUCCESS;
    }
    let options = Options { with_lines: arguments.with_trace, ..arguments.options() };
    let report = run_scenario(scenario, &options);
    print!("{}", report.lines);
    tell(&report);
    if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came of a run, in lines.
fn tell(report: &Report) {
    for ending in &report.endings {
        let status = ending.status.as_ref().map_or("not there", |status| status.name());
        let (machine, name) = (&ending.key.machine, &ending.key.execution);
        println!("{machine}/{name} {status} after {} events in {} pages", ending.events, ending.pages);
    }
    println!(
        "seed {} points {} steps {} simulated {} s hash {:016x}",
        report.seed,
        report.points,
        report.steps,
        report.simulated_ms / 1_000,
        report.trace_hash
    );
    if !report.violations.is_empty() {
        print!("{}", many::failure(report));
    }
}
