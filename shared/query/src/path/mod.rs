//! JSONPath as Step Functions understands it: Jayway's syntax and answers, with the service's three roots
//! (`$` input, `$$` context object, `$name` variable) and its rule for indefinite paths.
//!
//! Absent on purpose: writing (see [`crate::reference`]), and every rule on which field takes which path.

mod answer;
mod bracket;
mod call;
mod cursor;
mod error;
mod evaluate;
mod filter;
mod function;
mod parse;
mod scan;
mod segment;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use std::borrow::Cow;
use std::cell::Cell;

use serde_json::Value;

pub use error::{NotFound, PathError};
use evaluate::Walk;
pub(crate) use segment::Segment;

use crate::limits::{PATH_RESULT_BYTES_MAX, PATH_VISITS_MAX, VARIABLE_NAME_CHARS_MAX};

/// What a path starts from. Source: Amazon States Language, "Paths", and the developer guide on variables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// `$`: the input of the field that holds the path.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a workflow variable, by its name without `$`.
    Variable(String),
}

/// A path, parsed once. Reading it from a value cannot fail for the path's own sake.
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    root: Root,
    segments: Vec<Segment>,
    definite: bool,
    simple: bool,
}

impl Path {
    /// Parses a path as it stands in a definition: `$…`, `$$…` or `$name…`.
    ///
    /// # Errors
    /// [`PathError`] with Jayway's text where Jayway has one.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let trimmed = text.trim();
        let Some(rest) = trimmed.strip_prefix('$') else {
            return Err(PathError::Root(text.to_owned()));
        };
        if let Some(rest) = rest.strip_prefix('$') {
            return Self::compile(text, Root::Context, &format!("${rest}"));
        }
        let name_end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(name_end);
        if name.is_empty() {
            return Self::compile(text, Root::Input, trimmed);
        }
        if !is_variable_name(name) {
            return Err(PathError::VariableName(name.to_owned()));
        }
        Self::compile(text, Root::Variable(name.to_owned()), &format!("${rest}"))
    }

    /// Parses a path by Jayway's rules alone: one root, `$`, which may be left out.
    ///
    /// # Errors
    /// [`PathError`] with Jayway's text.
    pub fn parse_jayway(text: &str) -> Result<Self, PathError> {
        Self::compile(text, Root::Input, text)
    }

    fn compile(text: &str, root: Root, jayway: &str) -> Result<Self, PathError> {
        let segments = parse::parse(jayway, 0)?.segments;
        let definite = segment::is_definite(&segments);
        let simple = segments.iter().all(Segment::is_single);
        Ok(Self { text: text.to_owned(), root, segments, definite, simple })
    }

    /// The path as its author wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the path starts from.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Whether the path names one place at most. Jayway counts `['a','b']` at the end and functions as definite.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        self.definite
    }

    /// Whether this is a Reference Path: only `.name`, `['name']` and `[n]` with `n` from 0, and none of
    /// `@ , : ? *` outside quotes. Source: Amazon States Language, "Reference Paths".
    #[must_use]
    pub fn is_reference(&self) -> bool {
        let plain = parse::ends_cleanly(&self.text) && !parse::outside_quotes(&self.text, "@,:?*()");
        plain && self.simple && self.segments.iter().all(|segment| !matches!(segment, Segment::Index(..0)))
    }

    /// The names of the variables the path reads, sorted, without `$`. Filters cannot name variables.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        match &self.root {
            Root::Input | Root::Context => Vec::new(),
            Root::Variable(name) => vec![name],
        }
    }

    /// The path in the bracket form in which errors name it, the root always as `$`: `$['a'][0]`.
    #[must_use]
    pub fn normalised(&self) -> String {
        segment::normalised(&self.segments)
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Reads the path from the value of its root with the service's rule: a definite path gives the one value, an
    /// indefinite one the array of its matches, `[]` also when something before the wildcard is missing.
    ///
    /// # Errors
    /// [`NotFound`] for a definite path without a match, or when a bound of this crate is reached.
    pub fn read<'v>(&self, value: &'v Value) -> Result<Cow<'v, Value>, NotFound> {
        match self.read_jayway(value) {
            Err(missing) if !self.definite && missing.is_absence() => {
                Ok(Cow::Owned(Value::Array(Vec::new())))
            }
            answer => answer,
        }
    }

    /// Reads the path with Jayway's rule, under which an indefinite path fails when its definite beginning is missing.
    ///
    /// # Errors
    /// [`NotFound`] with Jayway's text, or when a bound of this crate is reached.
    pub fn read_jayway<'v>(&self, value: &'v Value) -> Result<Cow<'v, Value>, NotFound> {
        if self.simple {
            return answer::follow(&self.segments, value).map(Cow::Borrowed);
        }
        let visits = Cell::new(PATH_VISITS_MAX);
        let found = Walk::run(&self.segments, value, value, &visits)?;
        answer::conclude(&self.segments, self.definite, found, PATH_RESULT_BYTES_MAX)
    }
}

impl PartialEq for Path {
    /// Two paths are equal when they are written alike.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Whether a text is a variable name: a letter or underscore, then letters, digits, underscores; at most
/// [`VARIABLE_NAME_CHARS_MAX`] characters. Source: Amazon States Language, "Variables".
#[must_use]
pub fn is_variable_name(name: &str) -> bool {
    let mut rest = name.chars();
    let starts = rest.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    starts
        && rest.all(|next| next.is_alphanumeric() || next == '_')
        && name.chars().count() <= VARIABLE_NAME_CHARS_MAX
}
