//! The compiled form of a definition: all states of all nested machines in one list, referred to by number, so that
//! nothing looks a name up while running. Deliberately absent: source positions (complaints carry them).

use std::sync::Arc;

use crate::state::State;

/// The kinds of state machines. Source: CreateStateMachine, `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineType {
    /// Durable, up to a year, with a history.
    Standard,
    /// Up to five minutes, without callbacks, jobs and activities.
    Express,
}

/// Number of a state, unique in the whole program (names are unique across nesting too).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub u32);

/// Number of a `States` object: the root is 0, then each Parallel branch and Map processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MachineId(pub u32);

/// The root machine.
pub const ROOT: MachineId = MachineId(0);

/// One `States` object with its start.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Where a frame through this machine begins.
    pub start_at: StateId,
    /// The Parallel or Map state around it; none for the root.
    pub inside: Option<StateId>,
}

/// A definition, parsed, validated and compiled once.
#[derive(Clone, Debug)]
pub struct Program {
    /// All states; a [`StateId`] is a position here.
    pub states: Vec<State>,
    /// All machines; a [`MachineId`] is a position here, the root first.
    pub machines: Vec<Machine>,
    /// Top-level `TimeoutSeconds`.
    pub timeout_seconds: Option<u64>,
    /// Top-level `Comment`.
    pub comment: Option<Arc<str>>,
}

impl Program {
    /// The state with this number.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.0 as usize]
    }

    /// The machine with this number.
    pub fn machine(&self, id: MachineId) -> &Machine {
        &self.machines[id.0 as usize]
    }

    /// The state of this name, wherever it is nested. Linear: for people's requests, not for running.
    pub fn find(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| &*state.name == name)
    }
}
