//! The parts of a parsed path and how they are written in errors. Absent: what they do to a value.

use std::fmt::{self, Display, Formatter, Write as _};

use serde_json::Value;

use super::filter::Filter;

/// One part of a path after its root.
#[derive(Debug, Clone)]
pub(crate) enum Segment {
    /// `.name`, `['name']`.
    Property(String),
    /// `['a','b']`: two or more.
    Properties(Vec<String>),
    /// `[n]`, negative from the end.
    Index(i64),
    /// `[a,b]`.
    Indexes(Vec<i64>),
    /// `[a:b]`; at least one side is given. A third part is read and ignored, as Jayway does.
    Slice(Option<i64>, Option<i64>),
    /// `.*`, `[*]`.
    Wildcard,
    /// `..`, applied to the segment behind it.
    Scan,
    /// `[?(…)]`.
    Filter(Filter),
    /// `.name(…)`.
    Function(Function, Vec<Parameter>),
}

/// A path function of Jayway's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Avg,
    Concat,
    First,
    Index,
    Keys,
    Last,
    Length,
    Max,
    Min,
    Size,
    Stddev,
    Sum,
}

/// What a function is called with.
#[derive(Debug, Clone)]
pub(crate) enum Parameter {
    /// A JSON text.
    Value(Value),
    /// A path on the root document.
    Path(Vec<Segment>),
}

impl Function {
    const NAMES: [(&'static str, Self); 12] = [
        ("avg", Self::Avg),
        ("concat", Self::Concat),
        ("first", Self::First),
        ("index", Self::Index),
        ("keys", Self::Keys),
        ("last", Self::Last),
        ("length", Self::Length),
        ("max", Self::Max),
        ("min", Self::Min),
        ("size", Self::Size),
        ("stddev", Self::Stddev),
        ("sum", Self::Sum),
    ];

    /// The function of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

impl Segment {
    /// Whether the segment is one member or one index.
    pub(super) fn is_single(&self) -> bool {
        matches!(self, Self::Property(_) | Self::Index(_))
    }

    /// Whether the segment leads to one place at most. Several names are merged into one object at the end of a path.
    pub(super) fn is_definite(&self, is_last: bool) -> bool {
        match self {
            Self::Property(_) | Self::Index(_) | Self::Function(..) => true,
            Self::Properties(_) => is_last,
            Self::Indexes(_) | Self::Slice(..) | Self::Wildcard | Self::Scan | Self::Filter(_) => false,
        }
    }
}

impl Display for Segment {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(name) => write!(out, "['{name}']"),
            Self::Properties(names) => write!(out, "['{}']", names.join("','")),
            Self::Index(index) => write!(out, "[{index}]"),
            Self::Indexes(indexes) => {
                let texts: Vec<String> = indexes.iter().map(i64::to_string).collect();
                write!(out, "[{}]", texts.join(","))
            }
            Self::Slice(from, to) => {
                let side = |end: &Option<i64>| end.map_or(String::new(), |end| end.to_string());
                write!(out, "[{}:{}]", side(from), side(to))
            }
            Self::Wildcard => out.write_str("[*]"),
            Self::Scan => out.write_str(".."),
            Self::Filter(_) => out.write_str("[?]"),
            Self::Function(function, parameters) => {
                write!(out, ".{}({})", function.name(), if parameters.is_empty() { "" } else { "..." })
            }
        }
    }
}

/// Whether a whole path leads to one place at most.
pub(super) fn is_definite(segments: &[Segment]) -> bool {
    let last = segments.len().saturating_sub(1);
    segments.iter().enumerate().all(|(at, segment)| segment.is_definite(at == last))
}

/// Segments in bracket form.
pub(super) fn joined(segments: &[Segment]) -> String {
    segments.iter().fold(String::new(), |mut text, segment| {
        // INVARIANT: writing to a string cannot fail.
        let written = write!(text, "{segment}");
        assert!(written.is_ok());
        text
    })
}

/// A whole path in bracket form.
pub(super) fn normalised(segments: &[Segment]) -> String {
    format!("${}", joined(segments))
}
