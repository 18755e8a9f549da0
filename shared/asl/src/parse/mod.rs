//! From a definition's text to a program, or to all complaints at once. A complaint never stops the reading of what
//! stands beside it. Deliberately absent: what the query languages mean (`stepwell-query`),
//! and which parameters a service takes (the integrations).

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::machine::{Machine, MachineId, MachineType, Program, StateId};
use crate::state::State;

mod catch;
mod choice;
mod comparison;
mod complaints;
mod count;
mod duplicates;
mod errors;
mod fail;
mod graph;
mod language;
mod machine;
mod map;
mod object;
mod parallel;
mod pass;
mod paths;
mod place;
mod retry;
pub mod single;
mod state;
mod task;
mod template;
mod text;
mod wait;

use complaints::Complaints;

/// What came of a definition.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The program; none if and only if there is an error among the complaints.
    pub program: Option<Program>,
    /// All complaints, errors and warnings: state by state in the order of the text, then the transitions of the
    /// machine that the states belong to.
    pub diagnostics: Vec<Diagnostic>,
    /// How many further complaints were left out because there were too many.
    pub omitted: usize,
}

/// Parses a definition. `kind` decides about what only Standard workflows may do.
pub fn parse(text: &str, kind: MachineType) -> Parsed {
    let mut complaints = Complaints::default();
    match text::read(text, &mut complaints) {
        Some(value) => {
            duplicates::find(text, &mut complaints);
            definition(&value, kind, complaints)
        }
        None => refused(complaints),
    }
}

/// Parses one state as the definition of a machine that has no other: the state is named [`single::NAME`], and what
/// it leads to stands in the program as Succeed states. Source: TestState, whose complaints have the same places.
pub fn parse_state(text: &str, kind: MachineType) -> Parsed {
    let mut complaints = Complaints::default();
    match text::read(text, &mut complaints) {
        Some(state) => definition(&single::machine_around(state), kind, complaints),
        None => refused(complaints),
    }
}

fn definition(value: &Value, kind: MachineType, complaints: Complaints) -> Parsed {
    let mut builder = Builder::new(kind, complaints);
    let root = machine::root(value, &mut builder);
    if builder.complaints.errors() > 0 {
        return refused(builder.complaints);
    }
    let states: Option<Vec<State>> = builder.states.into_iter().collect();
    let machines: Option<Vec<Machine>> = builder.machines.into_iter().collect();
    let program = states.zip(machines).zip(root).map(|((states, machines), root)| Program {
        states,
        machines,
        timeout_seconds: root.timeout_seconds,
        comment: root.comment,
    });
    // INVARIANT: whatever keeps a part of the program from being built makes an error.
    assert!(program.is_some(), "a part of the program is missing without a complaint");
    let (diagnostics, omitted) = builder.complaints.into_parts();
    Parsed { program, diagnostics, omitted }
}

fn refused(complaints: Complaints) -> Parsed {
    let (diagnostics, omitted) = complaints.into_parts();
    Parsed { program: None, diagnostics, omitted }
}

/// Top-level fields beyond those of every machine.
struct Root {
    timeout_seconds: Option<u64>,
    comment: Option<Arc<str>>,
}

/// The program so far. A state or machine that could not be read stays empty.
struct Builder<'v> {
    kind: MachineType,
    complaints: Complaints,
    states: Vec<Option<State>>,
    machines: Vec<Option<Machine>>,
    names: HashSet<&'v str>,
}

impl Builder<'_> {
    fn new(kind: MachineType, complaints: Complaints) -> Self {
        Builder { kind, complaints, states: Vec::new(), machines: Vec::new(), names: HashSet::new() }
    }

    fn reserve_machine(&mut self) -> MachineId {
        let id = MachineId(self.machines.len() as u32);
        self.machines.push(None);
        id
    }

    fn reserve_state(&mut self) -> StateId {
        let id = StateId(self.states.len() as u32);
        self.states.push(None);
        id
    }

    fn set_machine(&mut self, id: MachineId, machine: Machine) {
        self.machines[id.0 as usize] = Some(machine);
    }

    fn set_state(&mut self, state: State) {
        let position = state.id.0 as usize;
        self.states[position] = Some(state);
    }
}

#[cfg(test)]
mod tests;
