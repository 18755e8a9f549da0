//! A position in a path's text. All delimiters of the syntax are ASCII, so bytes are looked at and every cut falls
//! between characters.

use super::error::PathError;

/// Reads a text from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    /// The byte read next.
    pub(super) at: usize,
    /// How many filters and arguments this text stands in.
    pub(super) nesting: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, nesting: usize) -> Self {
        Self { text, at: 0, nesting }
    }

    /// The byte at the position.
    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    /// The byte at any place.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The text from the position on.
    pub(super) fn rest(&self) -> &'t str {
        self.slice(self.at, self.text.len())
    }

    /// A part of the text; empty if the ends do not fit.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The first place from `from` on that is not a blank.
    pub(super) fn significant(&self, from: usize) -> usize {
        let mut at = from;
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    /// Moves over blanks.
    pub(super) fn skip_blanks(&mut self) {
        self.at = self.significant(self.at);
    }

    /// Whether at most one character is left: Jayway does not look at it.
    pub(super) fn at_tail(&self) -> bool {
        self.rest().chars().nth(1).is_none()
    }

    /// A place as Jayway counts it: in UTF-16 units.
    pub(super) fn position(&self, at: usize) -> usize {
        self.slice(0, at).encode_utf16().count()
    }

    /// The place behind a quoted text that starts at `open`, or nothing if it is not closed.
    pub(super) fn after_quote(&self, open: usize) -> Option<usize> {
        let quote = self.byte(open)?;
        let mut at = open + 1;
        loop {
            match self.byte(at)? {
                b'\\' => at += 2,
                byte if byte == quote => return Some(at + 1),
                _ => at += 1,
            }
        }
    }

    /// The place behind the bracket that closes the one at `open`; quoted texts are skipped.
    pub(super) fn after_bracket(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = open;
        loop {
            match self.byte(at)? {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
                b'\'' | b'"' => {
                    at = self.after_quote(at)?;
                    continue;
                }
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// The error for a token that cannot be read here.
    pub(super) fn bad_token(&self, expected: &str) -> PathError {
        PathError::syntax(format!(
            "Could not parse token starting at position {}{expected}",
            self.position(self.at)
        ))
    }
}

/// Replaces the escapes of Jayway's quoted texts: `\'`, `\"`, `\\`, `\n`, `\uXXXX` and so on; an unknown one gives
/// the character itself. The quote that does not enclose the text needs no escape, and a backslash before it stays:
/// the service was seen to find a member named `a\"b` by `$['a\"b']`, which Jayway alone would not.
pub(super) fn unescape(text: &str, enclosing: u8) -> String {
    let other = if enclosing == b'"' { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            out.push(next);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some('b') => out.push('\u{8}'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(quote) if quote == other => out.extend(['\\', quote]),
            Some(character) => out.push(character),
            None => out.push('\\'),
        }
    }
    out
}
