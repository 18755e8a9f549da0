//! Times as text: for outputs as AWS writes them, for people to the minute. Always UTC: a mail and a page do not know
//! where their reader is.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const ISO: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const PEOPLE: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// `2026-11-20T09:05:00.000Z`; the number itself for times after the year 9999.
pub(crate) fn iso(at_ms: u64) -> String {
    written(at_ms, ISO)
}

/// `20 November 2026, 09:05 UTC`; the number itself for times after the year 9999.
pub(crate) fn for_people(at_ms: u64) -> String {
    written(at_ms, PEOPLE)
}

fn written(at_ms: u64, format: &[BorrowedFormatItem<'_>]) -> String {
    let nanos = i128::from(at_ms) * 1_000_000;
    let text = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok().and_then(|at| at.format(&format).ok());
    text.unwrap_or_else(|| at_ms.to_string())
}

#[cfg(test)]
mod tests {
    use super::{for_people, iso};

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(iso(1_795_165_500_007), "2026-11-20T09:05:00.007Z");
        assert_eq!(for_people(1_795_165_500_007), "20 November 2026, 09:05 UTC");
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(u64::MAX), "18446744073709551615");
    }
}
