//! What each type of state does, and the way of data through it.

use serde_json::{Value, json};

use super::context::context;
use super::path::{self, Missing};
use super::template::{self, Scope};
use super::text::{instant_ms, runtime, shortened, too_large};
use super::walk::{Then, Visit, Walk};
use super::{Failure, PAYLOAD_BYTES_MAX, When};

impl Walk<'_> {
    /// Does what the state says.
    pub fn state(&self, visit: &Visit<'_>) -> Then {
        let done = match visit.state["Type"].as_str().unwrap_or_default() {
            "Pass" => self.pass(visit),
            "Wait" => self.wait(visit),
            "Succeed" => {
                self.filtered(visit, "InputPath", visit.input).and_then(|input| self.out(visit, input))
            }
            "Choice" => return self.choice(visit),
            "Fail" => Err(self.fail(visit).unwrap_or_else(|failure| failure)),
            "Task" => return self.task(visit),
            _ => return self.join(visit),
        };
        match done {
            Ok(output) => Then::Exit { output, next: next(visit.state), event: visit.entered },
            Err(failure) => Then::Fail { failure, event: visit.entered },
        }
    }

    fn pass(&self, visit: &Visit<'_>) -> Result<Value, Failure> {
        let result = match visit.state.get("Result") {
            Some(result) => result.clone(),
            None => {
                let input = self.filtered(visit, "InputPath", visit.input)?;
                self.templated(visit, "Parameters", input)?
            }
        };
        self.leave(visit, result)
    }

    fn wait(&self, visit: &Visit<'_>) -> Result<Value, Failure> {
        self.until_ms(visit)?;
        let input = self.filtered(visit, "InputPath", visit.input)?;
        self.out(visit, input)
    }

    /// Until when a Wait state waits.
    fn until_ms(&self, visit: &Visit<'_>) -> Result<u64, Failure> {
        let state = visit.state;
        let after = |seconds: u64| visit.entered.at_ms + seconds * 1_000;
        if let Some(seconds) = state["Seconds"].as_u64() {
            return Ok(after(seconds));
        }
        if let Some(at) = state["Timestamp"].as_str().and_then(instant_ms) {
            return Ok(at);
        }
        if let Some(path) = state["SecondsPath"].as_str() {
            return match self.read(visit, path, visit.input) {
                Err(_) => Err(runtime(
                    visit,
                    format!("The SecondsPath parameter does not reference an input value: {path}"),
                )),
                Ok(value) => match (value.as_u64(), value.as_i64()) {
                    (Some(seconds), _) => Ok(after(seconds)),
                    (None, Some(seconds)) => {
                        let text = format!(
                            "The SecondsPath parameter references a negative value: {path} == {seconds}"
                        );
                        Err(runtime(visit, text))
                    }
                    (None, None) => {
                        let shown = value.as_str().map_or(value.to_string(), str::to_owned);
                        let text = format!(
                            "The SecondsPath parameter cannot be parsed as a long value: {path} == {shown}"
                        );
                        Err(runtime(visit, text))
                    }
                },
            };
        }
        let path = state["TimestampPath"].as_str().unwrap_or("$");
        let found = self.read(visit, path, visit.input);
        let found = found.ok().as_ref().and_then(Value::as_str).and_then(instant_ms);
        found.ok_or_else(|| {
            runtime(visit, format!("The TimestampPath parameter does not reference a timestamp: {path}"))
        })
    }

    /// Notes a wait that ended before its time.
    pub fn in_time(&self, visit: &Visit<'_>, exited: When) {
        if visit.state["Type"] == "Wait"
            && let Ok(until_ms) = self.until_ms(visit)
            && exited.at_ms < until_ms
        {
            let early = until_ms - exited.at_ms;
            self.odd(format!("`{}` was left {early} ms too early, at event {}", visit.name, exited.id));
        }
    }

    /// The failure that a Fail state wants; the error if it cannot be had.
    fn fail(&self, visit: &Visit<'_>) -> Result<Failure, Failure> {
        let part = |given: &str, pointed_at: &str| -> Result<Option<String>, Failure> {
            if let Some(text) = visit.state[given].as_str() {
                return Ok(Some(text.to_owned()));
            }
            let Some(path) = visit.state[pointed_at].as_str() else { return Ok(None) };
            match self.read(visit, path, visit.input) {
                Ok(Value::String(text)) => Ok(Some(text)),
                Ok(other) => {
                    let text = format!(
                        "The {pointed_at} field refers to value \"{other}\" which is not a string: {path}"
                    );
                    Err(runtime(visit, text))
                }
                Err(_) => Err(runtime(visit, not_found(path, pointed_at, visit.input))),
            }
        };
        let failure = Failure { error: part("Error", "ErrorPath")?, cause: part("Cause", "CausePath")? };
        Ok(shortened(failure))
    }

    /// Reads a path on the data or the context object.
    pub fn read(&self, visit: &Visit<'_>, path: &str, data: &Value) -> Result<Value, Missing> {
        match path.strip_prefix("$$") {
            Some(rest) => path::read(&format!("${rest}"), &context(self.start, visit, None)),
            None => path::read(path, data),
        }
    }

    /// What `InputPath` or `OutputPath` leaves of the data.
    pub fn filtered(&self, visit: &Visit<'_>, field: &str, data: &Value) -> Result<Value, Failure> {
        match visit.state.get(field) {
            None => Ok(data.clone()),
            Some(Value::Null) => Ok(json!({})),
            Some(path) => {
                let path = path.as_str().unwrap_or_default();
                self.read(visit, path, data)
                    .map_err(|missing| runtime(visit, format!("Invalid path '{path}' : {missing}")))
            }
        }
    }

    /// The state's output: what it made, through `OutputPath`, if it is not too large.
    pub fn out(&self, visit: &Visit<'_>, made: Value) -> Result<Value, Failure> {
        let output = self.filtered(visit, "OutputPath", &made)?;
        fits(visit.name, &output)?;
        Ok(output)
    }

    /// A template field put to the data; without it the data as they are.
    pub fn templated(&self, visit: &Visit<'_>, field: &str, data: Value) -> Result<Value, Failure> {
        let Some(found) = visit.state.get(field) else { return Ok(data) };
        let looks_around = template::looks_at_context(found);
        let context = if looks_around { context(self.start, visit, None) } else { Value::Null };
        let made = evaluated(visit, found, &data, &context)?;
        fits(visit.name, &made)?;
        Ok(made)
    }

    /// From a result to the output: `ResultSelector`, `ResultPath`, `OutputPath`.
    pub fn leave(&self, visit: &Visit<'_>, result: Value) -> Result<Value, Failure> {
        let result = match visit.state["Type"].as_str() {
            Some("Pass") => result,
            _ => self.templated(visit, "ResultSelector", result)?,
        };
        let placed = placed(visit, visit.state.get("ResultPath"), result)?;
        self.out(visit, placed)
    }
}

/// A template put to data and context.
pub(crate) fn evaluated(
    visit: &Visit<'_>,
    found: &Value,
    data: &Value,
    context: &Value,
) -> Result<Value, Failure> {
    let scope = Scope { input: data, context };
    template::evaluate(found, &scope).map_err(|(field, path)| runtime(visit, not_found(&path, &field, data)))
}

/// A result put into the raw input as a `ResultPath` says.
pub(crate) fn placed(visit: &Visit<'_>, at: Option<&Value>, result: Value) -> Result<Value, Failure> {
    match at {
        None => Ok(result),
        Some(Value::Null) => Ok(visit.input.clone()),
        Some(at) => {
            let at = at.as_str().unwrap_or("$");
            path::place(at, visit.input.clone(), result).ok_or_else(|| Failure {
                error: Some("States.ResultPathMatchFailure".to_owned()),
                cause: Some(format!("nothing can be put at {at}")),
            })
        }
    }
}

/// The failure of something that is larger than a payload may be.
pub(crate) fn fits(who: &str, made: &Value) -> Result<(), Failure> {
    // Sizes are asked for at every state; only what may be too large is printed for it.
    let is_small = length_at_most(made) <= PAYLOAD_BYTES_MAX;
    if is_small || made.to_string().len() <= PAYLOAD_BYTES_MAX { Ok(()) } else { Err(too_large(who)) }
}

/// A number of bytes that a value as text has at most: an escaped character takes six, a number twenty-five.
fn length_at_most(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 25,
        Value::String(text) => 2 + 6 * text.len(),
        Value::Array(items) => 2 + items.iter().map(|item| 1 + length_at_most(item)).sum::<usize>(),
        Value::Object(members) => {
            2 + members
                .iter()
                .map(|(name, member)| 4 + 6 * name.len() + length_at_most(member))
                .sum::<usize>()
        }
    }
}

/// Where a state leads; none at the end.
pub(crate) fn next(state: &Value) -> Option<String> {
    state["Next"].as_str().map(str::to_owned)
}

fn not_found(path: &str, field: &str, input: &Value) -> String {
    format!(
        "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
    )
}
