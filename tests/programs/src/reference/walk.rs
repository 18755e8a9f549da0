//! The way through a machine, state by state.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use super::{Attempt, Failure, Link, Outcomes, Start, When};

/// One interpretation.
pub(crate) struct Walk<'a> {
    pub start: &'a Start<'a>,
    pub outcomes: &'a dyn Outcomes,
    pub attempts: RefCell<Vec<(String, Attempt)>>,
    pub met: RefCell<BTreeSet<u64>>,
    pub oddities: RefCell<Vec<String>>,
}

/// What is around a machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Index and value of the item of the innermost Map.
    pub item: Option<(usize, Value)>,
}

/// How a machine ended.
#[derive(Clone, Debug)]
pub(crate) enum Strand {
    Succeeded { output: Value, event: When },
    Failed { failure: Failure, event: When },
    CutOff,
}

/// A machine's way.
pub(crate) struct Way {
    /// When its first state was entered.
    pub first: Option<When>,
    pub end: Strand,
}

/// Where a state leads.
pub(crate) enum Then {
    /// Out with this output; `next` is none at the end of the machine.
    Exit {
        output: Value,
        next: Option<String>,
        event: When,
    },
    Fail {
        failure: Failure,
        event: When,
    },
    CutOff,
}

/// A state in one visit.
#[derive(Clone, Copy)]
pub(crate) struct Visit<'v> {
    pub name: &'v str,
    pub state: &'v Value,
    /// Its raw input.
    pub input: &'v Value,
    pub entered: When,
    /// Retries so far.
    pub retries: u64,
    pub around: &'v Around,
}

impl Walk<'_> {
    /// Goes through a machine, from the event `after` on.
    pub fn machine(&self, machine: &Value, input: Value, after: u64, around: &Around) -> Way {
        let mut name = machine["StartAt"].as_str().unwrap_or_default().to_owned();
        let mut way = Way { first: None, end: Strand::CutOff };
        let (mut input, mut after) = (input, after);
        // Every turn meets a later event, so the world's end is this loop's.
        while let Some(entered) = self.outcomes.entered(&name, &input.to_string(), after) {
            self.meet(entered);
            way.first = way.first.or(Some(entered));
            let state = &machine["States"][&name];
            let visit = Visit { name: &name, state, input: &input, entered, retries: 0, around };
            match self.state(&visit) {
                Then::CutOff => break,
                Then::Fail { failure, event } => {
                    way.end = Strand::Failed { failure, event };
                    break;
                }
                Then::Exit { output, next, event } => {
                    let Some(exited) = self.outcomes.exited(&name, &output.to_string(), event.id) else {
                        break;
                    };
                    self.meet(exited);
                    self.in_time(&visit, exited);
                    let Some(next) = next else {
                        way.end = Strand::Succeeded { output, event: exited };
                        break;
                    };
                    (name, input, after) = (next, output, exited.id);
                }
            }
        }
        way
    }

    /// The event that follows another.
    pub fn follows(&self, event: u64, link: Link) -> Option<When> {
        let found = self.outcomes.follows(event, link)?;
        if link != Link::Any {
            self.meet(found);
        }
        Some(found)
    }

    /// Notes that an event is accounted for.
    pub fn meet(&self, when: When) {
        self.met.borrow_mut().insert(when.id);
    }

    /// Notes something that must not be.
    pub fn odd(&self, what: String) {
        self.oddities.borrow_mut().push(what);
    }
}
