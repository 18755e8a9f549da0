//! `stepwell validate`: every complaint about definitions, with severity, code and place. Needs no server.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use stepwell_asl::diagnostic::Diagnostic;
use stepwell_asl::parse::Parsed;
use stepwell_integrations::definition::parse;

use crate::failure::Failure;
use crate::{complaints, document, output};

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
                complaints::lines(file, &parsed).iter().try_for_each(|line| output::line(line))?;
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use stepwell_asl::machine::MachineType;
    use stepwell_asl::parse::parse;

    use super::report;

    #[test]
    fn reports_are_json() {
        let cases = [
            (
                "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}",
                "{\"file\":\"f.json\",\"result\":\"OK\",\"diagnostics\":[],\"truncated\":false}",
            ),
            ("[]", "{\"file\":\"f.json\",\"result\":\"FAIL\",\"diagnostics\":[{\"severity\":\"ERROR\","),
        ];
        for (text, expected) in cases {
            let report = report(Path::new("f.json"), &parse(text, MachineType::Standard)).to_string();
            assert!(report.starts_with(expected), "{report}");
        }
    }
}
