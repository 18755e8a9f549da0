//! A JSON text for display: indented if it is small, cut with its size named if it is large. Absent: escaping,
//! which the templates do.

use crate::limits::{PAGE_TEXT_BYTES_MAX, ROW_TEXT_BYTES_MAX};
use crate::text::cut;
use serde_json::Value;

/// A text with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Payload {
    /// Is there any text?
    pub(super) there: bool,
    /// What is shown.
    pub(super) text: String,
    /// Size in bytes of the whole, with a remark if it was cut.
    pub(super) size: String,
}

impl Payload {
    /// For the head of the page.
    pub(super) fn page(text: Option<&str>) -> Payload {
        Payload::new(text, PAGE_TEXT_BYTES_MAX)
    }

    /// For a row of a table.
    pub(super) fn row(text: Option<&str>) -> Payload {
        Payload::new(text, ROW_TEXT_BYTES_MAX)
    }

    fn new(text: Option<&str>, bytes_max: usize) -> Payload {
        let Some(text) = text else { return Payload::default() };
        let small = text.len() <= bytes_max;
        let parsed: Option<Value> = if small { serde_json::from_str(text).ok() } else { None };
        let pretty = parsed.and_then(|value| serde_json::to_string_pretty(&value).ok());
        let full = pretty.unwrap_or_else(|| text.to_owned());
        // Indenting can make a deep text many times longer, so the limit counts for the result too.
        let (shown, fell) = cut(&full, bytes_max);
        let size =
            if fell { format!("{} bytes, shortened", text.len()) } else { format!("{} bytes", text.len()) };
        Payload { there: true, text: shown.to_owned(), size }
    }
}
