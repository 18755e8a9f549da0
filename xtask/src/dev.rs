//! `cargo xtask dev`: the server with the ETL example, from a fresh clone in one command.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::report::Report;
use crate::repository::Repository;

const CONFIG: &str = "examples/etl-approval/stepwell.toml";

/// Builds, makes the orders and becomes the server. Returns only if something failed.
pub fn run(repository: &Repository, arguments: &[String]) -> ExitCode {
    let example = repository.root.join("examples/etl-approval");
    // The example's configuration names the programs by this path, wherever cargo builds otherwise.
    let target = repository.root.join("target");
    let mut report = Report::new();
    let mut build =
        repository.cargo(&["build", "--package", "stepwell", "--package", "etl-approval-functions"]);
    if !report.step("build", build.arg("--bins").arg("--target-dir").arg(&target)) {
        return ExitCode::FAILURE;
    }
    let programs = target.join("debug");
    if !example.join("data/incoming/orders.csv").is_file() {
        let mut orders = Command::new(programs.join("make-orders"));
        if !report.step("orders", orders.current_dir(&example)) {
            return ExitCode::FAILURE;
        }
    }
    serve(repository, &programs.join("stepwell"), arguments)
}

/// Becomes the server, so that signals reach it and nothing stands between it and the terminal.
fn serve(repository: &Repository, program: &Path, arguments: &[String]) -> ExitCode {
    let mut server = Command::new(program);
    server.arg("dev").arg("--config").arg(repository.root.join(CONFIG));
    server.arg("--data").arg(repository.root.join(".stepwell")).args(arguments);
    println!("── serve: stepwell dev --config {CONFIG} --data .stepwell {}", arguments.join(" "));
    let cause = server.current_dir(&repository.root).exec();
    eprintln!("`{}` did not start: {cause}", program.display());
    ExitCode::FAILURE
}
