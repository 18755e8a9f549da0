//! The room of intrinsic functions: recognises a call by its form and its name. Absent: evaluation; a caller
//! refuses a call with a message that names the function.

#[cfg(test)]
mod tests;

use crate::limits::INTRINSIC_NESTING_MAX;

/// The functions Step Functions has. Source: developer guide, "Intrinsic functions".
pub const NAMES: [&str; 18] = [
    "States.Array",
    "States.ArrayContains",
    "States.ArrayGetItem",
    "States.ArrayLength",
    "States.ArrayPartition",
    "States.ArrayRange",
    "States.ArrayUnique",
    "States.Base64Decode",
    "States.Base64Encode",
    "States.Format",
    "States.Hash",
    "States.JsonMerge",
    "States.JsonToString",
    "States.MathAdd",
    "States.MathRandom",
    "States.StringSplit",
    "States.StringToJson",
    "States.UUID",
];

/// A call that has the right form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    text: String,
    name: String,
}

impl Call {
    /// Recognises `Name(…)`: a name of letters, digits, dots and underscores, an opening bracket directly behind it,
    /// all brackets closed, nothing behind the last, and in strings only the escapes `\'`, `\{`, `\}` and `\\`.
    #[must_use]
    pub fn recognise(text: &str) -> Option<Self> {
        let text = text.trim();
        let open = text.find('(')?;
        let name = text.get(..open)?;
        let first_is_letter = name.starts_with(|first: char| first.is_ascii_alphabetic());
        let in_name = |next: char| next.is_ascii_alphanumeric() || next == '.' || next == '_';
        if !first_is_letter || !name.chars().all(in_name) || !is_balanced(text.get(open..)?) {
            return None;
        }
        Some(Self { text: text.to_owned(), name: name.to_owned() })
    }

    /// The call as its author wrote it, without blanks around it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The outermost function's name, `States.Format`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether Step Functions has this function.
    #[must_use]
    pub fn is_known(&self) -> bool {
        NAMES.contains(&self.name.as_str())
    }
}

/// Whether the brackets that open first close last. Paths in arguments may hold brackets of their own, which count
/// as levels too.
fn is_balanced(text: &str) -> bool {
    let levels_max = INTRINSIC_NESTING_MAX + crate::limits::PATH_NESTING_MAX;
    let mut depth = 0_usize;
    let mut characters = text.chars();
    while let Some(next) = characters.next() {
        match next {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return characters.next().is_none();
                }
            }
            '\'' if !skip_string(&mut characters) => return false,
            _ => {}
        }
        if depth > levels_max {
            return false;
        }
    }
    false
}

/// Moves behind the closing apostrophe; `false` if there is none or an escape is not allowed.
fn skip_string(characters: &mut std::str::Chars<'_>) -> bool {
    while let Some(next) = characters.next() {
        match next {
            '\'' => return true,
            '\\' if !matches!(characters.next(), Some('\'' | '{' | '}' | '\\')) => return false,
            _ => {}
        }
    }
    false
}
