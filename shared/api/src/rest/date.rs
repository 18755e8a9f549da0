//! Times of the AWS API (seconds since 1970) as plain routes show them: RFC 3339 in UTC, milliseconds always.

use serde_json::Value;
use stepwell_view::moment;
use time::OffsetDateTime;
use time::macros::format_description;

/// Members of AWS's answers that are times.
const DATES: [&str; 5] = ["creationDate", "startDate", "stopDate", "updateDate", "redriveDate"];

/// `2026-11-20T09:05:00.000Z`; the number itself for times after the year 9999.
pub(crate) fn iso(at_ms: u64) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let nanos = i128::from(at_ms) * 1_000_000;
    let text = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok().and_then(|at| at.format(format).ok());
    text.unwrap_or_else(|| at_ms.to_string())
}

/// Writes the times among the members of an object as text.
pub(crate) fn dates_as_text(object: &mut Value) {
    for name in DATES {
        if let Some(value) = object.get_mut(name)
            && let Some(at_ms) = moment::read(Some(value)).and_then(|at_ms| u64::try_from(at_ms).ok())
        {
            *value = Value::String(iso(at_ms));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{dates_as_text, iso};
    use serde_json::json;

    #[test]
    fn dates_become_text_and_nothing_else_does() {
        let mut object =
            json!({ "startDate": 1_795_165_500.007, "stopDate": null, "name": "x", "status": 1 });
        dates_as_text(&mut object);
        let expected =
            json!({ "startDate": "2026-11-20T09:05:00.007Z", "stopDate": null, "name": "x", "status": 1 });
        assert_eq!(object, expected);
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(u64::MAX), "18446744073709551615");
    }
}
