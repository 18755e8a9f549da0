//! How much a program has to do at most, told from its definitions alone. Deliberately absent: retries, and what is not
//! entered because of a choice or an error.

use serde_json::Value;

use crate::case::{CHILD, Case};
use crate::generate::LOOP;

/// What a nested execution adds to its own work: it is begun, watched and told.
const NESTING: u64 = 4;

/// States that an execution of the program enters at most if it tries nothing again: iterations and turns of loops count
/// as often as they go, a nested execution counts with all that it does.
pub fn work(case: &Case) -> u64 {
    let items = case.input["list"].as_array().map_or(0, Vec::len) as u64;
    let child = case.definition(CHILD).map_or(0, |child| NESTING + entries(child, items, 0));
    case.definition(&case.main).map_or(0, |main| entries(main, items, child))
}

/// States that a machine enters. Blocks stand one after the other, so that what is in a loop stands between its states.
fn entries(machine: &Value, items: u64, child: u64) -> u64 {
    let mut turns = vec![1u64];
    let mut entries = 0u64;
    for (_, state) in machine["States"].as_object().into_iter().flatten() {
        let is_of_loop = state["Comment"] == LOOP && state["Type"] == "Pass";
        if is_of_loop && let Some(list) = state["Result"].as_array() {
            entries = entries.saturating_add(turns.last().copied().unwrap_or(1));
            turns.push(turns.last().copied().unwrap_or(1).saturating_mul(list.len() as u64));
            continue;
        }
        let times = turns.last().copied().unwrap_or(1);
        entries = entries.saturating_add(times.saturating_mul(entry(state, items, child)));
        if is_of_loop && turns.len() > 1 {
            turns.pop();
        }
    }
    entries
}

/// What one entry of a state comes to.
fn entry(state: &Value, items: u64, child: u64) -> u64 {
    let branches = state["Branches"].as_array().into_iter().flatten();
    let branches = branches.map(|branch| entries(branch, items, child)).fold(0, u64::saturating_add);
    let processor = ["ItemProcessor", "Iterator"].into_iter().find_map(|field| state.get(field));
    let iterations = processor.map_or(0, |processor| items.saturating_mul(entries(processor, items, child)));
    let nests = state["Resource"].as_str().is_some_and(|resource| resource.contains(":startExecution"));
    [branches, iterations, if nests { child } else { 0 }].into_iter().fold(1, u64::saturating_add)
}

#[cfg(test)]
mod tests;
