//! What functions, jobs and people do: a pure function of who is asked and with what. Nothing here waits or remembers,
//! so that the same attempt is answered the same way however often and in whatever order it comes.
//!
//! Names say what may happen. A function whose name begins with `mute` may never answer, and a person asked through
//! a function whose name ends with `-never` may never react: such tasks have a time-out. All others end by themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chance::Chance;

/// Error types that functions fail with.
pub const FUNCTION_ERRORS: [&str; 3] = ["Order.Bad", "Order.Late", "Flaky"];

/// What functions, jobs and people do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Behaviours {
    /// Decides what is not fixed.
    pub seed: u64,
    /// Likelihood that an attempt fails, in hundredths.
    pub failures: u64,
    /// Likelihood that a function is slow, in hundredths.
    pub slowness: u64,
    /// Whether some answers are large.
    pub large: bool,
    /// Functions that always answer the same at once.
    pub fixed: BTreeMap<String, Value>,
}

/// What a function does with one payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// After how many milliseconds.
    pub after_ms: u64,
    /// What.
    pub what: What,
}

/// What comes of an invocation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// This value.
    Value(Value),
    /// The function fails with this error type and message.
    Fails {
        /// `errorType`.
        error: String,
        /// `errorMessage`.
        message: String,
    },
    /// The service refuses.
    Refused(Refusal),
    /// Nothing, ever.
    Silence,
}

/// An error of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Error code.
    pub code: String,
    /// HTTP status.
    pub status: u16,
}

/// What becomes of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// It is not started.
    Refused(Refusal),
    /// It runs.
    Runs {
        /// For how many milliseconds.
        for_ms: u64,
        /// Its final `JobRunState`.
        state: String,
    },
}

/// What the person does who was given a task token, in milliseconds since the function was invoked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Callback {
    /// When heartbeats are sent.
    pub beats_ms: Vec<u64>,
    /// When and how the task is ended; none for never.
    pub ends: Option<(u64, CallbackEnd)>,
}

/// How a person ends a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CallbackEnd {
    /// `SendTaskSuccess` with this output.
    Success(Value),
    /// `SendTaskFailure`; both parts may be missing.
    Failure {
        /// Error name.
        error: Option<String>,
        /// Cause.
        cause: Option<String>,
    },
}

/// A decision of an approver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Milliseconds since the mail was sent.
    pub after_ms: u64,
    /// Place among the addresses of `To`.
    pub approver: usize,
    /// Approves or rejects.
    pub approves: bool,
}

impl Behaviours {
    /// Behaviours of a seed.
    pub fn new(seed: u64, failures: u64) -> Self {
        Behaviours { seed, failures, slowness: 15, large: true, fixed: BTreeMap::new() }
    }

    fn chance(&self, what: &str, name: &str, data: &Value) -> Chance {
        Chance::of_text(self.seed, &format!("{what} {name} {}", without_token(data)))
    }

    /// What a function does with a payload.
    pub fn function(&self, name: &str, payload: &Value) -> Answer {
        if let Some(value) = self.fixed.get(name) {
            return Answer { after_ms: 1, what: What::Value(value.clone()) };
        }
        let mut chance = self.chance("function", name, payload);
        let after_ms = self.delay_ms(&mut chance);
        let what = if name.starts_with("mute") && chance.percent(40) {
            What::Silence
        } else if chance.percent(self.failures) {
            self.failure(&mut chance)
        } else {
            What::Value(self.value(&mut chance))
        };
        Answer { after_ms, what }
    }

    fn failure(&self, chance: &mut Chance) -> What {
        let refused = |code: &str, status| What::Refused(Refusal { code: code.to_owned(), status });
        match chance.below(10) {
            0 => refused("ServiceException", 500),
            1 => refused("TooManyRequestsException", 429),
            2 => refused("ResourceNotFoundException", 404),
            _ => What::Fails {
                error: chance.pick(&FUNCTION_ERRORS).to_owned(),
                message: format!("no luck: {}", chance.below(1_000)),
            },
        }
    }

    fn delay_ms(&self, chance: &mut Chance) -> u64 {
        if !chance.percent(self.slowness) {
            return chance.between(1, 500);
        }
        match chance.below(4) {
            0 | 1 => chance.between(500, 10_000),
            2 => chance.between(10_000, 120_000),
            _ => chance.between(120_000, 400_000),
        }
    }

    fn value(&self, chance: &mut Chance) -> Value {
        if chance.percent(4) {
            return [json!(null), json!([]), json!("plain"), json!(12.5)][chance.below(4) as usize].clone();
        }
        let bytes = if !self.large {
            0
        } else {
            match chance.weighted(&[700, 200, 80, 10, 2]) {
                0 => 0,
                1 => chance.between(100, 1_000),
                2 => chance.between(1_000, 8_000),
                3 => chance.between(64_000, 90_000),
                _ => chance.between(262_145, 300_000),
            }
        };
        let number = chance.below(20);
        let mut value =
            json!({ "v": number, "ok": chance.percent(50), "word": chance.pick(&["a", "bee", "cé", ""]) });
        if bytes > 0 {
            value["pad"] = json!("p".repeat(bytes as usize));
        }
        value
    }

    /// What becomes of a job with these arguments.
    pub fn job(&self, name: &str, arguments: &Value) -> Job {
        let mut chance = self.chance("job", name, arguments);
        if chance.percent(self.failures / 3) {
            let refusal = Refusal { code: "EntityNotFoundException".to_owned(), status: 400 };
            return Job::Refused(refusal);
        }
        let state = if chance.percent(self.failures) {
            chance.pick(&["FAILED", "TIMEOUT", "STOPPED", "ERROR"])
        } else {
            "SUCCEEDED"
        };
        let for_ms = match chance.below(5) {
            0..=2 => chance.between(1_000, 60_000),
            3 => chance.between(60_000, 900_000),
            _ => chance.between(900_000, 3 * 3_600_000),
        };
        Job::Runs { for_ms, state: state.to_owned() }
    }

    /// What the person does whose function got this payload. The member `beat` tells how often the task wants to hear
    /// of them, in seconds.
    pub fn callback(&self, name: &str, payload: &Value) -> Callback {
        let mut chance = self.chance("callback", name, payload);
        let mut ends_ms = match chance.below(4) {
            0 | 1 => chance.between(100, 20_000),
            2 => chance.between(20_000, 600_000),
            _ => chance.between(600_000, 3 * 3_600_000),
        };
        let never = name.ends_with("-never") && chance.percent(35);
        let mut beats_ms = Vec::new();
        if let Some(beat) = payload.get("beat").and_then(Value::as_u64) {
            // The last beats may come too late, and then the end does.
            let beats = chance.below(6);
            beats_ms = (1..=beats).map(|turn| turn * beat * 600).collect();
            if chance.percent(70) {
                ends_ms = beats * beat * 600 + chance.between(1, beat * 900);
            }
        }
        let end = if chance.percent(self.failures) {
            let error = (!chance.percent(15)).then(|| chance.pick(&FUNCTION_ERRORS).to_owned());
            CallbackEnd::Failure { cause: error.as_ref().map(|error| format!("{error} it is")), error }
        } else {
            CallbackEnd::Success(self.value(&mut chance))
        };
        Callback { beats_ms, ends: (!never).then_some((ends_ms, end)) }
    }

    /// What the approvers do who got a mail with these parameters, by time. Some never decide.
    pub fn approval(&self, parameters: &Value) -> Vec<Decision> {
        let asked = match &parameters["To"] {
            Value::Array(to) => to.len(),
            _ => 1,
        };
        let mut chance = self.chance("approval", "", parameters);
        let mut decisions = Vec::new();
        for approver in 0..asked {
            if !chance.percent(20) {
                let after_ms = chance.between(1_000, 3 * 3_600_000);
                decisions.push(Decision { after_ms, approver, approves: chance.percent(70) });
            }
        }
        decisions.sort_by_key(|decision| decision.after_ms);
        decisions
    }
}

/// A payload without what differs between two runs of the same attempt: its task token.
pub fn without_token(data: &Value) -> Value {
    match data {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != "token");
            Value::Object(kept.map(|(name, member)| (name.clone(), without_token(member))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_token).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => data.clone(),
    }
}
