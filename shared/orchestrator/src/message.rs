//! Queue messages: "look at this execution". They carry no effect and no result, so they may be early, late, doubled or
//! lost. The wire shape is this file.

use serde_json::{Value, json};
use stepwell_journal::ExecutionKey;

/// Sending time of a message that need not come again: another one will be sent.
pub const ONCE: u64 = 0;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WakeUp {
    /// The execution to look at.
    pub key: ExecutionKey,
    /// The page it announces; until that page is there, the message means "not yet".
    pub page: u64,
    /// When it was first sent, milliseconds since 1970; or [`ONCE`].
    pub sent_ms: u64,
    /// What for.
    pub what: What,
}

/// What a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Do what can be done.
    Go,
    /// The same, and look into the inbox first.
    Inbox,
    /// Something is due at this time, milliseconds since 1970.
    Due(u64),
    /// Look at the job of an attempt.
    Poll {
        /// Stamp of the attempt.
        stamp: u64,
        /// Number of the chain.
        chain: u64,
        /// When the job was first looked at, milliseconds since 1970.
        since_ms: u64,
        /// Position in the chain, from 1: a message that comes twice does not make two chains.
        turn: u64,
    },
    /// Look at the job of an attempt once, now; its chain goes on by itself.
    Look {
        /// Stamp of the attempt.
        stamp: u64,
    },
}

/// What a text on the wire turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// A message.
    Ours(WakeUp),
    /// A message of a newer version of this program.
    Newer,
    /// Nothing of ours.
    Foreign,
}

impl WakeUp {
    /// The text on the wire.
    pub fn encode(&self) -> String {
        let what = match &self.what {
            What::Go => json!({ "go": true }),
            What::Inbox => json!({ "inbox": true }),
            What::Due(at) => json!({ "due": at }),
            What::Poll { stamp, chain, since_ms, turn } => json!({ "poll": [stamp, chain, since_ms, turn] }),
            What::Look { stamp } => json!({ "look": stamp }),
        };
        json!({ "v": 1, "m": self.key.machine, "e": self.key.execution, "p": self.page, "t": self.sent_ms, "w": what })
            .to_string()
    }

    /// Reads the text; none if it is not ours or newer than this code.
    pub fn decode(text: &str) -> Option<Self> {
        match Self::read(text) {
            Read::Ours(wake_up) => Some(wake_up),
            Read::Newer | Read::Foreign => None,
        }
    }

    /// Reads the text, and says why if it cannot.
    pub fn read(text: &str) -> Read {
        let Ok(value) = serde_json::from_str::<Value>(text) else { return Read::Foreign };
        match value.get("v").and_then(Value::as_u64) {
            Some(1) => Self::of(&value).map_or(Read::Foreign, Read::Ours),
            Some(number) if number > 1 => Read::Newer,
            Some(_) | None => Read::Foreign,
        }
    }

    /// Since when it is due, milliseconds since 1970.
    pub(crate) fn since_ms(&self) -> u64 {
        match self.what {
            What::Due(at) => at.max(self.sent_ms),
            What::Go | What::Inbox | What::Poll { .. } | What::Look { .. } => self.sent_ms,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        let what = value.get("w")?;
        let what = if let Some(at) = what.get("due") {
            What::Due(at.as_u64()?)
        } else if let Some(poll) = what.get("poll") {
            let part = |at: usize| poll.get(at).and_then(Value::as_u64);
            What::Poll { stamp: part(0)?, chain: part(1)?, since_ms: part(2)?, turn: part(3)? }
        } else if let Some(stamp) = what.get("look") {
            What::Look { stamp: stamp.as_u64()? }
        } else if what.get("inbox").is_some() {
            What::Inbox
        } else {
            what.get("go")?;
            What::Go
        };
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(WakeUp {
            key: ExecutionKey::new(text("m")?, text("e")?),
            page: value.get("p")?.as_u64()?,
            sent_ms: value.get("t")?.as_u64()?,
            what,
        })
    }
}

#[cfg(test)]
mod tests;
