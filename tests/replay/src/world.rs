//! One execution decided to its end: calls answered by script in the order in which they are made, time jumping to
//! whatever is due.

use std::collections::VecDeque;

use stepwell_asl::Program;
use stepwell_conformance::{Outcome as Scripted, ScriptedCall};
use stepwell_engine::decide::Outcome;
use stepwell_engine::error::StateError;
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::Mint;
use stepwell_engine::{Effect, Event, Execution, HistoryEvent, Moment, Payload, decide};

/// Decisions after which an execution is taken to be without end.
const DECISIONS_MAX: usize = 100_000;

struct Tokens;

impl Mint for Tokens {
    fn token(&self, execution_arn: &str, stamp: u64) -> String {
        format!("{execution_arn}#{stamp}")
    }
}

/// An execution that has ended.
pub(crate) struct Ended {
    pub execution: Execution,
    pub history: Vec<HistoryEvent>,
}

/// Decides to the end.
///
/// # Errors
/// The execution waits for something that never comes, or does not end.
pub(crate) fn run(
    program: &Program,
    execution: Execution,
    script: &mut VecDeque<ScriptedCall>,
) -> Result<Ended, String> {
    let mut now_ms = execution.identity.started_ms;
    let mut ended = Ended { execution, history: Vec::new() };
    let mut facts = VecDeque::from([Event::Started]);
    for _ in 0..DECISIONS_MAX {
        let fact = match facts.pop_front() {
            Some(fact) => fact,
            None => {
                let due = ended.execution.due_ms().ok_or("nothing is due, and nothing runs")?;
                now_ms = now_ms.max(due);
                Event::TimerFired
            }
        };
        let moment = Moment { now_ms, seed: 1, starts_calls: true, mint: &Tokens, limits: Limits::default() };
        let Outcome::Decided(decision) = decide(program, &ended.execution, &[fact], &moment) else {
            return Err("payloads are missing, but all are in memory".to_owned());
        };
        if decision.continues {
            facts.push_front(Event::Continued);
        }
        for effect in decision.effects {
            if let Effect::CallTask { stamp } = effect {
                facts
                    .extend(answer(stamp, script.pop_front().ok_or("a call that the script does not have")?));
            }
        }
        ended.history.extend(decision.history);
        ended.execution = decision.execution;
        if !ended.execution.status.is_running() {
            return Ok(ended);
        }
    }
    Err(format!("not at its end after {DECISIONS_MAX} decisions"))
}

fn answer(stamp: u64, call: ScriptedCall) -> Option<Event> {
    match call.outcome {
        Scripted::Succeeds(value) => Some(Event::TaskSucceeded { stamp, output: Payload::from_value(value) }),
        Scripted::Fails { error, cause } => {
            Some(Event::TaskFailed { stamp, error: StateError { error, cause } })
        }
        Scripted::TimesOut => None,
    }
}
