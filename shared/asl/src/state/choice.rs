//! The Choice state and its rules. Source: Amazon States Language, "Choice State".

use std::sync::Arc;

use stepwell_query::path::Path;

use crate::machine::StateId;

/// What a Choice state does.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Rules in order; the first that matches wins.
    pub rules: Vec<Rule>,
    /// Where to go when no rule matches.
    pub default: Option<StateId>,
}

/// One top-level choice rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it matches.
    pub test: Test,
    /// Where to go then.
    pub next: StateId,
}

/// A test, possibly of tests.
#[derive(Clone, Debug)]
pub enum Test {
    /// All match; stops at the first that does not.
    And(Vec<Test>),
    /// One matches; stops at the first that does.
    Or(Vec<Test>),
    /// The inner one does not match.
    Not(Box<Test>),
    /// A comparison with an operand.
    Compare {
        /// What is compared.
        variable: Path,
        /// Type of values compared; a value of another type never matches.
        family: Family,
        /// Which relation.
        relation: Relation,
        /// With what.
        operand: Operand,
    },
    /// `StringMatches`: a pattern in which an unescaped `*` stands for any characters.
    Matches {
        /// What is matched.
        variable: Path,
        /// Literal pieces between the wildcards, escapes resolved: `a*b` is `["a", "b"]`.
        pieces: Vec<Arc<str>>,
    },
    /// `IsNull`, `IsPresent` and the like.
    Is {
        /// What is looked at.
        variable: Path,
        /// For what.
        trait_: Trait,
        /// The answer that matches.
        expected: bool,
    },
}

/// The types of values that comparisons know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `String…`: by code unit.
    String,
    /// `Numeric…`.
    Numeric,
    /// `Boolean…`: equality only.
    Boolean,
    /// `Timestamp…`: RFC 3339 texts, compared as instants.
    Timestamp,
}

/// The relations that comparisons know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `…Equals`.
    Equals,
    /// `…LessThan`.
    LessThan,
    /// `…GreaterThan`.
    GreaterThan,
    /// `…LessThanEquals`.
    LessThanEquals,
    /// `…GreaterThanEquals`.
    GreaterThanEquals,
}

/// What a variable is compared with.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A value of the right type, given in the definition.
    Literal(serde_json::Value),
    /// `…Path`: a path into the effective input, the context object or a variable.
    Path(Path),
}

/// What the `Is…` tests look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// `IsNull`.
    Null,
    /// `IsPresent`: the path leads to something, perhaps null.
    Present,
    /// `IsNumeric`.
    Numeric,
    /// `IsString`.
    String,
    /// `IsBoolean`.
    Boolean,
    /// `IsTimestamp`: a string that is an RFC 3339 timestamp.
    Timestamp,
}

/// Takes a pattern of `StringMatches` apart at its wildcards: `a*b` is `["a", "b"]`, `a` is `["a"]`. A backslash takes
/// the character after it literally, so that `\*` is a star and `\\` a backslash; a last single one is itself.
/// Source: Amazon States Language, "Choice State", `StringMatches`.
pub fn pieces(pattern: &str) -> Vec<Arc<str>> {
    let mut pieces: Vec<Arc<str>> = Vec::new();
    let mut piece = String::new();
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '*' => pieces.push(std::mem::take(&mut piece).into()),
            '\\' => piece.push(rest.next().unwrap_or('\\')),
            other => piece.push(other),
        }
    }
    pieces.push(piece.into());
    pieces
}

#[cfg(test)]
mod tests;
