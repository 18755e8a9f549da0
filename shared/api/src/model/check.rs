//! Holding a body against the model: all violations at once, in the service's words. A member of the wrong JSON type
//! is no violation but a body that cannot be read, as with the service. Unknown members are ignored, as there.

use serde_json::{Map, Value};

use super::shape::{Member, Shape};
use crate::fault::{Code, Fault};
use crate::limits::{QUOTED_VALUE_CHARS_MAX, VIOLATIONS_MAX};

/// Checks the members of a request. `payload_max` is how long a payload may be, in characters.
///
/// # Errors
/// `SerializationException` for a wrong JSON type, else `ValidationException` that tells all violations.
pub fn check(body: &Map<String, Value>, members: &[Member], payload_max: usize) -> Result<(), Fault> {
    let mut checker = Checker { payload_max, violations: Vec::new(), count: 0 };
    checker.structure(body, members, "")?;
    checker.verdict()
}

struct Checker {
    payload_max: usize,
    violations: Vec<String>,
    count: usize,
}

impl Checker {
    fn structure(
        &mut self,
        body: &Map<String, Value>,
        members: &[Member],
        within: &str,
    ) -> Result<(), Fault> {
        for member in members {
            let place =
                if within.is_empty() { member.name.to_owned() } else { format!("{within}.{}", member.name) };
            match body.get(member.name) {
                None | Some(Value::Null) if member.required => {
                    self.violated("null", &place, "Member must not be null");
                }
                None | Some(Value::Null) => {}
                Some(value) => self.value(value, &member.shape, &place)?,
            }
        }
        Ok(())
    }

    fn value(&mut self, value: &Value, shape: &Shape, place: &str) -> Result<(), Fault> {
        match (shape, value) {
            (Shape::Text { min, max }, Value::String(text)) => self.length(text, *min, *max, place),
            (Shape::Ascii { max }, Value::String(text)) => {
                self.length(text, 0, *max, place);
                if !text.is_ascii() {
                    let rule = "Member must satisfy regular expression pattern: \\p{ASCII}*";
                    self.violated(&quoted(text), place, rule);
                }
            }
            (Shape::Payload, Value::String(text)) => self.length(text, 0, self.payload_max, place),
            (Shape::Enum(names), Value::String(text)) => {
                if !names.contains(&text.as_str()) {
                    let rule = format!("Member must satisfy enum value set: [{}]", names.join(", "));
                    self.violated(&quoted(text), place, &rule);
                }
            }
            (Shape::Whole { min, max }, Value::Number(number)) => {
                let whole = whole(number).ok_or_else(|| unreadable(value, "an Integer"))?;
                self.range(whole, *min, *max, place);
            }
            (Shape::Flag, Value::Bool(_)) => {}
            (Shape::List(entry), Value::Array(entries)) => {
                for (index, value) in entries.iter().enumerate() {
                    if !value.is_null() {
                        self.value(value, entry, &format!("{place}.{}.member", index + 1))?;
                    }
                }
            }
            (Shape::Structure(members), Value::Object(body)) => self.structure(body, members, place)?,
            (Shape::Text { .. } | Shape::Ascii { .. } | Shape::Payload | Shape::Enum(_), _) => {
                return Err(unreadable(value, "a String"));
            }
            (Shape::Whole { .. }, _) => return Err(unreadable(value, "an Integer")),
            (Shape::Flag, _) => return Err(unreadable(value, "a Boolean")),
            (Shape::List(_), _) => return Err(unreadable(value, "a List")),
            (Shape::Structure(_), _) => return Err(unreadable(value, "a Structure")),
        }
        Ok(())
    }

    fn length(&mut self, text: &str, min: usize, max: usize, place: &str) {
        let length = text.chars().count();
        if length < min {
            let rule = format!("Member must have length greater than or equal to {min}");
            self.violated(&quoted(text), place, &rule);
        } else if length > max {
            let rule = format!("Member must have length less than or equal to {max}");
            self.violated(&quoted(text), place, &rule);
        }
    }

    fn range(&mut self, whole: i64, min: i64, max: i64, place: &str) {
        if whole < min {
            let rule = format!("Member must have value greater than or equal to {min}");
            self.violated(&format!("'{whole}'"), place, &rule);
        } else if whole > max {
            let rule = format!("Member must have value less than or equal to {max}");
            self.violated(&format!("'{whole}'"), place, &rule);
        }
    }

    fn violated(&mut self, value: &str, place: &str, rule: &str) {
        self.count += 1;
        if self.violations.len() < VIOLATIONS_MAX {
            self.violations.push(format!("Value {value} at '{place}' failed to satisfy constraint: {rule}"));
        }
    }

    fn verdict(self) -> Result<(), Fault> {
        if self.count == 0 {
            return Ok(());
        }
        let plural = if self.count == 1 { "" } else { "s" };
        let told = self.violations.join("; ");
        Err(Fault::validation(format!("{} validation error{plural} detected: {told}", self.count)))
    }
}

/// A number without a fraction; `3.0` counts, as it does for the service's reader.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
    })
}

/// The value in quotes, cut if it is very long.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_VALUE_CHARS_MAX) {
        Some((end, _)) => format!("'{}...'", &text[..end]),
        None => format!("'{text}'"),
    }
}

fn unreadable(value: &Value, wanted: &str) -> Fault {
    let found = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => return Fault::new(Code::Serialization, "Start of list found where not expected"),
        Value::Object(_) => {
            return Fault::new(Code::Serialization, "Start of structure or map found where not expected.");
        }
    };
    Fault::new(Code::Serialization, format!("{found} can not be converted to {wanted}"))
}
