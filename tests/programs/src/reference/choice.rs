//! Choice rules.

use std::cmp::Ordering;

use serde_json::Value;

use super::Failure;
use super::state::next;
use super::text::{instant_ms, runtime};
use super::walk::{Then, Visit, Walk};

impl Walk<'_> {
    /// The first rule that holds says where to go.
    pub fn choice(&self, visit: &Visit<'_>) -> Then {
        let event = visit.entered;
        let chosen = self.filtered(visit, "InputPath", visit.input).and_then(|input| {
            let target = self.chosen(visit, &input)?;
            Ok((self.out(visit, input)?, target))
        });
        match chosen {
            Ok((output, target)) => Then::Exit { output, next: Some(target), event },
            Err(failure) => Then::Fail { failure, event },
        }
    }

    fn chosen(&self, visit: &Visit<'_>, input: &Value) -> Result<String, Failure> {
        for rule in visit.state["Choices"].as_array().into_iter().flatten() {
            if self.holds(visit, rule, input)? {
                return Ok(next(rule).unwrap_or_default());
            }
        }
        let text = "Failed to transition out of the state. The state does not point to a next state.";
        visit.state["Default"].as_str().map(str::to_owned).ok_or_else(|| runtime(visit, text))
    }

    fn holds(&self, visit: &Visit<'_>, rule: &Value, input: &Value) -> Result<bool, Failure> {
        if let Some(rules) = rule["And"].as_array() {
            for rule in rules {
                if !self.holds(visit, rule, input)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        if let Some(rules) = rule["Or"].as_array() {
            for rule in rules {
                if self.holds(visit, rule, input)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if let Some(rule) = rule.get("Not") {
            return Ok(!self.holds(visit, rule, input)?);
        }
        let variable = rule["Variable"].as_str().unwrap_or_default();
        let operators = rule.as_object().into_iter().flatten();
        let Some((operator, operand)) =
            operators.into_iter().find(|(name, _)| !matches!(name.as_str(), "Variable" | "Next" | "Comment"))
        else {
            return Ok(false);
        };
        let found = self.read(visit, variable, input);
        if operator == "IsPresent" {
            return Ok(found.is_ok() == (operand == &Value::Bool(true)));
        }
        let invalid = |path: &str| {
            let text = "The choice state's condition path references an invalid value.";
            runtime(visit, format!("Invalid path '{path}': {text}"))
        };
        let left = found.map_err(|_| invalid(variable))?;
        match operator.strip_suffix("Path") {
            Some(operator) => {
                let path = operand.as_str().unwrap_or_default();
                let right = self.read(visit, path, input).map_err(|_| invalid(path))?;
                Ok(compares(operator, &left, &right))
            }
            None => Ok(compares(operator, &left, operand)),
        }
    }
}

fn compares(operator: &str, left: &Value, right: &Value) -> bool {
    let expected = right == &Value::Bool(true);
    match operator {
        "IsNull" => return left.is_null() == expected,
        "IsNumeric" => return left.is_number() == expected,
        "IsString" => return left.is_string() == expected,
        "IsBoolean" => return left.is_boolean() == expected,
        "IsTimestamp" => return left.as_str().and_then(instant_ms).is_some() == expected,
        "StringMatches" => {
            return left.as_str().is_some_and(|text| matches(text, right.as_str().unwrap_or_default()));
        }
        _ => {}
    }
    let (relation, order) = if let Some(relation) = operator.strip_prefix("String") {
        (relation, both(left.as_str(), right.as_str()).map(|(a, b)| a.encode_utf16().cmp(b.encode_utf16())))
    } else if let Some(relation) = operator.strip_prefix("Numeric") {
        (relation, both(left.as_f64(), right.as_f64()).and_then(|(a, b)| a.partial_cmp(&b)))
    } else if let Some(relation) = operator.strip_prefix("Boolean") {
        (relation, both(left.as_bool(), right.as_bool()).map(|(a, b)| a.cmp(&b)))
    } else {
        let moments = both(left.as_str().and_then(instant_ms), right.as_str().and_then(instant_ms));
        (operator.trim_start_matches("Timestamp"), moments.map(|(a, b)| a.cmp(&b)))
    };
    match relation {
        "Equals" => order == Some(Ordering::Equal),
        "LessThan" => order == Some(Ordering::Less),
        "GreaterThan" => order == Some(Ordering::Greater),
        "LessThanEquals" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn both<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    a.zip(b)
}

/// Whether a text fits a pattern in which `*` stands for anything.
fn matches(text: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => text == pattern,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| matches(rest, after)))
        }),
    }
}
