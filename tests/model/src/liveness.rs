//! From which worlds the end can be reached without further faults: backwards over the steps. Every step that stays
//! possible is taken some time (strong fairness); luck are the steps of whoever stands still and of clients, who may
//! never come.

use crate::config::{Config, Program};
use crate::search::{Break, Report, Space};
use crate::state::{At, State};
use crate::step::Property;
use crate::trace;

/// Which steps lead from each world to which.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    begins: Vec<u32>,
    to: Vec<u32>,
}

/// Marks a step that needs luck.
const LUCK: u32 = 1 << 31;

impl Edges {
    /// How many worlds have theirs.
    pub fn len(&self) -> usize {
        self.begins.len()
    }

    /// Goes on to the next world.
    pub fn begin(&mut self) {
        self.begins.push(self.to.len() as u32);
    }

    /// Adds a step of the present one.
    pub fn add(&mut self, to: u32, luck: bool) {
        self.to.push(if luck { to | LUCK } else { to });
    }

    /// Everything from which `goals` can be reached.
    fn backwards(&self, goals: impl Fn(usize) -> bool, luck: bool) -> Vec<bool> {
        let worlds = self.len();
        let mut counts = vec![0u32; worlds + 1];
        let wanted = |to: &u32| luck || to & LUCK == 0;
        for to in self.to.iter().filter(|to| wanted(to)) {
            if let Some(count) = counts.get_mut((to & !LUCK) as usize + 1) {
                *count += 1;
            }
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        let mut fill = counts.clone();
        let mut sources = vec![0u32; counts[worlds] as usize];
        for from in 0..worlds {
            let end = self.begins.get(from + 1).map_or(self.to.len(), |end| *end as usize);
            for to in self.to[self.begins[from] as usize..end].iter().filter(|to| wanted(to)) {
                let place = &mut fill[(to & !LUCK) as usize];
                sources[*place as usize] = from as u32;
                *place += 1;
            }
        }
        let mut reaches: Vec<bool> = (0..worlds).map(goals).collect();
        let mut open: Vec<usize> = (0..worlds).filter(|at| reaches[*at]).collect();
        while let Some(at) = open.pop() {
            for from in &sources[counts[at] as usize..counts[at + 1] as usize] {
                let from = *from as usize;
                if !reaches[from] {
                    reaches[from] = true;
                    open.push(from);
                }
            }
        }
        reaches
    }
}

/// What can be reached from where.
pub(crate) struct Alive {
    ends: Vec<bool>,
    surely: Vec<bool>,
}

/// Finds out.
pub(crate) fn stuck(config: &Config, space: &Space) -> Alive {
    let has_parent = config.program == Program::Nested;
    let is =
        |at: usize, wanted: &dyn Fn(&State) -> bool| space.seen.get(at).is_some_and(|state| wanted(&state));
    let over = |at: usize| is(at, &|state| state.is_over(has_parent));
    let rests = |at: usize| is(at, &|state| state.is_over(has_parent) || waits_for_a_client(config, state));
    Alive { ends: space.edges.backwards(over, true), surely: space.edges.backwards(rests, false) }
}

/// Whether nothing is promised but to wait for a client: the execution was never started and nobody was told so, or its
/// callback has not come and nobody was told that it was taken.
fn waits_for_a_client(config: &Config, state: &State) -> bool {
    if !state.born {
        return state.starter.at != At::Done;
    }
    let open = |attempt: u8| state.head.lane_of(attempt).is_some();
    let waits = state.head.lanes.iter().any(|lane| lane.submitted && !lane.due);
    let told =
        [crate::head::A1, crate::head::A2].into_iter().any(|one| open(one) && state.answered & one != 0);
    config.program == Program::Callback && waits && !told
}

impl Alive {
    /// Notes in the report what it says of the worlds of a layer.
    pub fn note(&self, config: &Config, space: &Space, layer: usize, report: &mut Report) {
        let begin = space.layers.get(layer).copied().unwrap_or_default();
        for (property, reaches) in [(Property::Stuck, &self.ends), (Property::Luck, &self.surely)] {
            let lost = (begin..reaches.len()).filter(|at| !reaches[*at]);
            let count = lost.clone().count();
            match property {
                Property::Stuck => report.stuck.push(count),
                _ => report.luck.push(count),
            }
            if let Some(first) = lost.clone().next()
                && !report.broken.contains_key(&property)
            {
                let trace = trace::words(config, space, first as u32, None);
                report.broken.insert(property, Break { faults: layer, trace });
            }
        }
    }
}
