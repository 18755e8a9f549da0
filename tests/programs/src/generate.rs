//! Programs out of a seed. Every state gets an object and hands on an object with the same members: `at` says where
//! an attempt stands, `n`, `s`, `b`, `when`, `sec`, `width`, `list` and `deep` are data, `r1`, `e1` and so on are
//! results and errors. What leaves this pattern ends its machine.
//!
//! Every program ends: loops go through a list that becomes shorter, and whatever may never answer has a time-out.
//! Every attempt of a task has parameters of its own: execution, state, retries, and `at`, to which Map iterations add
//! index and retries, loops their turn, and branches of a Parallel state with Retry the time at which they were entered.

mod block;
mod choice;
mod handler;
mod join;
mod task;

use crate::behaviours::Behaviours;
use serde_json::{Map, Value, json};
use stepwell_engine::moment::mix;

use crate::case::{CHILD, Case, MAIN, count};
use crate::chance::Chance;
use crate::shape::Shape;

/// Stands for the state that a block leads to, until blocks are linked.
pub(crate) const NEXT: &str = "<next>";

/// `Comment` of states that a loop needs to end.
pub(crate) const LOOP: &str = "loop";

/// `Comment` of states that make the parameters behind them unique.
pub(crate) const STAMP: &str = "stamp";

/// States that a machine may have beyond those of its shape: what blocks need to end.
const STATES_BEYOND: usize = 8;

/// Tries to stay below that; then the machine is taken as it is.
const TRIES_MAX: u64 = 12;

/// A program of this seed.
pub fn generate(seed: u64, shape: &Shape) -> Case {
    let mut chance = Chance::new(seed);
    let behaviours = Behaviours::new(chance.number(), chance.below(shape.failures * 2 + 1));
    let input = input(&mut chance, shape);
    let (main, has_child) = definition(chance.number(), shape, shape.states, false);
    let mut machines = vec![(MAIN.to_owned(), main)];
    if has_child {
        let (child, _) = definition(chance.number(), shape, (shape.states / 3).max(1), true);
        machines.push((CHILD.to_owned(), child));
    }
    Case { seed, machines, main: MAIN.to_owned(), input, behaviours }
}

/// A definition of about so many states, and whether it starts the child.
fn definition(seed: u64, shape: &Shape, states: u64, is_child: bool) -> (Value, bool) {
    let mut tries = 0;
    loop {
        let mut maker = Maker::new(shape, Chance::new(mix(seed, tries, 0)), states);
        maker.is_child = is_child;
        let made = maker.root();
        tries += 1;
        if count(&made) <= states as usize + STATES_BEYOND || tries == TRIES_MAX {
            return (made, maker.has_child);
        }
    }
}

/// The data that every state can count on.
fn input(chance: &mut Chance, shape: &Shape) -> Value {
    let items: Vec<Value> = (0..chance.below(shape.items + 1))
        .map(|place| json!({ "n": place * 10 + chance.below(10), "s": chance.pick(&["x", "yy", "Zoë"]) }))
        .collect();
    let day = 86_400_000;
    let when = (shape.now_ms - 2 * day) / 1_000 + chance.below(4 * day / 1_000);
    json!({
        "at": {},
        "n": chance.below(10),
        "s": chance.pick(&["red", "green", "", "10"]),
        "b": chance.percent(50),
        "when": instant(when),
        "sec": chance.between(0, 30),
        "width": chance.below(4),
        "limit": chance.between(3, 90),
        "list": items,
        "deep": { "x": { "y": chance.below(10) }, "z": [1, 2.5, -3] }
    })
}

/// A moment as RFC 3339 text, from seconds since 1970.
fn instant(seconds: u64) -> String {
    crate::case::iso_8601(seconds * 1_000)
}

/// A few states with one entry, the first; they lead to [`NEXT`].
pub(crate) type Block = Vec<(String, Map<String, Value>)>;

/// Where a state stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    /// How many Parallel and Map states are around it.
    depth: u64,
    /// Whether one of them is a Map.
    in_map: bool,
    /// Whether its data are a bare item, so that no task can say where it stands.
    is_bare: bool,
    /// Members that may be in the data besides those of the pattern.
    results: Vec<String>,
}

/// Makes the states of one definition.
pub(crate) struct Maker<'s> {
    shape: &'s Shape,
    chance: Chance,
    left: u64,
    names: u64,
    is_child: bool,
    has_child: bool,
}

impl<'s> Maker<'s> {
    fn new(shape: &'s Shape, chance: Chance, states: u64) -> Self {
        let mut chance = chance;
        let left = chance.between(1, states.max(1));
        Maker { shape, chance, left, names: 0, is_child: false, has_child: false }
    }

    fn root(&mut self) -> Value {
        let mut machine = self.machine(&mut Spot::default(), u64::MAX);
        if self.chance.percent(self.shape.deadline) {
            machine["TimeoutSeconds"] = json!(self.chance.between(30, 7_200));
        }
        machine
    }

    /// A name that no other state of the definition has.
    fn name(&mut self, what: &str) -> String {
        self.names += 1;
        self.left = self.left.saturating_sub(1);
        format!("{what} {}", self.names)
    }

    /// The number in the last name, for members that belong to that state.
    fn number(&self) -> u64 {
        self.names
    }

    /// A machine of at most so many blocks and its end.
    fn machine(&mut self, spot: &mut Spot, blocks_max: u64) -> Value {
        let mut blocks = Vec::new();
        while self.left > 0 && (blocks.len() as u64) < blocks_max {
            blocks.push(self.block(spot));
            if spot.depth > 0 && self.chance.percent(40) {
                break;
            }
        }
        blocks.push(self.last(spot));
        let start = blocks[0][0].0.clone();
        json!({ "StartAt": start, "States": linked(blocks) })
    }

    /// Seconds as authors write them: mostly few.
    fn seconds(&mut self) -> u64 {
        if self.chance.percent(self.shape.long_waits) {
            // A child that somebody waits for is looked at every few minutes: days of that show nothing that hours do not.
            return match self.chance.below(4) {
                _ if self.is_child && !self.chance.clone().percent(5) => self.chance.between(600, 7_200),
                0 | 1 => self.chance.between(600, 7_200),
                2 => self.chance.between(7_200, 86_400),
                _ => self.chance.between(86_400, 4 * 86_400),
            };
        }
        match self.chance.below(4) {
            0..=2 => self.chance.between(1, 20),
            _ => self.chance.between(20, 600),
        }
    }

    /// Whether this state gets a path that leads nowhere.
    fn is_bad(&mut self) -> bool {
        self.chance.below(1_000) < self.shape.bad_paths
    }
}

/// Links each block to the next one.
fn linked(blocks: Vec<Block>) -> Value {
    let entries: Vec<String> = blocks.iter().map(|block| block[0].0.clone()).collect();
    let mut states = Map::new();
    for (place, block) in blocks.into_iter().enumerate() {
        let next = entries.get(place + 1).map_or(NEXT, String::as_str);
        for (name, mut state) in block {
            link(&mut state, next);
            states.insert(name, Value::Object(state));
        }
    }
    Value::Object(states)
}

/// Lets a state lead to `next` where it leads to [`NEXT`].
pub(crate) fn link(state: &mut Map<String, Value>, next: &str) {
    let replace = |holder: Option<&mut Value>| {
        if let Some(target) = holder
            && target.as_str() == Some(NEXT)
        {
            *target = json!(next);
        }
    };
    replace(state.get_mut("Next"));
    replace(state.get_mut("Default"));
    for list in ["Choices", "Catch"] {
        for entry in state.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            replace(entry.get_mut("Next"));
        }
    }
}

/// The members of an object.
pub(crate) fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
