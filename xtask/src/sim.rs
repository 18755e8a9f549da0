//! `cargo xtask sim`: the simulator, built to be fast.

use std::process::ExitCode;

use crate::report::Report;
use crate::repository::Repository;

/// Seeds in every test run.
const SEEDS: &str = "2000";

/// The package, optimised as simulations are, and able to leave out rules of the protocol.
const FAST: [&str; 6] =
    ["--profile", "simulation", "--package", "stepwell-simulation", "--features", "weakened"];

/// Packages whose tests run thousands of executions: built like the simulator, which needs all that is under them so too,
/// they take a fraction of the time.
pub const HEAVY: [&str; 2] = ["stepwell-simulation", "stepwell-protocol-tests"];

/// What runs the simulator; its own words follow.
const PROGRAM: [&str; 4] = ["run", "--quiet", "--bin", "sim"];

/// The same seed is the same run: without this nothing that the simulator says means anything.
pub fn determinism(repository: &Repository, report: &mut Report) {
    let words = [&["test"][..], &FAST, &["--test", "determinism"]].concat();
    report.tests("determinism", &mut repository.cargo(&words));
}

/// All points of the protocol, scenarios that failed once, rules left out, and seeds.
pub fn seeds(repository: &Repository, report: &mut Report) {
    // With the same features, so that nothing is built twice.
    let mut words = vec!["test", "--no-fail-fast", "--profile", "simulation"];
    words.extend(["--features", "stepwell-simulation/weakened"]);
    words.extend(HEAVY.iter().flat_map(|package| ["--package", *package]));
    report.tests("points and regressions", &mut repository.cargo(&words));
    let words = [&PROGRAM[..], &FAST, &["--", "--seeds", SEEDS]].concat();
    report.step("seeds", &mut repository.cargo(&words));
}

/// Runs it with these words; its own help says which there are.
pub fn run(repository: &Repository, words: &[String]) -> ExitCode {
    let mut command = repository.cargo(&[&PROGRAM[..], &FAST, &["--"]].concat());
    match command.args(words).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}
