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
    let mut steps = surely(config, state);
    let mut more = Steps::default();
    faults::steps(config, state, &mut more);
    steps.extend(more.list);
    steps
}

/// All but the faults.
fn surely(config: &Config, state: &State) -> Vec<Step> {
    let mut steps = Steps::default();
    requests::start(config, state, &mut steps);
    requests::complete(config, state, &mut steps);
    executor::steps(config, state, 0, &mut steps);
    executor::steps(config, state, 1, &mut steps);
    sweeper::steps(config, state, &mut steps);
    time::steps(config, state, &mut steps);
    steps.list
}

/// Searches with up to `faults` faults; ends as soon as `until` is broken.
pub fn search(config: &Config, faults: usize, until: Option<Property>) -> Report {
    let mut space =
        Space { seen: Seen::default(), parents: Vec::new(), edges: Edges::default(), layers: Vec::new() };
    let mut report = Report::default();
    space.add(&canonical(State::default()), 0);
    for layer in 0..=faults {
        let (before, begin) = (space.layers.last().copied().unwrap_or_default(), space.edges.len());
        space.layers.push(begin);
        for from in before..begin {
            follow_faults(config, &mut space, from);
        }
        explore(config, &mut space, layer, until, &mut report);
        report.states.push(space.seen.len());
        if until.is_some_and(|until| report.broken.contains_key(&until)) {
            break;
        }
        stuck(config, &space).note(config, &space, layer, &mut report);
        if until.is_some_and(|until| report.broken.contains_key(&until)) {
            break;
        }
    }
    report
}

impl Space {
    fn add(&mut self, state: &State, parent: u32) -> u32 {
        let (number, new) = self.seen.add(state);
        if new {
            self.parents.push(parent);
        }
        number
    }
}

/// Whether nothing that follows is of interest.
fn is_over(config: &Config, state: &State) -> bool {
    state.is_over(config.program == crate::Program::Nested)
}

/// Adds the worlds to which one fault leads.
fn follow_faults(config: &Config, space: &mut Space, from: usize) {
    let Some(state) = space.seen.get(from).filter(|state| !is_over(config, state)) else { return };
    let mut steps = Steps::default();
    faults::steps(config, &state, &mut steps);
    requests::complete(config, &state, &mut steps);
    for step in steps.list.into_iter().filter(|step| step.kind == Kind::Fault) {
        space.add(&canonical(step.state), from as u32);
    }
}

/// Follows all steps without a fault.
fn explore(config: &Config, space: &mut Space, layer: usize, until: Option<Property>, report: &mut Report) {
    while let Some(state) = space.seen.get(space.edges.len()) {
        let from = space.edges.len() as u32;
        let steps = if is_over(config, &state) { Vec::new() } else { surely(config, &state) };
        space.edges.begin();
        for step in steps.into_iter().filter(|step| step.kind != Kind::Fault) {
            if let Some(property) = step.broken
                && !report.broken.contains_key(&property)
            {
                let trace = trace::words(config, space, from, Some(&step));
                report.broken.insert(property, Break { faults: layer, trace });
                if until == Some(property) {
                    return;
                }
            }
            let number = space.add(&canonical(step.state), from);
            space.edges.add(number, step.kind == Kind::Luck);
        }
    }
}
