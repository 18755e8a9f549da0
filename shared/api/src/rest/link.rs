//! Paths of the plain routes, for links in answers and on pages.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters is written with percent signs.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path or one value of a query.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Path of a state machine.
pub(crate) fn machine(name: &str) -> String {
    format!("/state-machines/{}", segment(name))
}

/// Path of an execution.
pub(crate) fn execution(machine: &str, name: &str) -> String {
    format!("/executions/{}/{}", segment(machine), segment(name))
}

/// The last part of an ARN: the name.
pub(crate) fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or_default()
}

/// A query of these parameters, with its question mark; empty ones are left out.
pub(crate) fn query(parameters: &[(&str, Option<&str>)]) -> String {
    let pairs = parameters.iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", segment(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::{execution, name_of, query};

    #[test]
    fn links_quote_what_paths_cannot_hold() {
        assert_eq!(execution("a/b", "grüße ?"), "/executions/a%2Fb/gr%C3%BC%C3%9Fe%20%3F");
        assert_eq!(query(&[("a", None), ("b", Some("x&y=z")), ("c", Some("1"))]), "?b=x%26y%3Dz&c=1");
        assert_eq!(query(&[("a", None)]), "");
        assert_eq!(name_of("arn:aws:states:eu-central-1:123456789012:execution:m:n"), "n");
    }
}
