//! One step of the world and what may be wrong with it.

use crate::state::State;

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// No attempt is called twice.
    CalledTwice,
    /// No call is made whose claim is not in the newest page.
    CalledUnclaimed,
    /// No result of one attempt counts for another.
    Crossed,
    /// A page is written on the newest one only.
    Forked,
    /// An execution ends once.
    EndedTwice,
    /// A request that is refused has changed nothing.
    Untrue,
    /// No attempt is given up while its maker works on it.
    GivenUpAlive,
    /// No poll chain goes on that was replaced.
    OldChain,
    /// The end can always be reached without further faults.
    Stuck,
    /// Nobody's luck is needed for it: no process that stands still must go on, no client must ask again.
    Luck,
}

/// Why a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It happens some time.
    Sure,
    /// It may happen: somebody who stands still goes on, a client asks again.
    Luck,
    /// A fault.
    Fault,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who does it.
    pub who: &'static str,
    /// What it does.
    pub what: &'static str,
    /// Why it happens.
    pub kind: Kind,
    /// The world after it.
    pub state: State,
    /// What it breaks.
    pub broken: Option<Property>,
}

/// The steps found so far.
#[derive(Debug, Default)]
pub struct Steps {
    /// In the order in which they were found.
    pub list: Vec<Step>,
}

impl Steps {
    /// Adds one that happens some time.
    pub fn sure(&mut self, who: &'static str, what: &'static str, state: State) {
        self.add(Kind::Sure, who, what, state, None);
    }

    /// Adds a fault.
    pub fn fault(&mut self, who: &'static str, what: &'static str, state: State) {
        self.add(Kind::Fault, who, what, state, None);
    }

    /// Adds one.
    pub fn add(
        &mut self,
        kind: Kind,
        who: &'static str,
        what: &'static str,
        state: State,
        broken: Option<Property>,
    ) {
        self.list.push(Step { who, what, kind, state, broken });
    }
}
