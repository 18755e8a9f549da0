//! Complaints about a definition as lines for people. Deliberately absent: finding them (`stepwell-asl`).

use std::path::Path;

use stepwell_asl::diagnostic::{Diagnostic, Severity};
use stepwell_asl::parse::Parsed;

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

    use super::lines;

    #[test]
    fn each_complaint_is_a_line_with_its_place() {
        let cases = [
            ("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"End\":true}}}", "f.json: valid"),
            (
                "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"a\":\"$.b\"},\"End\":true}}}",
                "f.json: valid, 1 warning",
            ),
            ("[]", "f.json: not valid, 1 error"),
            (
                "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"C\"}}}",
                "f.json: not valid, 2 errors",
            ),
        ];
        for (text, expected) in cases {
            let parsed = parse(text, MachineType::Standard);
            let lines = lines(Path::new("f.json"), &parsed);
            assert_eq!(lines.last().unwrap(), expected, "{lines:?}");
            assert_eq!(lines.len(), parsed.diagnostics.len() + 1);
            assert!(lines.iter().all(|line| line.starts_with("f.json: ")), "{lines:?}");
        }
    }
}
