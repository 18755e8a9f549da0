//! What went wrong in a case, for people. UUIDs, timestamps and ARNs are shown as symbols in the order of their first
//! occurrence, so that what is printed is the difference that counts.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::compare::Difference;
use crate::limits::{REPORTED_CHARACTERS, REPORTED_DIFFERENCES};

/// Why a case failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `area/name` of the case.
    pub case: String,
    /// Number of the step, from 1, and what it does.
    pub step: String,
    /// What went wrong, ready to be printed.
    pub text: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n{}", self.case, self.step, self.text)
    }
}

static SYMBOLS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let arn = r"(?P<arn>arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[A-Za-z0-9_:/.-]+)";
    let uuid = r"(?P<uuid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})";
    let time =
        r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?|\b1[0-9]{9}\.[0-9]+\b)";
    Regex::new(&format!("{arn}|{uuid}|{time}")).ok()
});

/// Symbols for texts that differ from run to run.
#[derive(Debug, Default)]
pub struct Symbols {
    taken: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, usize>,
}

impl Symbols {
    /// The text with every UUID, timestamp and ARN replaced by its symbol.
    pub fn replace(&mut self, text: &str) -> String {
        match SYMBOLS.as_ref() {
            Some(pattern) => {
                pattern.replace_all(text, |found: &Captures<'_>| self.symbol(found)).into_owned()
            }
            None => text.to_owned(),
        }
    }

    fn symbol(&mut self, found: &Captures<'_>) -> String {
        let kind =
            ["arn", "uuid", "time"].into_iter().find(|kind| found.name(kind).is_some()).unwrap_or("text");
        let text = &found[0];
        if let Some(symbol) = self.taken.get(text) {
            return symbol.clone();
        }
        let count = self.counts.entry(kind).or_insert(0);
        *count += 1;
        let symbol = format!("{kind}-{count}");
        self.taken.insert(text.to_owned(), symbol.clone());
        symbol
    }
}

/// The differences as text: the first ones in full, then how many more there are.
pub fn differences(differences: &[Difference]) -> String {
    let mut symbols = Symbols::default();
    let mut text = String::new();
    for difference in differences.iter().take(REPORTED_DIFFERENCES) {
        let expected = shortened(&symbols.replace(&difference.expected));
        let actual = shortened(&symbols.replace(&difference.actual));
        text.push_str(&format!("  {}\n    expected {expected}\n    got      {actual}\n", difference.path));
    }
    if differences.len() > REPORTED_DIFFERENCES {
        text.push_str(&format!("  and {} more\n", differences.len() - REPORTED_DIFFERENCES));
    }
    text
}

/// Two outlines side by side; rows that are not equal carry a mark.
pub fn side_by_side(expected: &[String], actual: &[String]) -> String {
    let width = expected.iter().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for row in 0..expected.len().max(actual.len()) {
        let (left, right) = (cell(expected, row), cell(actual, row));
        let mark = if left == right { ' ' } else { '!' };
        text.push_str(&format!("  {mark} {left:width$} | {right}\n"));
    }
    text
}

fn cell(lines: &[String], row: usize) -> &str {
    lines.get(row).map_or("", String::as_str)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(REPORTED_CHARACTERS) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
