//! The room of JSONata: which strings are expressions. Recognised, not evaluated yet; a caller refuses them by name.

use serde_json::Value;

/// The text between `{%` and `%}`, trimmed, if the string is an expression: it starts with `{%` and ends with `%}`
/// exactly. Source: Step Functions developer guide, "Writing JSONata expressions".
#[must_use]
pub fn source(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}").map(str::trim)
}

/// Whether a value is a JSONata expression. Any other string is literal, blanks outside the marks included.
#[must_use]
pub fn is_expression(value: &Value) -> bool {
    value.as_str().is_some_and(|text| source(text).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn only_exact_marks_make_an_expression() {
        let cases = [
            (json!("{% $states.input %}"), true),
            (json!("{%%}"), true),
            (json!("{%}"), false),
            (json!(" {% 1 %}"), false),
            (json!("{% 1 %} "), false),
            (json!("$states.input"), false),
            (json!(1), false),
            (json!(["{% 1 %}"]), false),
        ];
        for (value, expected) in cases {
            assert_eq!(super::is_expression(&value), expected, "{value}");
        }
        assert_eq!(super::source("{%  1 + 1 %}"), Some("1 + 1"));
    }
}
