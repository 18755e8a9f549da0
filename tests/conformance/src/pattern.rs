//! Matches a text of an answer against an expected text with masks. Known placeholders are their value; every other one
//! matches one or more characters, as few as possible; the same name twice in one text is the same text. The regex crate
//! is not used because it has no back-references.

use std::collections::BTreeMap;

use crate::limits::PATTERN_TRIES;
use crate::placeholder::{Piece, Scope, pieces};

/// The texts that numbered masks have taken so far in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings(BTreeMap<String, String>);

impl Bindings {
    /// The text that the numbered mask has taken.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn take(&mut self, captures: &[Capture<'_, '_>]) {
        for (name, text) in captures.iter().filter(|(name, _)| is_remembered(name)) {
            self.0.insert((*name).to_owned(), (*text).to_owned());
        }
    }
}

type Capture<'p, 't> = (&'p str, &'t str);

/// True if a mask keeps its text for the rest of the case: `<<name:N>>` does, `<<name>>` does not.
pub fn is_remembered(name: &str) -> bool {
    name.contains(':')
}

/// True if the text is one mask that stands for a value of any type.
pub fn is_any_value(expected: &str, scope: &Scope) -> bool {
    match pieces(expected).as_slice() {
        [Piece::Placeholder(name)] => !is_remembered(name) && scope.known(name).is_none(),
        _ => false,
    }
}

enum Token<'p> {
    Text(String),
    Mask(&'p str),
}

/// Matches the whole of `actual`. On success the numbered masks take their texts; on failure nothing changes.
pub fn matches(expected: &str, actual: &str, scope: &Scope, bindings: &mut Bindings) -> bool {
    let tokens: Vec<Token<'_>> =
        pieces(expected).into_iter().map(|piece| token(piece, scope, bindings)).collect();
    let mut matcher = Matcher { captures: Vec::new(), tries: PATTERN_TRIES };
    let matched = matcher.rest(&tokens, actual);
    if matched {
        bindings.take(&matcher.captures);
    }
    matched
}

fn token<'p>(piece: Piece<'p>, scope: &Scope, bindings: &Bindings) -> Token<'p> {
    match piece {
        Piece::Literal(text) => Token::Text(text.to_owned()),
        Piece::Placeholder(name) => {
            let fixed = scope.known(name).or_else(|| bindings.get(name).map(str::to_owned));
            fixed.map_or(Token::Mask(name), Token::Text)
        }
    }
}

/// The expected text with what is known of its masks, for reports.
pub fn shown(expected: &str, scope: &Scope, bindings: &Bindings) -> String {
    let each = pieces(expected).into_iter().map(|piece| match token(piece, scope, bindings) {
        Token::Text(text) => text,
        Token::Mask(name) => format!("<<{name}>>"),
    });
    each.collect()
}

struct Matcher<'p, 't> {
    captures: Vec<Capture<'p, 't>>,
    tries: u32,
}

impl<'p, 't> Matcher<'p, 't> {
    fn rest(&mut self, tokens: &[Token<'p>], text: &'t str) -> bool {
        let Some((first, others)) = tokens.split_first() else {
            return text.is_empty();
        };
        match first {
            Token::Text(literal) => {
                text.strip_prefix(literal.as_str()).is_some_and(|left| self.rest(others, left))
            }
            Token::Mask(name) => match self.captures.iter().find(|(taken, _)| taken == name).copied() {
                Some((_, same)) => text.strip_prefix(same).is_some_and(|left| self.rest(others, left)),
                None => self.shortest(name, others, text),
            },
        }
    }

    fn shortest(&mut self, name: &'p str, others: &[Token<'p>], text: &'t str) -> bool {
        for end in text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]) {
            if end == 0 || self.tries == 0 {
                return false;
            }
            self.tries -= 1;
            self.captures.push((name, &text[..end]));
            if self.rest(others, &text[end..]) {
                return true;
            }
            self.captures.pop();
        }
        false
    }
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
