//! Tables for instants and durations.

use super::{date, duration, read};
use serde_json::json;

#[test]
fn reads_both_forms_of_a_timestamp() {
    for (value, expected) in [
        (json!(1700000000.123), Some(1_700_000_000_123)),
        (json!("2023-11-14T22:13:20.123+00:00"), Some(1_700_000_000_123)),
        (json!("<<timestamp>>"), None),
        (json!(1e300), None),
        (json!({}), None),
    ] {
        assert_eq!(read(Some(&value)), expected, "{value}");
    }
    assert_eq!(read(None), None);
}

#[test]
fn writes_dates_and_durations() {
    assert_eq!(date(1_700_000_000_123), "2023-11-14 22:13:20.123 UTC");
    assert_eq!(date(i64::MAX), "–");
    for (millis, expected) in [
        (-5, "0 ms"),
        (999, "999 ms"),
        (1500, "1.5 s"),
        (123_000, "2 m 03 s"),
        (11_040_000, "3 h 04 m"),
        (453_600_000, "5 d 06 h"),
    ] {
        assert_eq!(duration(millis), expected);
    }
}
