//! Texts of failures, and moments as text.

use super::Failure;
use super::walk::Visit;

/// `States.Runtime` as the service words it.
pub(crate) fn runtime(visit: &Visit<'_>, text: impl std::fmt::Display) -> Failure {
    let (name, id) = (visit.name, visit.entered.id);
    let cause = format!(
        "An error occurred while executing the state '{name}' (entered at the event id #{id}). {text}"
    );
    Failure { error: Some("States.Runtime".to_owned()), cause: Some(cause) }
}

/// What is larger than a payload may be.
pub(crate) fn too_large(who: &str) -> Failure {
    let cause = format!(
        "The state/task '{who}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    Failure { error: Some("States.DataLimitExceeded".to_owned()), cause: Some(cause) }
}

/// Error and cause cut to what the API carries: 256 and 32,768 characters.
pub(crate) fn shortened(failure: Failure) -> Failure {
    let cut = |text: Option<String>, most: usize| text.map(|text| text.chars().take(most).collect());
    Failure { error: cut(failure.error, 256), cause: cut(failure.cause, 32_768) }
}

/// Milliseconds since 1970 of a moment written as `2026-01-31T23:59:59.000Z`, with or without the fraction.
pub(crate) fn instant_ms(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = time.split(':');
    let mut part = || parts.next()?.parse::<u64>().ok();
    let (hour, minute, second) = (part()?, part()?, part()?);
    let year: u64 = year.parse().ok()?;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut days: u64 = (1970..year).map(|year| 365 + u64::from(is_leap(year))).sum();
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month: usize = month.parse().ok()?;
    days += lengths.iter().take(month.checked_sub(1)?).sum::<u64>();
    days += day.parse::<u64>().ok()?.checked_sub(1)?;
    let milliseconds: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + milliseconds)
}

#[cfg(test)]
mod tests {
    use super::instant_ms;
    use crate::case::iso_8601;

    #[test]
    fn moments_read_back() {
        for ms in [0, 951_782_400_000, 1_767_225_600_000, 1_767_323_045_678, 4_102_444_799_999] {
            assert_eq!(instant_ms(&iso_8601(ms)), Some(ms), "{}", iso_8601(ms));
        }
        assert_eq!(instant_ms("2026-01-01T00:00:00Z"), Some(1_767_225_600_000));
        assert_eq!(instant_ms("red"), None);
    }
}
