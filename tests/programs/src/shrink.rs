//! Smaller programs that still are programs: what a shrinker tries one after the other. Loops keep what makes them end,
//! tasks what makes their attempts differ, and whatever may never answer its time-out. Deliberately absent: the search
//! itself and the question whether a smaller program still fails.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use stepwell_asl::{MachineType, parse};

use crate::case::Case;
use crate::generate::{LOOP, STAMP};

/// One step into a definition: a state, or a branch of one.
type Place = Vec<String>;

/// Smaller cases, the most promising first. Each is a program that the parser takes; none is the case itself.
pub fn shrink_candidates(case: &Case) -> Vec<Case> {
    let mut candidates = Vec::new();
    without_child(case, &mut candidates);
    for (place, (_, definition)) in case.machines.iter().enumerate() {
        for smaller in definitions(definition) {
            let mut candidate = case.clone();
            candidate.machines[place].1 = smaller;
            candidates.push(candidate);
        }
    }
    inputs(case, &mut candidates);
    behaviours(case, &mut candidates);
    candidates.retain(|candidate| candidate != case && is_program(candidate));
    candidates
}

/// Whether all machines parse and whatever they start is there.
fn is_program(case: &Case) -> bool {
    case.machines
        .iter()
        .all(|(_, definition)| parse(&definition.to_string(), MachineType::Standard).program.is_some())
}

/// Drops machines that nobody starts.
fn without_child(case: &Case, candidates: &mut Vec<Case>) {
    for place in 0..case.machines.len() {
        let (name, _) = &case.machines[place];
        let arn = crate::case::machine_arn(name);
        let is_started = |(_, definition): &(String, Value)| definition.to_string().contains(&arn);
        if *name != case.main && !case.machines.iter().any(is_started) {
            let mut candidate = case.clone();
            candidate.machines.remove(place);
            candidates.push(candidate);
        }
    }
}

/// Definitions with one change each.
fn definitions(definition: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    if definition.get("TimeoutSeconds").is_some() {
        let mut smaller = definition.clone();
        smaller.as_object_mut().map(|members| members.shift_remove("TimeoutSeconds"));
        found.push(smaller);
    }
    for place in machines(definition, &Vec::new()) {
        let Some(machine) = definition.pointer(&pointer(&place)) else { continue };
        for smaller in machine_changes(machine) {
            let mut changed = definition.clone();
            if let Some(hole) = changed.pointer_mut(&pointer(&place)) {
                *hole = smaller;
                found.push(changed);
            }
        }
    }
    found
}

/// Places of all machines in a definition, from the outermost. Recursion follows the nesting that the generator bounds.
fn machines(machine: &Value, at: &Place) -> Vec<Place> {
    let mut found = vec![at.clone()];
    for (name, state) in machine["States"].as_object().into_iter().flatten() {
        let inner = |steps: &[&str]| {
            let steps = ["States", name].into_iter().chain(steps.iter().copied());
            at.iter().cloned().chain(steps.map(str::to_owned)).collect::<Place>()
        };
        for field in ["ItemProcessor", "Iterator"] {
            if let Some(processor) = state.get(field) {
                found.extend(machines(processor, &inner(&[field])));
            }
        }
        for (index, branch) in state["Branches"].as_array().into_iter().flatten().enumerate() {
            found.extend(machines(branch, &inner(&["Branches", &index.to_string()])));
        }
    }
    found
}

fn pointer(place: &Place) -> String {
    place.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// A machine with one change each: states left out, and states made smaller.
fn machine_changes(machine: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for (name, state) in machine["States"].as_object().into_iter().flatten() {
        found.extend(bypassed(machine, name, state));
        for smaller in state_changes(state) {
            let mut changed = machine.clone();
            changed["States"][name] = smaller;
            found.push(swept(changed));
        }
    }
    found
}

/// The machine without a state: whatever led to it leads to where it led.
fn bypassed(machine: &Value, name: &str, state: &Value) -> Option<Value> {
    let is_kept = state["Comment"] == STAMP || (state["Comment"] == LOOP && state["Type"] != "Choice");
    if is_kept {
        return None;
    }
    let mut changed = machine.clone();
    let next = state["Next"].as_str().or(state["Default"].as_str());
    match next {
        Some(next) if next != name => redirect(&mut changed, name, next),
        // An end is made as plain as an end can be.
        _ if state["Type"] != "Succeed" => {
            changed["States"][name] = json!({ "Type": "Succeed" });
            return Some(swept(changed));
        }
        _ => return None,
    }
    changed["States"].as_object_mut()?.shift_remove(name);
    Some(swept(changed))
}

fn redirect(machine: &mut Value, from: &str, to: &str) {
    let replace = |holder: Option<&mut Value>| {
        if let Some(target) = holder
            && target.as_str() == Some(from)
        {
            *target = json!(to);
        }
    };
    replace(machine.get_mut("StartAt"));
    for (_, state) in machine["States"].as_object_mut().into_iter().flatten() {
        replace(state.get_mut("Next"));
        replace(state.get_mut("Default"));
        for list in ["Choices", "Catch"] {
            for entry in state.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                replace(entry.get_mut("Next"));
            }
        }
    }
}

/// Takes out states that nothing leads to any more.
fn swept(machine: Value) -> Value {
    let mut machine = machine;
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = machine["StartAt"].as_str().into_iter().map(str::to_owned).collect();
    while let Some(name) = waiting.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let state = &machine["States"][&name];
        let lists =
            ["Choices", "Catch"].into_iter().flat_map(|list| state[list].as_array().into_iter().flatten());
        let targets =
            [&state["Next"], &state["Default"]].into_iter().chain(lists.map(|entry| &entry["Next"]));
        waiting.extend(targets.filter_map(Value::as_str).map(str::to_owned));
    }
    if let Some(states) = machine["States"].as_object_mut() {
        states.retain(|name, _| reached.contains(name));
    }
    machine
}

/// A state with one change each.
fn state_changes(state: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    let kind = state["Type"].as_str().unwrap_or_default();
    let without = |field: &str| {
        let mut smaller = state.clone();
        smaller.as_object_mut().map(|members| members.shift_remove(field));
        smaller
    };
    if matches!(kind, "Parallel" | "Map" | "Task") {
        let kept = ["Next", "End"]
            .into_iter()
            .filter_map(|field| Some((field.to_owned(), state.get(field)?.clone())));
        let pass: Map<String, Value> = [("Type".to_owned(), json!("Pass"))].into_iter().chain(kept).collect();
        found.push(Value::Object(pass));
    }
    // A time-out may be all that ends a task, and paths and selectors shape what others read.
    for field in ["Retry", "Catch", "MaxConcurrency", "MaxConcurrencyPath"] {
        if state.get(field).is_some() {
            found.push(without(field));
        }
    }
    for list in ["Retry", "Catch", "Branches", "Choices"] {
        let items = state[list].as_array().map_or(0, Vec::len);
        for place in (0..items).filter(|_| items > 1) {
            let mut smaller = state.clone();
            smaller[list].as_array_mut().map(|items| items.remove(place));
            found.push(smaller);
        }
    }
    if kind == "Wait" && state["Seconds"] != json!(1) {
        let mut smaller = state.clone();
        if let Some(members) = smaller.as_object_mut() {
            for field in ["SecondsPath", "Timestamp", "TimestampPath"] {
                members.shift_remove(field);
            }
            members.insert("Seconds".to_owned(), json!(1));
        }
        found.push(smaller);
    }
    if state["Comment"] == LOOP && state["Result"].as_array().is_some_and(|turns| turns.len() > 1) {
        let mut smaller = state.clone();
        smaller["Result"] = json!([1]);
        found.push(smaller);
    }
    found
}

/// Inputs with fewer items and plainer data.
fn inputs(case: &Case, candidates: &mut Vec<Case>) {
    let items = case.input["list"].as_array().map_or(0, Vec::len);
    for keep in [0, 1, items / 2].into_iter().filter(|keep| *keep < items) {
        let mut candidate = case.clone();
        if let Some(list) = candidate.input["list"].as_array_mut() {
            list.truncate(keep);
        }
        candidates.push(candidate);
    }
    for (member, plain) in [("n", json!(0)), ("s", json!("")), ("sec", json!(0)), ("b", json!(false))] {
        if case.input[member] != plain {
            let mut candidate = case.clone();
            candidate.input[member] = plain;
            candidates.push(candidate);
        }
    }
}

/// Calmer worlds.
fn behaviours(case: &Case, candidates: &mut Vec<Case>) {
    let mut push = |change: &dyn Fn(&mut Case)| {
        let mut candidate = case.clone();
        change(&mut candidate);
        candidates.push(candidate);
    };
    push(&|case| case.behaviours.failures = 0);
    push(&|case| case.behaviours.failures /= 2);
    push(&|case| case.behaviours.slowness = 0);
    push(&|case| case.behaviours.large = false);
    for name in
        (1..=5).flat_map(|number| [format!("f{number}"), format!("mute{number}")]).chain(["ask".to_owned()])
    {
        let is_called = case.machines.iter().any(|(_, definition)| {
            let text = definition.to_string();
            text.contains(&format!("\"{name}\"")) || text.contains(&format!(":{name}\""))
        });
        if is_called && !case.behaviours.fixed.contains_key(&name) {
            push(&|case| {
                case.behaviours.fixed.insert(name.clone(), json!({ "v": 1 }));
            });
        }
    }
}
