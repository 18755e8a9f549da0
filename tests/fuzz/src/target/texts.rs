//! JSON text, timestamps, names, and the other short texts with a form.

use serde_json::Value;
use stepwell_api::approval::attempt::Attempt;
use stepwell_asl::time::parse_rfc3339;
use stepwell_orchestrator::arn;
use stepwell_query::json::{Limits, fits_nesting, parse, write};
use stepwell_query::limits::VALUE_NESTING_MAX;
use stepwell_query::path::is_variable_name;
use stepwell_query::template::Expression;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Each reader agrees with itself, and with another reader where there is one.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    json(&text);
    timestamp(&text);
    if let Some(found) = arn::parse(&text) {
        assert_eq!(found.resource_type.contains(':'), false);
    }
    if let Some(key) = arn::execution_key(&text) {
        let place = arn::parse(&text).unwrap().place;
        let account_has_colon = place.account.contains(':');
        assert!(!account_has_colon);
        assert_eq!(arn::execution(&place, &key), *text);
    }
    if let Some(attempt) = Attempt::from_marker(&text) {
        assert_eq!(Attempt::from_marker(&attempt.to_string()), Some(attempt));
    }
    if is_variable_name(&text) {
        assert!(!text.is_empty() && !text.contains(['$', '.', ' ']));
    }
    if let Some(expression) = Expression::parse(&text) {
        assert!(expression.variables().is_sorted());
    }
}

fn json(text: &str) {
    let plain = serde_json::from_str::<Value>(text);
    match parse(text, Limits::bytes(10_000)) {
        Ok(value) => {
            assert!(fits_nesting(&value, VALUE_NESTING_MAX));
            assert_eq!(plain.as_ref().ok(), Some(&value));
            let written = write(&value);
            assert_eq!(parse(&written, Limits::bytes(usize::MAX)).as_ref(), Ok(&value));
            assert_eq!(write(&parse(&written, Limits::bytes(usize::MAX)).unwrap()), written);
        }
        Err(error) => {
            let is_deep = plain.as_ref().is_ok_and(|value| !fits_nesting(value, VALUE_NESTING_MAX));
            assert!(plain.is_err() || is_deep || text.len() > 10_000, "refused: {error}");
            assert!(!error.to_string().is_empty() && !error.location(text).is_empty());
        }
    }
    assert!(parse(text, Limits::bytes(text.len().saturating_sub(1))).is_err());
}

fn timestamp(text: &str) {
    let Some(instant) = parse_rfc3339(text) else { return };
    assert!(instant.milliseconds().is_some());
    // The other reader refuses instants that its own type cannot hold in UTC.
    if let Ok(other) = OffsetDateTime::parse(text, &Rfc3339) {
        assert_eq!(other.unix_timestamp_nanos(), instant.0, "{text}");
    }
}
