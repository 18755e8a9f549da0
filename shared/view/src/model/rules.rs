//! Rules of a Choice state as short texts for edge labels, such as `$.x > 3`. Absent: evaluation.

use crate::limits::RULE_DEPTH_MAX;
use serde_json::Value;

/// The condition of a rule. What is not understood becomes an empty text.
pub(super) fn label(rule: &Value) -> String {
    match rule.get("Condition") {
        Some(Value::String(text)) => bare(text),
        Some(other) => other.to_string(),
        None => condition(rule, 0),
    }
}

/// A JSONata text without its delimiters; other texts as they are.
pub(super) fn bare(text: &str) -> String {
    let inner = text.trim().strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}"));
    inner.map_or_else(|| text.to_owned(), |inner| inner.trim().to_owned())
}

fn condition(rule: &Value, depth: usize) -> String {
    if depth >= RULE_DEPTH_MAX {
        return "…".to_owned();
    }
    for (field, word) in [("And", " and "), ("Or", " or ")] {
        if let Some(parts) = rule.get(field).and_then(Value::as_array) {
            // The label is cut to a few words later, so parts beyond the fourth could never be seen.
            let parts: Vec<String> = parts.iter().take(4).map(|part| condition(part, depth + 1)).collect();
            let text = parts.join(word);
            return if depth > 0 && parts.len() > 1 { format!("({text})") } else { text };
        }
    }
    if let Some(part) = rule.get("Not") {
        return format!("not {}", condition(part, depth + 1));
    }
    let variable = rule.get("Variable").and_then(Value::as_str).unwrap_or_default();
    let test = rule.as_object().into_iter().flatten();
    let test = test
        .into_iter()
        .find(|(field, _)| !matches!(field.as_str(), "Variable" | "Next" | "Comment" | "Assign" | "Output"));
    test.map(|(operator, operand)| comparison(variable, operator, operand)).unwrap_or_default()
}

fn comparison(variable: &str, operator: &str, operand: &Value) -> String {
    let (name, path) = match operator.strip_suffix("Path") {
        Some(name) => (name, true),
        None => (operator, false),
    };
    if let Some(property) = name.strip_prefix("Is") {
        let negation = if operand == &Value::Bool(false) { "not " } else { "" };
        return format!("{variable} is {negation}{}", property.to_lowercase());
    }
    let operand = match operand {
        Value::String(text) if path => text.clone(),
        other => other.to_string(),
    };
    let symbol = [
        ("GreaterThanEquals", "≥"),
        ("LessThanEquals", "≤"),
        ("GreaterThan", ">"),
        ("LessThan", "<"),
        ("Equals", "="),
        ("Matches", "matches"),
    ];
    let symbol = symbol.iter().find(|(end, _)| name.ends_with(end)).map_or(name, |(_, symbol)| symbol);
    format!("{variable} {symbol} {operand}")
}
