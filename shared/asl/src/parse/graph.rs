//! Transitions of one machine: targets that are not there, states that nothing leads to, machines without an end.
//! Works on the JSON, so that a state that is wrong in other ways still counts. Texts and order are AWS's.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::diagnostic::Code;

use super::complaints::Complaints;
use super::object::Object;
use super::place::Place;

/// Complains about the transitions between these states.
pub(crate) fn check(
    start: Option<&str>,
    machine: &Place<'_>,
    states: &Object<'_, '_>,
    complaints: &mut Complaints,
) {
    if let Some(start) = start
        && !states.has(start)
    {
        missing(&machine.field("StartAt"), start, complaints);
    }
    let mut targets: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut has_end = false;
    for (name, state) in states.members() {
        let place = states.place.field(name);
        let transitions = Transitions::of(state);
        has_end |= transitions.ends;
        transitions.complain(&place, states, complaints);
        targets.insert(name, transitions.targets());
    }
    if !has_end {
        complaints.error_nowhere(Code::MissingEndState, "Workflow has no terminal state");
    } else if let Some(start) = start {
        unreachable(start, states, &targets, complaints);
    }
}

/// The names that a state leads to.
pub(super) fn targets(state: &Value) -> Vec<&str> {
    Transitions::of(state).targets()
}

fn missing(place: &Place<'_>, target: &str, complaints: &mut Complaints) {
    complaints.error(Code::MissingTransitionTarget, place, format!("Missing 'Next' target: {target}"));
}

/// The ways out of a state.
struct Transitions<'v> {
    next: Option<&'v str>,
    choices: Vec<(usize, &'v str)>,
    default: Option<&'v str>,
    catch: Vec<(usize, &'v str)>,
    ends: bool,
}

impl<'v> Transitions<'v> {
    fn of(state: &'v Value) -> Self {
        let text = |name: &str| state.get(name).and_then(Value::as_str);
        let mut found =
            Transitions { next: None, choices: Vec::new(), default: None, catch: Vec::new(), ends: false };
        match text("Type") {
            Some("Choice") => {
                found.choices = nexts(state, "Choices");
                found.default = text("Default");
            }
            Some("Pass" | "Wait") => found.next = text("Next"),
            Some("Task" | "Parallel" | "Map") => {
                found.next = text("Next");
                found.catch = nexts(state, "Catch");
            }
            Some("Succeed" | "Fail") => found.ends = true,
            // What a state of no known type leads to is not known: what it names counts, and it may end.
            Some(_) | None => {
                found.next = text("Next");
                found.ends = true;
            }
        }
        // A state with neither is complained of already, and so is one with both.
        let is_choice = text("Type") == Some("Choice");
        found.ends |= state.get("End").is_some() || (found.next.is_none() && !is_choice);
        found
    }

    fn complain(&self, place: &Place<'_>, states: &Object<'_, '_>, complaints: &mut Complaints) {
        let is_missing = |target: &&str| !states.has(target);
        if let Some(target) = self.next.filter(is_missing) {
            missing(&place.field("Next"), target, complaints);
        }
        list(&place.field("Choices"), &self.choices, states, complaints);
        if let Some(target) = self.default.filter(is_missing) {
            missing(&place.field("Default"), target, complaints);
        }
        list(&place.field("Catch"), &self.catch, states, complaints);
    }

    fn targets(&self) -> Vec<&'v str> {
        let listed = self.choices.iter().chain(&self.catch).map(|(_, target)| *target);
        self.next.into_iter().chain(self.default).chain(listed).collect()
    }
}

fn nexts<'v>(state: &'v Value, field: &str) -> Vec<(usize, &'v str)> {
    let items = state.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let next = |(index, item): (usize, &'v Value)| Some((index, item.get("Next")?.as_str()?));
    items.iter().enumerate().filter_map(next).collect()
}

fn list(place: &Place<'_>, nexts: &[(usize, &str)], states: &Object<'_, '_>, complaints: &mut Complaints) {
    for (index, target) in nexts.iter().filter(|(_, target)| !states.has(target)) {
        missing(&place.item(*index).field("Next"), target, complaints);
    }
}

fn unreachable(
    start: &str,
    states: &Object<'_, '_>,
    targets: &HashMap<&str, Vec<&str>>,
    complaints: &mut Complaints,
) {
    let mut reached: HashSet<&str> = HashSet::new();
    if states.has(start) {
        let mut waiting = vec![start];
        while let Some(name) = waiting.pop() {
            if let Some(targets) = targets.get(name)
                && reached.insert(name)
            {
                waiting.extend(targets);
            }
        }
    } else {
        // One wrong start makes every state unreachable: only those that nothing at all leads to are named.
        reached.extend(targets.values().flatten());
    }
    for (name, _) in states.members().filter(|(name, _)| !reached.contains(name)) {
        let message = format!("State \"{name}\" is not reachable.");
        complaints.error(Code::MissingTransitionTarget, &states.place.field(name), message);
    }
}
