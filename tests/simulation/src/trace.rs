//! The trace of a run: a running hash over everything that happened, and on demand its lines.

use std::fmt::Write as _;

/// Odd constant of the hash; the golden ratio in 64 bits.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Everything that happened, folded into 64 bits.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    hash: u64,
    steps: u64,
    lines: Option<String>,
}

impl Trace {
    /// `with_lines` keeps the lines too.
    pub fn new(with_lines: bool) -> Self {
        Trace { hash: 0, steps: 0, lines: with_lines.then(String::new) }
    }

    /// Folds words in.
    pub fn fold(&mut self, words: &[u64]) {
        self.steps += 1;
        for word in words {
            self.hash = (self.hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
        }
    }

    /// Adds a line, if lines are kept.
    pub fn line(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.lines {
            // Writing into a text cannot fail.
            let _ = writeln!(lines, "{}", line());
        }
    }

    pub fn has_lines(&self) -> bool {
        self.lines.is_some()
    }

    pub fn hash(&self) -> u64 {
        self.hash ^ self.steps
    }

    pub fn take_lines(&mut self) -> String {
        self.lines.take().unwrap_or_default()
    }
}

/// Folds a text into a word.
pub(crate) fn word(text: &str) -> u64 {
    let mut hash = text.len() as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR);
    }
    hash
}
