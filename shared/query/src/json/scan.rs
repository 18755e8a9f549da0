//! Looks through a text that is not JSON for the words the service's parser has for it. Without recursion: what is
//! open is a list.
//!
//! Absent on purpose: values. A text that passes here may still be refused by the reader that builds them.

mod token;

use super::error::{JsonError, source_location};

/// What the parser waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expects {
    /// A value, or the end of an array that has just begun.
    FirstItem,
    Value,
    /// A name, or the end of an object that has just begun.
    FirstName,
    Name,
    Colon,
    /// A comma or the end of what is open.
    Comma,
}

/// An array or object that is open: its bracket and where it stands.
#[derive(Debug, Clone, Copy)]
struct Open {
    bracket: char,
    at: usize,
}

/// Reads a text from left to right, in bytes.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
}

/// The deepest nesting of brackets outside strings; right for valid texts.
pub(super) fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The first thing that is wrong, if anything is.
pub(super) fn diagnose(text: &str, nesting_max: usize) -> Option<JsonError> {
    let mut scanner = Scanner { text, at: 0, open: Vec::new() };
    scanner.run(nesting_max).err()
}

impl Scanner<'_> {
    fn run(&mut self, nesting_max: usize) -> Result<(), JsonError> {
        let mut expects = Expects::Value;
        loop {
            self.skip_blanks();
            if self.open.is_empty() && expects == Expects::Comma {
                return self.trailing();
            }
            let Some(next) = self.peek() else { return Err(self.end(expects)) };
            expects = match expects {
                Expects::FirstItem if next == ']' => self.close(next)?,
                Expects::FirstName if next == '}' => self.close(next)?,
                Expects::FirstItem | Expects::Value => self.value(next)?,
                Expects::FirstName | Expects::Name => self.name(next)?,
                Expects::Colon => self.colon(next)?,
                Expects::Comma => self.comma(next)?,
            };
            if self.open.len() > nesting_max {
                let (line, column) = self.place(self.at);
                return Err(JsonError { line, column, ..JsonError::too_deep(nesting_max) });
            }
        }
    }

    fn value(&mut self, next: char) -> Result<Expects, JsonError> {
        match next {
            '{' | '[' => {
                self.open.push(Open { bracket: next, at: self.at });
                self.at += 1;
                Ok(if next == '{' { Expects::FirstName } else { Expects::FirstItem })
            }
            '"' => {
                self.string("string value", "Unexpected end-of-input: was expecting closing quote for a string value")?;
                Ok(Expects::Comma)
            }
            '-' | '0'..='9' => {
                self.number()?;
                Ok(Expects::Comma)
            }
            ']' | '}' if !self.closes(next) => Err(self.bad_close(next)),
            next if next.is_alphabetic() || next == '_' || next == '$' => {
                self.literal()?;
                Ok(Expects::Comma)
            }
            next => Err(self.unexpected(
                next,
                "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            )),
        }
    }

    fn name(&mut self, next: char) -> Result<Expects, JsonError> {
        match next {
            '"' => {
                self.string("name", "Unexpected end-of-input in field name")?;
                Ok(Expects::Colon)
            }
            ']' => Err(self.bad_close(next)),
            next => Err(self.unexpected(next, "was expecting double-quote to start field name")),
        }
    }

    fn colon(&mut self, next: char) -> Result<Expects, JsonError> {
        if next != ':' {
            return Err(self.unexpected(next, "was expecting a colon to separate field name and value"));
        }
        self.at += 1;
        Ok(Expects::Value)
    }

    fn comma(&mut self, next: char) -> Result<Expects, JsonError> {
        let in_object = self.open.last().is_some_and(|open| open.bracket == '{');
        match next {
            ',' => {
                self.at += 1;
                Ok(if in_object { Expects::Name } else { Expects::Value })
            }
            ']' | '}' => self.close(next),
            next => {
                let kind = if in_object { "Object" } else { "Array" };
                Err(self.unexpected(next, &format!("was expecting comma to separate {kind} entries")))
            }
        }
    }

    fn closes(&self, next: char) -> bool {
        let wanted = if next == ']' { '[' } else { '{' };
        self.open.last().is_some_and(|open| open.bracket == wanted)
    }

    fn close(&mut self, next: char) -> Result<Expects, JsonError> {
        if !self.closes(next) {
            return Err(self.bad_close(next));
        }
        self.open.pop();
        self.at += 1;
        Ok(Expects::Comma)
    }

    fn bad_close(&self, next: char) -> JsonError {
        let (wanted, start) = match self.open.last() {
            Some(open) if open.bracket == '{' => {
                ('}', format!("for Object starting at {}", self.source(open.at)))
            }
            Some(open) => (']', format!("for Array starting at {}", self.source(open.at))),
            None => {
                return self.unexpected(
                    next,
                    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                );
            }
        };
        let text = format!("Unexpected close marker '{next}': expected '{wanted}' ({start})");
        JsonError::syntax(text, self.place(self.at + 1))
    }

    /// A second value behind the first, if there is one.
    fn trailing(&mut self) -> Result<(), JsonError> {
        let Some(next) = self.peek() else { return Ok(()) };
        let start = self.at;
        self.value(next)?;
        let kind = match next {
            '{' => "START_OBJECT",
            '[' => "START_ARRAY",
            '"' => "VALUE_STRING",
            't' => "VALUE_TRUE",
            'f' => "VALUE_FALSE",
            'n' => "VALUE_NULL",
            _ if self.text.get(start..self.at).is_some_and(|number| number.contains(['.', 'e', 'E'])) => {
                "VALUE_NUMBER_FLOAT"
            }
            _ => "VALUE_NUMBER_INT",
        };
        let text = format!(
            "Trailing token (of type {kind}) found after value (bound as `com.fasterxml.jackson.databind.JsonNode`): not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`"
        );
        Err(JsonError::syntax(text, self.place(start)))
    }

    fn end(&self, expects: Expects) -> JsonError {
        let text = match (self.open.last(), expects) {
            (None, _) => "No content to map due to end-of-input".to_owned(),
            (Some(open), Expects::FirstItem | Expects::FirstName | Expects::Comma) => {
                let kind = if open.bracket == '{' { "Object" } else { "Array" };
                format!(
                    "Unexpected end-of-input: expected close marker for {kind} (start marker at {})",
                    self.source(open.at)
                )
            }
            (Some(open), Expects::Value | Expects::Name | Expects::Colon) => {
                let kind = if open.bracket == '{' { "Object" } else { "Array" };
                format!("Unexpected end-of-input within/between {kind} entries")
            }
        };
        JsonError::syntax(text, self.place(self.at))
    }

    fn source(&self, at: usize) -> String {
        let (line, column) = self.place(at);
        source_location(self.text, line, column)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// The error for a character that does not belong where the scanner stands.
    fn unexpected(&self, character: char, why: &str) -> JsonError {
        self.unexpected_at(self.at, character, why)
    }

    fn unexpected_at(&self, at: usize, character: char, why: &str) -> JsonError {
        let text = format!("Unexpected character ({}): {why}", describe(character));
        JsonError::syntax(text, self.place(at + character.len_utf8()))
    }

    /// Line and column of a place.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before.get(line_start..).unwrap_or_default().encode_utf16().count() + 1)
    }
}

/// How the parser names a character.
fn describe(character: char) -> String {
    let code = u32::from(character);
    if character.is_control() {
        return format!("(CTRL-CHAR, code {code})");
    }
    if code > 255 {
        return format!("'{character}' (code {code} / 0x{code:x})");
    }
    format!("'{character}' (code {code})")
}
