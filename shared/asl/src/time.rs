//! RFC 3339 timestamps as the language wants them: upper-case `T` and `Z`, an offset always given. Source: Amazon
//! States Language, "Timestamps". Deliberately absent: the clock, and writing timestamps.

/// An instant in nanoseconds since 1970-01-01T00:00:00Z, negative before. Years 0000 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i128);

const NANOS_PER_SECOND: i128 = 1_000_000_000;
const NANOS_PER_MILLI: i128 = 1_000_000;

impl Instant {
    /// Milliseconds since 1970, rounded down. Always some for an instant that was parsed.
    pub fn milliseconds(self) -> Option<i64> {
        i64::try_from(self.0.div_euclid(NANOS_PER_MILLI)).ok()
    }
}

/// Parses `YYYY-MM-DDTHH:MM:SS`, an optional fraction of up to nine digits, and `Z` or `±HH:MM`. Anything else, also
/// a date that does not exist and a leap second, gives none.
pub fn parse_rfc3339(text: &str) -> Option<Instant> {
    let mut rest = text.as_bytes();
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, b'-')?;
    let month = digits(&mut rest, 2)?;
    literal(&mut rest, b'-')?;
    let day = digits(&mut rest, 2)?;
    literal(&mut rest, b'T')?;
    let hour = digits(&mut rest, 2)?;
    literal(&mut rest, b':')?;
    let minute = digits(&mut rest, 2)?;
    literal(&mut rest, b':')?;
    let second = digits(&mut rest, 2)?;
    let nanos = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    if !rest.is_empty()
        || day == 0
        || day > days_in_month(year, month)?
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let seconds = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(Instant(i128::from(seconds) * NANOS_PER_SECOND + i128::from(nanos)))
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    let mut number = 0;
    for byte in head {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    *rest = tail;
    Some(number)
}

fn literal(rest: &mut &[u8], expected: u8) -> Option<()> {
    let (first, tail) = rest.split_first()?;
    (*first == expected).then_some(())?;
    *rest = tail;
    Some(())
}

/// A fraction in nanoseconds, 0 if there is none.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    if literal(rest, b'.').is_none() {
        return Some(0);
    }
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 || count > 9 {
        return None;
    }
    let number = digits(rest, count)?;
    Some((count..9).fold(number, |number, _| number * 10))
}

/// An offset in minutes east of UTC.
fn offset(rest: &mut &[u8]) -> Option<i64> {
    let (sign, tail) = rest.split_first()?;
    *rest = tail;
    let sign = match sign {
        b'Z' => return Some(0),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = digits(rest, 2)?;
    literal(rest, b':')?;
    let minutes = digits(rest, 2)?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> Option<i64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if is_leap(year) => Some(29),
        2 => Some(28),
        _ => None,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. The year is counted from March, so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests;
