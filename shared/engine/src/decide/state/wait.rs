//! The Wait state: seconds or a point in time, given or pointed at.

use serde_json::Value;
use stepwell_asl::state::wait::{Until, Wait};
use stepwell_asl::time::parse_rfc3339;
use stepwell_query::path::Path;

use crate::decide::data::runtime;
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::error::StateError;
use crate::frame::Doing;
use crate::limits::WAIT_SECONDS_MAX;

impl Run<'_> {
    /// Waits, or goes on at once if the time has come.
    pub fn wait(&mut self, place: &Place<'_>, wait: &Wait) -> Result<Then, Trouble> {
        let entered_ms = i64::try_from(place.frame.entered_ms).unwrap_or(i64::MAX);
        let until_ms = match &wait.until {
            Until::Seconds(seconds) => after(entered_ms, i64::try_from(*seconds).unwrap_or(i64::MAX)),
            Until::SecondsPath(path) => after(entered_ms, self.seconds(place, path)?),
            Until::Timestamp { at_ms, .. } => *at_ms,
            Until::TimestampPath(path) => self.timestamp(place, path)?,
        };
        if until_ms - entered_ms > WAIT_SECONDS_MAX * 1000 {
            return Err(runtime(place, "Wait state delay is too long.").into());
        }
        let until_ms = u64::try_from(until_ms).unwrap_or(0);
        if until_ms <= self.now_ms {
            self.waited(place, wait)
        } else {
            Ok(Then::Block(Doing::Wait { until_ms }))
        }
    }

    /// Goes on after the wait.
    pub fn waited(&mut self, place: &Place<'_>, wait: &Wait) -> Result<Then, Trouble> {
        let input = self.input(place)?;
        Ok(Then::Exit(wait.next, self.output(place, input)?))
    }

    fn seconds(&self, place: &Place<'_>, path: &Path) -> Result<i64, Trouble> {
        let input = self.input(place)?;
        let text = path.text();
        let error: StateError = match self.read(place, path, &input)? {
            Err(_) => runtime(
                place,
                format_args!("The SecondsPath parameter does not reference an input value: {text}"),
            ),
            Ok(Value::Number(number)) => match number.as_i64() {
                Some(seconds) if seconds >= 0 => return Ok(seconds),
                Some(seconds) => runtime(
                    place,
                    format_args!(
                        "The SecondsPath parameter references a negative value: {text} == {seconds}"
                    ),
                ),
                None => not_a_long(place, text, &Value::Number(number)),
            },
            Ok(other) => not_a_long(place, text, &other),
        };
        Err(error.into())
    }

    fn timestamp(&self, place: &Place<'_>, path: &Path) -> Result<i64, Trouble> {
        let input = self.input(place)?;
        let found = self.read(place, path, &input)?;
        if let Ok(Value::String(text)) = &found
            && let Some(at) = parse_rfc3339(text)
        {
            return Ok(at.milliseconds().unwrap_or(i64::MAX));
        }
        let shown = match found {
            Ok(Value::String(text)) => format!("{} == {text}", path.text()),
            Ok(other) => format!("{} == {other}", path.text()),
            Err(_) => path.text().to_owned(),
        };
        let text = "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string";
        Err(runtime(place, format_args!("{text}: {shown}")).into())
    }
}

fn not_a_long(place: &Place<'_>, path: &str, value: &Value) -> StateError {
    let shown = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    runtime(
        place,
        format_args!("The SecondsPath parameter cannot be parsed as a long value: {path} == {shown}"),
    )
}

fn after(entered_ms: i64, seconds: i64) -> i64 {
    entered_ms.saturating_add(seconds.saturating_mul(1000))
}
