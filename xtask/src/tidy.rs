//! `cargo xtask tidy`: the rules about the tree itself, without building the product.

use std::process::ExitCode;

use crate::report::Report;
use crate::repository::Repository;

/// Runs format and tidy tests.
pub fn run(repository: &Repository) -> ExitCode {
    let mut report = Report::new();
    report.step("format", &mut repository.cargo(&["fmt", "--all", "--check"]));
    report.tests("tidy", &mut repository.cargo(&["test", "--quiet", "--package", "stepwell-tidy"]));
    report.close()
}
