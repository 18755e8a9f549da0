//! Scenarios in which one kind of trouble is frequent: what a rule is there for may be so rare in those that are drawn
//! that leaving the rule out shows only after many seeds.

use crate::scenario::Scenario;

/// What is frequent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// Nothing: scenarios as they are drawn.
    None,
}

impl Bias {
    /// All of them.
    pub const ALL: [Bias; 1] = [Bias::None];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Bias::None => "none",
        }
    }

    /// The scenario with it.
    pub fn scenario(self, scenario: Scenario) -> Scenario {
        match self {
            Bias::None => scenario,
        }
    }
}
