//! Facts in the inbox: the wire shape of what an entry point leaves that lost the race for the page number, and of what
//! an executor leaves that cannot read the newest page.

use serde_json::{Value, json};
use stepwell_engine::error::StateError;
use stepwell_engine::{Event, Payload};

/// The bytes of a fact; none for facts that nobody needs to bring.
pub fn encode(event: &Event) -> Option<Vec<u8>> {
    let value = match event {
        Event::TaskSucceeded { stamp, output } => {
            json!({ "v": 1, "ok": stamp, "out": &*output.text().ok()? })
        }
        Event::TaskFailed { stamp, error } => {
            json!({ "v": 1, "failed": stamp, "error": error.error, "cause": error.cause })
        }
        Event::StopRequested { error, cause } => {
            json!({ "v": 1, "stop": true, "error": error, "cause": cause })
        }
        Event::TaskSubmitted { stamp, output } => {
            json!({ "v": 1, "submitted": stamp, "out": &*output.text().ok()? })
        }
        Event::Started
        | Event::Continued
        | Event::TaskStarted { .. }
        | Event::HeartbeatReceived { .. }
        | Event::TimerFired => return None,
    };
    Some(value.to_string().into_bytes())
}

/// Whether bytes are a fact that a newer version of this program has left.
pub fn is_newer(bytes: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    value.is_some_and(|value| value.get("v").and_then(Value::as_u64).is_some_and(|number| number > 1))
}

/// The fact of bytes; none if they are not ours or newer than this code.
pub fn decode(bytes: &[u8]) -> Option<Event> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    if value.get("v")?.as_u64()? != 1 {
        return None;
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(stamp) = value.get("ok").and_then(Value::as_u64) {
        return Some(Event::TaskSucceeded { stamp, output: Payload::from_text(text("out")?) });
    }
    if let Some(stamp) = value.get("submitted").and_then(Value::as_u64) {
        return Some(Event::TaskSubmitted { stamp, output: Payload::from_text(text("out")?) });
    }
    if let Some(stamp) = value.get("failed").and_then(Value::as_u64) {
        let error = StateError { error: text("error"), cause: text("cause") };
        return Some(Event::TaskFailed { stamp, error });
    }
    value.get("stop")?;
    Some(Event::StopRequested { error: text("error"), cause: text("cause") })
}

#[cfg(test)]
mod tests;
