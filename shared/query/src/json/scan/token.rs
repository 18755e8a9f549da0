//! The tokens of a JSON text that can be wrong inside: strings, numbers, `true`, `false` and `null`.

use super::{JsonError, Scanner, describe};
use crate::limits::TOKEN_QUOTE_CHARS_MAX;

impl Scanner<'_> {
    /// Reads a quoted text; `place` and `unclosed` word what may be wrong with it.
    pub(super) fn string(&mut self, place: &str, unclosed: &str) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            let Some(next) = self.peek() else {
                return Err(JsonError::syntax(unclosed.to_owned(), self.place(self.at)));
            };
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(());
                }
                '\\' => self.escape(unclosed)?,
                next if u32::from(next) < 0x20 => {
                    let text = format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to be included in {place}",
                        describe(next)
                    );
                    // A line break in a string does not begin a new line for the parser.
                    let (line, column) = self.place(self.at);
                    return Err(JsonError::syntax(text, (line, column + 1)));
                }
                next => self.at += next.len_utf8(),
            }
        }
    }

    fn escape(&mut self, unclosed: &str) -> Result<(), JsonError> {
        self.at += 1;
        let Some(next) = self.peek() else {
            return Err(JsonError::syntax(unclosed.to_owned(), self.place(self.at)));
        };
        self.at += next.len_utf8();
        match next {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => Ok(()),
            'u' => {
                for _ in 0..4 {
                    let Some(digit) = self.peek() else {
                        return Err(JsonError::syntax(unclosed.to_owned(), self.place(self.at)));
                    };
                    if !digit.is_ascii_hexdigit() {
                        return Err(
                            self.unexpected(digit, "expected a hex-digit for character escape sequence")
                        );
                    }
                    self.at += 1;
                }
                Ok(())
            }
            next => {
                let text = format!("Unrecognized character escape {}", describe(next));
                Err(JsonError::syntax(text, self.place(self.at)))
            }
        }
    }

    pub(super) fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some('-') {
            self.at += 1;
            self.digits("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        } else {
            self.digits("expected a digit")?;
        }
        if self.peek() == Some('.') {
            self.at += 1;
            self.fraction("Decimal point not followed by a digit")?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            self.fraction("Exponent indicator not followed by a digit")?;
        }
        match self.peek() {
            Some(next) if self.open.is_empty() && !next.is_ascii_whitespace() => {
                Err(self.unexpected(next, "Expected space separating root-level values"))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The digits before the point: one zero, or no zero in front.
    fn digits(&mut self, why: &str) -> Result<(), JsonError> {
        let start = self.at;
        self.fraction(why)?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        if digits.len() > 1 && digits.starts_with('0') {
            let text = "Invalid numeric value: Leading zeroes not allowed".to_owned();
            return Err(JsonError::syntax(text, self.place(start + 1)));
        }
        Ok(())
    }

    fn fraction(&mut self, why: &str) -> Result<(), JsonError> {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        if length > 0 {
            self.at += length;
            return Ok(());
        }
        match self.peek() {
            Some(next) => Err(self.unexpected(next, why)),
            None => {
                let text = "Unexpected end-of-input in a Number value".to_owned();
                Err(JsonError::syntax(text, self.place(self.at)))
            }
        }
    }

    pub(super) fn literal(&mut self) -> Result<(), JsonError> {
        let rest = self.rest();
        let in_token = |next: char| next.is_alphanumeric() || next == '_' || next == '$';
        let length = rest.find(|next| !in_token(next)).unwrap_or(rest.len());
        let token: String = rest.get(..length).unwrap_or_default().to_owned();
        self.at += length;
        if matches!(token.as_str(), "true" | "false" | "null") {
            return Ok(());
        }
        let mut quoted: String = token.chars().take(TOKEN_QUOTE_CHARS_MAX).collect();
        if quoted.len() < token.len() {
            quoted.push_str("...");
        }
        let text = format!(
            "Unrecognized token '{quoted}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        Err(JsonError::syntax(text, self.place(self.at)))
    }
}
