//! What a dynamic member holds: a path, a variable, or a call.

use crate::intrinsic::Call;
use crate::path::{Path, Root};

/// The value of a member whose name ends in `.$`, parsed.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A path on the input (`$…`) or the context object (`$$…`).
    Path(Path),
    /// A workflow variable, with what is read from it: `$name`, `$name.a[0]`.
    Variable(Path),
    /// A call of an intrinsic function. Recognised, not evaluated yet.
    Intrinsic(Call),
}

impl Expression {
    /// Parses the text of a dynamic member; nothing if it is neither a path nor a call of a function that exists.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !text.trim_start().starts_with('$') {
            return Call::recognise(text).filter(Call::is_known).map(Self::Intrinsic);
        }
        let path = Path::parse(text).ok()?;
        Some(match path.root() {
            Root::Input | Root::Context => Self::Path(path),
            Root::Variable(_) => Self::Variable(path),
        })
    }

    /// The text as its author wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Path(path) | Self::Variable(path) => path.text(),
            Self::Intrinsic(call) => call.text(),
        }
    }

    /// Where a path starts; nothing for a call.
    #[must_use]
    pub fn root(&self) -> Option<&Root> {
        match self {
            Self::Path(path) | Self::Variable(path) => Some(path.root()),
            Self::Intrinsic(_) => None,
        }
    }

    /// The names of the variables a path reads. Those in a call's arguments are not looked for yet.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        match self {
            Self::Path(path) | Self::Variable(path) => path.variables(),
            Self::Intrinsic(_) => Vec::new(),
        }
    }
}
