//! Complaints about a definition as lines for people. Deliberately absent: finding them (`stepwell-asl`).

use std::path::Path;

use stepwell_asl::diagnostic::{Diagnostic, Severity};
use stepwell_asl::parse::Parsed;

/// A line for each complaint, and one that says how the file fared.
pub fn lines(file: &Path, parsed: &Parsed) -> Vec<String> {
    let name = file.display();
    let mut lines: Vec<String> =
        parsed.diagnostics.iter().map(|diagnostic| line(&name.to_string(), diagnostic)).collect();
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

/// One complaint. Where the text is not JSON, the place stands as compilers write it, `f.json:3:12:`, instead of AWS's
/// quotation of the whole text.
fn line(file: &str, diagnostic: &Diagnostic) -> String {
    let severity = diagnostic.severity.name().to_lowercase();
    let place = diagnostic.location.as_deref().and_then(|location| {
        let (_, place) = location.strip_prefix("[Source: ")?.rsplit_once("; line: ")?;
        place.strip_suffix(']')?.split_once(", column: ")
    });
    let Some((line, column)) = place else { return format!("{file}: {severity}: {diagnostic}") };
    let message =
        diagnostic.message.rsplit_once("\n at [Source: ").map_or(&*diagnostic.message, |(said, _)| said);
    format!("{file}:{line}:{column}: {severity}: {}: {}", diagnostic.code.name(), without_source(message))
}

/// A message that tells of another place too, without the text that AWS quotes there.
fn without_source(message: &str) -> String {
    let quoted = message.split_once("[Source: ").and_then(|(said, rest)| {
        let (_, place) = rest.rsplit_once("; line: ")?;
        let (place, behind) = place.split_once(']')?;
        Some(format!("{said}line {place}{behind}"))
    });
    quoted.unwrap_or_else(|| message.to_owned())
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

    #[test]
    fn a_text_that_is_not_json_is_told_by_line_and_column() {
        let parsed = parse("{\n \"StartAt\": nope }", MachineType::Standard);
        let lines = lines(Path::new("f.json"), &parsed);
        assert!(lines[0].starts_with("f.json:2:17: error: INVALID_JSON_DESCRIPTION: "), "{lines:?}");
        assert!(!lines[0].contains("Source"), "{lines:?}");
        let parsed = parse("{\n", MachineType::Standard);
        let open = "f.json:2:1: error: INVALID_JSON_DESCRIPTION: Unexpected end-of-input: expected close marker for \
                    Object (start marker at line 1, column: 1)";
        assert_eq!(super::lines(Path::new("f.json"), &parsed)[0], open);
    }
}
