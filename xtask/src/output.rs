//! What test runners say in the end: libtest (`test result: …`), cargo-nextest (`Summary […] …`) and Python's unittest
//! (`Ran … tests`, then `OK` or `FAILED` with details).

use std::time::Duration;

/// How many tests there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// Of unittest, whose number of tests comes a line before the failures among them.
    ran: u64,
}

impl Counts {
    /// Adds what another output told.
    pub fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Reads a line of a runner's output.
    pub fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += before(rest, " passed");
            self.failed += before(rest, " failed");
            self.skipped += before(rest, " ignored");
        } else if line.starts_with("Summary [") && line.contains(" run: ") {
            let rest = line.split_once(" run: ").map_or("", |(_, rest)| rest);
            self.passed += before(rest, " passed");
            self.failed +=
                before(rest, " failed") + before(rest, " timed out") + before(rest, " exec failed");
            self.skipped += before(rest, " skipped");
        } else if let Some(rest) = line.strip_prefix("Ran ") {
            self.ran = rest.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default();
        } else if self.ran > 0 && (line.starts_with("OK") || line.starts_with("FAILED")) {
            let failed = after(line, "failures=") + after(line, "errors=");
            let skipped = after(line, "skipped=");
            self.passed += self.ran.saturating_sub(failed + skipped);
            self.failed += failed;
            self.skipped += skipped;
            self.ran = 0;
        }
    }

    /// The closing line, as cargo-nextest writes it.
    pub fn summary(&self, took: Duration) -> String {
        let failed = if self.failed > 0 { format!(", {} failed", self.failed) } else { String::new() };
        let run = self.passed + self.failed;
        let seconds = took.as_secs_f64();
        format!(
            "     Summary [{seconds:>8.3}s] {run} tests run: {} passed{failed}, {} skipped",
            self.passed, self.skipped
        )
    }
}

/// The line without the sequences that colour it.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(next) = chars.next() {
        if next == '\u{1b}' {
            // A colour ends with a letter.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(next);
        }
    }
    text
}

/// The number directly before a word, 0 if there is none.
fn before(line: &str, word: &str) -> u64 {
    let Some((head, _)) = line.split_once(word) else { return 0 };
    let digits = head.len() - head.trim_end_matches(|next: char| next.is_ascii_digit()).len();
    head[head.len() - digits..].parse().unwrap_or_default()
}

/// The number directly after a word, 0 if there is none.
fn after(line: &str, word: &str) -> u64 {
    let Some((_, tail)) = line.split_once(word) else { return 0 };
    let end = tail.find(|next: char| !next.is_ascii_digit()).unwrap_or(tail.len());
    tail[..end].parse().unwrap_or_default()
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
