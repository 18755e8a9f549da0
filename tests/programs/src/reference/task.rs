//! Tasks: one attempt after the other, until one succeeds or no retrier is left.

use serde_json::Value;

use super::handler::{Counters, Trouble, caught};
use super::state::next;
use super::walk::{Then, Visit, Walk};
use super::{Came, Failure, When};

/// How one attempt and what follows from it in the state ended.
enum Tried {
    Done(Value, When),
    Trouble(Trouble),
    CutOff,
}

impl Walk<'_> {
    /// Makes attempts.
    pub fn task(&self, visit: &Visit<'_>) -> Then {
        let mut counters = Counters::default();
        let mut after = visit.entered;
        loop {
            let now = Visit { retries: counters.sum(), ..*visit };
            match self.attempt(&now, after) {
                Tried::CutOff => return Then::CutOff,
                Tried::Done(output, event) => return Then::Exit { output, next: next(visit.state), event },
                Tried::Trouble(trouble) => {
                    after = trouble.event;
                    if !counters.again(visit.state, &trouble) {
                        return caught(visit, trouble);
                    }
                }
            }
        }
    }

    fn attempt(&self, visit: &Visit<'_>, after: When) -> Tried {
        let parameters = match self.parameters(visit) {
            Ok(parameters) => parameters.to_string(),
            Err(failure) => return Tried::Trouble(Trouble::own(failure, after)),
        };
        let Some(attempt) = self.outcomes.attempt(&parameters, after.id) else { return Tried::CutOff };
        self.meet(attempt.scheduled);
        let (event, came) = (attempt.ended, attempt.came.clone());
        self.attempts.borrow_mut().push((parameters, attempt));
        match came {
            Came::Unknown => Tried::CutOff,
            Came::Error { failure, heartbeat } => {
                Tried::Trouble(Trouble { failure, heartbeat, in_branch: false, event })
            }
            Came::Result(result) => match self.leave(visit, result) {
                Ok(output) => Tried::Done(output, event),
                Err(failure) => Tried::Trouble(Trouble::own(failure, event)),
            },
        }
    }

    fn parameters(&self, visit: &Visit<'_>) -> Result<Value, Failure> {
        let input = self.filtered(visit, "InputPath", visit.input)?;
        self.templated(visit, "Parameters", input)
    }
}
