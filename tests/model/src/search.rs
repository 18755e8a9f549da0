//! The search: all worlds that can be reached with no fault, then those with one, and so on. The first break of each
//! property is therefore one with the fewest faults, and of those one with the fewest steps.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::liveness::{Edges, stuck};
use crate::seen::Seen;
use crate::state::State;
use crate::step::{Kind, Property, Step, Steps};
use crate::symmetry::canonical;
use crate::{executor, faults, requests, sweeper, time, trace};

/// A broken property.
#[derive(Clone, Debug)]
pub struct Break {
    /// How many faults it takes.
    pub faults: usize,
    /// How it comes about, in words.
    pub trace: Vec<String>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Worlds reached with at most as many faults as the place in the list says.
    pub states: Vec<usize>,
    /// What broke.
    pub broken: BTreeMap<Property, Break>,
    /// Worlds from which the end cannot be reached, by number of faults.
    pub stuck: Vec<usize>,
    /// Worlds from which the end can be reached by luck only, by number of faults.
    pub luck: Vec<usize>,
}

/// All worlds, how each was reached first, and where each leads.
pub(crate) struct Space {
    pub seen: Seen,
    /// The world before, for each.
    pub parents: Vec<u32>,
    /// Steps without a fault.
    pub edges: Edges,
    /// Where each layer of faults begins.
    pub layers: Vec<usize>,
}

/// All steps of a world.
pub fn successors(config: &Config, state: &State) -> Vec<Step> {
    let mut steps = Steps::default();
    requests::start(config, state, &mut steps);
    requests::complete(config, state, &mut steps);
    executor::steps(config, state, 0, &mut steps);
    executor::steps(config, state, 1, &mut steps);
    sweeper::steps(config, state, &mut steps);
    time::steps(config, state, &mut steps);
    faults::steps(config, state, &mut steps);
    steps.list
}

/// Searches with up to `faults` faults; ends early, after the faults at which it breaks, when `until` is broken.
pub fn search(config: &Config, faults: usize, until: Option<Property>) -> Report {
    let mut space =
        Space { seen: Seen::default(), parents: Vec::new(), edges: Edges::default(), layers: Vec::new() };
    let mut report = Report::default();
    let start = canonical(State::default());
    space.seen.add(start);
    space.parents.push(0);
    let mut later: Vec<(State, u32)> = Vec::new();
    for layer in 0..=faults {
        let begin = space.edges.len();
        space.layers.push(begin);
        for (state, parent) in std::mem::take(&mut later) {
            if space.seen.add(state).1 {
                space.parents.push(parent);
            }
        }
        explore(config, &mut space, layer, &mut report, &mut later);
        report.states.push(space.seen.states.len());
        let alive = stuck(config, &space);
        alive.note(config, &space, layer, &mut report);
        if until.is_some_and(|until| report.broken.contains_key(&until)) {
            break;
        }
    }
    report
}

/// Follows all steps without a fault; keeps those with one for the next layer.
fn explore(
    config: &Config,
    space: &mut Space,
    layer: usize,
    report: &mut Report,
    later: &mut Vec<(State, u32)>,
) {
    let has_parent = config.program == crate::Program::Nested;
    while let Some(state) = space.seen.states.get(space.edges.len()).copied() {
        let from = space.edges.len() as u32;
        // Nothing that follows the end is of interest.
        let steps = if state.is_over(has_parent) { Vec::new() } else { successors(config, &state) };
        space.edges.begin();
        for step in steps {
            let next = canonical(step.state);
            if let Some(property) = step.broken
                && !report.broken.contains_key(&property)
            {
                let trace = trace::words(config, space, from, Some(&step));
                report.broken.insert(property, Break { faults: layer, trace });
            }
            if step.kind == Kind::Fault {
                later.push((next, from));
                continue;
            }
            let (number, new) = space.seen.add(next);
            if new {
                space.parents.push(from);
            }
            space.edges.add(number, step.kind == Kind::Luck);
        }
    }
}
