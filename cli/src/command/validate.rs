//! `stepwell validate`: every complaint about definitions, with severity, code and place. Needs no server.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stepwell_asl::diagnostic::{Diagnostic, Severity};
use stepwell_asl::parse::{Parsed, parse};

use crate::failure::Failure;
use crate::{document, output};

/// `stepwell validate`
#[derive(Debug, Args)]
pub struct Validate {
    /// Definitions; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Type of the state machines
    #[arg(long = "type", value_enum, default_value = "standard")]
    machine_type: MachineType,
    /// Print complaints as JSON
    #[arg(long)]
    json: bool,
}

/// Type of a state machine as the command line writes it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum MachineType {
    Standard,
    Express,
}

impl From<MachineType> for stepwell_asl::machine::MachineType {
    fn from(machine_type: MachineType) -> Self {
        match machine_type {
            MachineType::Standard => stepwell_asl::machine::MachineType::Standard,
            MachineType::Express => stepwell_asl::machine::MachineType::Express,
        }
    }
}

impl Validate {
    /// Exit code 1 if a definition has errors; warnings alone are no errors.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let mut reports = Vec::new();
        let mut all_good = true;
        for file in &self.files {
            let parsed = parse(&document::read(file)?, self.machine_type.into());
            all_good &= parsed.program.is_some();
            if self.json {
                reports.push(report(file, &parsed));
            } else {
                lines(file, &parsed).iter().try_for_each(|line| output::line(line))?;
            }
        }
        if self.json {
            output::json(&Value::Array(reports))?;
        }
        Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn report(file: &Path, parsed: &Parsed) -> Value {
    let complaint = |diagnostic: &Diagnostic| {
        json!({
            "severity": diagnostic.severity.name(),
            "code": diagnostic.code.name(),
            "message": diagnostic.message,
            "location": diagnostic.location,
        })
    };
    json!({
        "file": file.display().to_string(),
        "result": if parsed.program.is_some() { "OK" } else { "FAIL" },
        "diagnostics": parsed.diagnostics.iter().map(complaint).collect::<Vec<_>>(),
        "truncated": parsed.omitted > 0,
    })
}

/// A line for each complaint, and one that says how the file fared.
pub fn lines(file: &Path, parsed: &Parsed) -> Vec<String> {
    let name = file.display();
    let mut lines: Vec<String> = parsed
        .diagnostics
        .iter()
        .map(|diagnostic| format!("{name}: {}: {diagnostic}", diagnostic.severity.name().to_lowercase()))
        .collect();
    if parsed.omitted > 0 {
        lines.push(format!("{name}: {} more complaints left out", parsed.omitted));
    }
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors = parsed.diagnostics.iter().filter(is_error).count();
    let warnings = parsed.diagnostics.len() - errors;
    let verdict = if parsed.program.is_some() { "valid" } else { "not valid" };
    let counted = |count: usize, word: &str| match count {
        0 => String::new(),
        1 => format!(", 1 {word}"),
        count => format!(", {count} {word}s"),
    };
    lines.push(format!("{name}: {verdict}{}{}", counted(errors, "error"), counted(warnings, "warning")));
    lines
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use stepwell_asl::machine::MachineType;
    use stepwell_asl::parse::parse;

    use super::{lines, report};

    #[test]
    fn complaints_are_told_with_their_places() {
        let cases: [(&str, &[&str], &str); 3] = [
            (
                "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}",
                &["f.json: valid"],
                "{\"file\":\"f.json\",\"result\":\"OK\",\"diagnostics\":[],\"truncated\":false}",
            ),
            (
                "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"a\":\"$.b\"},\"End\":true}}}",
                &[
                    "f.json: warning: NO_DOLLAR: The value for field 'a' starts with '$' but the key does not end with '.$' at /States/A/Parameters",
                    "f.json: valid, 1 warning",
                ],
                "",
            ),
            (
                "{\"StartAt\":\"B\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"C\"}}}",
                &["f.json: not valid"],
                "",
            ),
        ];
        for (text, expected, expected_report) in cases {
            let parsed = parse(text, MachineType::Standard);
            let lines = lines(Path::new("f.json"), &parsed);
            let last = lines.last().unwrap();
            assert!(last.starts_with(expected.last().unwrap()), "{lines:?}");
            assert!(lines.iter().all(|line| line.starts_with("f.json: ")), "{lines:?}");
            if !expected_report.is_empty() {
                assert_eq!(report(Path::new("f.json"), &parsed).to_string(), expected_report);
            }
            assert_eq!(lines.len(), parsed.diagnostics.len() + 1);
        }
    }
}
