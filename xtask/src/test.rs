//! `cargo xtask test`: everything that must hold. A failed step does not keep the next ones from running.

use std::process::ExitCode;

use crate::clients;
use crate::python;
use crate::report::Report;
use crate::repository::Repository;
use crate::sim;

/// Runs all steps.
pub fn run(repository: &Repository) -> ExitCode {
    let mut report = Report::new();
    sim::determinism(repository, &mut report);
    report.step("format", &mut repository.cargo(&["fmt", "--all", "--check"]));
    let lints = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    report.step("lints", &mut repository.cargo(&lints));
    tests(repository, &mut report);
    sim::seeds(repository, &mut report);
    if repository.has_subcommand("deny") {
        report.step("licences", &mut repository.cargo(&["deny", "check", "bans", "licenses", "sources"]));
    } else {
        report.skip("licences", "`cargo install cargo-deny` brings what checks them");
    }
    clients::run(repository, &mut report);
    aws(repository, &mut report);
    report.close()
}

/// The client of AWS, which the workspace builds without, and the ports over an emulator. Last, because the SDK takes
/// minutes to build.
fn aws(repository: &Repository, report: &mut Report) {
    let here = ["--package", "stepwell-aws", "--features", "ports", "--all-targets"];
    let lints = [&["clippy"][..], &here, &["--", "--deny", "warnings"]].concat();
    report.step("aws lints", &mut repository.cargo(&lints));
    let mut tests = repository.cargo(&[&["test"][..], &here].concat());
    let folder = repository.root.join("tests/emulators");
    if let Some(python) = python::environment(repository, "emulators", &folder, report) {
        // The emulator stands beside the interpreter.
        tests.env("STEPWELL_EMULATOR", python.with_file_name("ministack"));
    }
    report.tests("aws tests", &mut tests);
}

fn tests(repository: &Repository, report: &mut Report) {
    let runner = if repository.has_subcommand("nextest") { &["nextest", "run"][..] } else { &["test"] };
    let mut words = [runner, &["--workspace", "--no-fail-fast"]].concat();
    // These are built and run with the seeds.
    words.extend(sim::HEAVY.iter().flat_map(|package| ["--exclude", *package]));
    let mut command = repository.cargo(&words);
    match repository.conformance() {
        Some(folder) => {
            println!("── recorded cases: {}", folder.display());
            command.env("STEPWELL_CONFORMANCE_DIR", folder);
        }
        None => report.skip("recorded cases", "STEPWELL_CONFORMANCE_DIR does not name their folder"),
    }
    report.tests("tests", &mut command);
}
