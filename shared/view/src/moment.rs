//! Instants and durations as people read them. Absent: clocks and local time; all instants are UTC.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Reads a `timestamp`, `startDate` or `stopDate`: seconds since 1970 with a fraction (the wire form), or an
/// RFC 3339 text (the form command-line tools print). Anything else is `None`.
pub fn read(value: Option<&Value>) -> Option<Millis> {
    match value? {
        Value::Number(number) => {
            let millis = number.as_f64()? * 1000.0;
            // The range of the time crate; beyond it a date could not be shown.
            (millis.abs() < 2.5e14).then(|| millis.round() as Millis)
        }
        Value::String(text) => {
            let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            Millis::try_from(instant.unix_timestamp_nanos() / 1_000_000).ok()
        }
        _ => None,
    }
}

/// `2026-01-31 09:05:00.123 UTC`.
pub fn date(millis: Millis) -> String {
    match OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000) {
        Ok(t) => format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03} UTC",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.millisecond()
        ),
        Err(_) => "–".to_owned(),
    }
}

/// `12 ms`, `1.5 s`, `2 m 03 s`, `3 h 04 m`, `5 d 06 h`. Less than nothing counts as nothing.
pub fn duration(millis: Millis) -> String {
    let millis = millis.max(0);
    let seconds = millis / 1000;
    match seconds {
        0 => format!("{millis} ms"),
        1..60 => format!("{}.{} s", seconds, millis % 1000 / 100),
        60..3600 => format!("{} m {:02} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {:02} m", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {:02} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests;
