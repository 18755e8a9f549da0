//! Compares execution histories whose order may vary: events are renumbered by following `previousEventId` back to the
//! first event, and the chains are compared without order. Also the order of the clock, and an outline for reports.
//! Absent on purpose: histories with a fixed order, which are compared like any other answer.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::assignment::assign;
use crate::compare::{Comparer, Depth, Place};

/// Events that end a Parallel or Map state and point to whichever inner event came last.
const ENDS: [&str; 4] =
    ["MapStateExited", "MapStateSucceeded", "ParallelStateExited", "ParallelStateSucceeded"];

fn kind(event: &Value) -> &str {
    event.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn number(event: &Value, member: &str) -> Option<u64> {
    event.get(member).and_then(Value::as_u64)
}

fn is_end(event: &Value) -> bool {
    ENDS.contains(&kind(event))
}

/// Position of the event that each event points to; `None` for the first ones.
fn links(events: &[Value]) -> Vec<Option<usize>> {
    let positions: BTreeMap<u64, usize> = events
        .iter()
        .enumerate()
        .filter_map(|(position, event)| number(event, "id").map(|id| (id, position)))
        .collect();
    let link = |(position, event): (usize, &Value)| {
        let previous = number(event, "previousEventId")?;
        positions.get(&previous).copied().filter(|earlier| *earlier < position)
    };
    events.iter().enumerate().map(link).collect()
}

/// Like [`links`], but an event that ends a Parallel or Map state points to the event that started it if the event it names is the
/// last one of a branch: any branch's last event will do.
fn branch_free_links(events: &[Value]) -> Vec<Option<usize>> {
    let named = links(events);
    let mut free = Vec::with_capacity(events.len());
    for (position, event) in events.iter().enumerate() {
        let link = named[position];
        let target = link.filter(|inner| is_end(event) && is_last_of_branch(*inner, events, &named));
        free.push(target.and_then(|inner| start_of(kind(event), inner, events, &free)).or(link));
    }
    free
}

fn is_last_of_branch(inner: usize, events: &[Value], named: &[Option<usize>]) -> bool {
    !events.iter().zip(named).any(|(event, link)| *link == Some(inner) && !is_end(event))
}

/// The event that started the state which an event of type `end` ends, walking back from one of its inner events.
fn start_of(end: &str, inner: usize, events: &[Value], free: &[Option<usize>]) -> Option<usize> {
    let state = if end.starts_with("Map") { "MapState" } else { "ParallelState" };
    let started = format!("{state}Started");
    let exited = format!("{state}Exited");
    let mut open = 0_usize;
    let mut at = Some(inner);
    while let Some(position) = at {
        let here = kind(&events[position]);
        if here == started && open == 0 {
            return Some(position);
        }
        if here == started {
            open -= 1;
        } else if here == exited {
            open += 1;
        }
        at = free[position];
    }
    None
}

fn without_ids(event: &Value) -> Value {
    match event {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| !matches!(name.as_str(), "id" | "previousEventId"));
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => event.clone(),
    }
}

/// For each event the positions from it back to the first one.
fn chains(events: &[Value]) -> Vec<Vec<usize>> {
    let free = branch_free_links(events);
    let chain = |start: usize| {
        let mut steps = vec![start];
        let mut at = free[start];
        while let Some(position) = at {
            steps.push(position);
            at = free[position];
        }
        steps
    };
    (0..events.len()).map(chain).collect()
}

/// Compares the events of two histories as chains, without order.
pub fn compare_chains(comparer: &mut Comparer<'_>, wanted: &[Value], got: &[Value], place: &Place<'_>) {
    numbering(comparer, got, place);
    let (wanted_chains, got_chains) = (chains(wanted), chains(got));
    let wanted_bodies: Vec<Value> = wanted.iter().map(without_ids).collect();
    let got_bodies: Vec<Value> = got.iter().map(without_ids).collect();
    let found = assign(wanted.len(), got.len(), &comparer.bindings, |want, have, bindings| {
        let (want, have) = (&wanted_chains[want], &got_chains[have]);
        want.len() == have.len()
            && want.iter().zip(have).all(|(want, have)| kind(&wanted[*want]) == kind(&got[*have]))
            && want.iter().zip(have).all(|(want, have)| {
                comparer.fits(&wanted_bodies[*want], &got_bodies[*have], Depth::Answer, bindings)
            })
    });
    match found {
        Ok(bindings) => comparer.bindings = bindings,
        Err(left) => comparer.left_over(&left, wanted, got, place, Depth::Answer),
    }
}

/// Chains do not show the ids themselves: they rise by one from 1, and each event points to an earlier one.
fn numbering(comparer: &mut Comparer<'_>, got: &[Value], place: &Place<'_>) {
    for (position, event) in got.iter().enumerate() {
        let here = Place::Entry(place, position);
        let id = position as u64 + 1;
        if number(event, "id") != Some(id) {
            let actual = event.get("id").map_or_else(|| "no such member".to_owned(), Value::to_string);
            comparer.differ(&Place::Member(&here, "id"), id.to_string(), actual);
        }
        let previous = number(event, "previousEventId");
        if previous.is_none_or(|previous| previous >= id) {
            let actual =
                previous.map_or_else(|| "no such member".to_owned(), |previous| previous.to_string());
            comparer.differ(&Place::Member(&here, "previousEventId"), format!("less than {id}"), actual);
        }
    }
}

/// Compares histories whose inner events of a Parallel state were recorded sorted and without ids, and without the event
/// `ParallelStateSucceeded`.
pub fn compare_sorted_parallel(
    comparer: &mut Comparer<'_>,
    wanted: &[Value],
    got: &[Value],
    place: &Place<'_>,
) {
    let got: Vec<Value> =
        got.iter().filter(|event| kind(event) != "ParallelStateSucceeded").cloned().collect();
    let is_inner = |event: &Value| event.get("id").is_none();
    let head = wanted.iter().take_while(|event| !is_inner(event)).count();
    let tail = wanted.iter().rev().take_while(|event| !is_inner(event)).count();
    if head == wanted.len() || got.len() != wanted.len() {
        comparer.value(&Value::Array(wanted.to_vec()), &Value::Array(got), place, Depth::Answer);
        return;
    }
    let end = wanted.len() - tail;
    let inner: Vec<Value> = got[head..end].iter().map(without_ids).collect();
    comparer.multiset(&wanted[head..end], &inner, place, Depth::Answer);
    let inner_ids: Vec<u64> = got[head..end].iter().filter_map(|event| number(event, "id")).collect();
    for position in (0..head).chain(end..wanted.len()) {
        let mut expected = wanted[position].clone();
        let any_branch = number(&got[position], "previousEventId").filter(|id| inner_ids.contains(id));
        if let (true, Some(id), Some(members)) = (is_end(&expected), any_branch, expected.as_object_mut()) {
            members.insert("previousEventId".to_owned(), Value::from(id));
        }
        comparer.value(&expected, &got[position], &Place::Entry(place, position), Depth::Answer);
    }
}

/// Checks that no event is earlier than the one it points to. Timestamps are seconds; others are not compared.
pub fn check_clock(comparer: &mut Comparer<'_>, answer: &Map<String, Value>) {
    let Some(Value::Array(events)) = answer.get("events") else {
        return;
    };
    let time = |event: &Value| event.get("timestamp").and_then(Value::as_f64);
    for (position, link) in links(events).into_iter().enumerate() {
        let earlier = link.and_then(|link| time(&events[link]));
        if let (Some(before), Some(now)) = (earlier, time(&events[position]))
            && now < before
        {
            let events = Place::Member(&Place::Root, "events");
            let here = Place::Entry(&events, position);
            let expected = format!("not before {before}, the time of the previous event");
            comparer.differ(&Place::Member(&here, "timestamp"), expected, now.to_string());
        }
    }
}

/// One line an event, for people: `id<-previous type name`.
pub fn outline(events: &[Value]) -> Vec<String> {
    let number =
        |event: &Value, member| number(event, member).map_or_else(|| "·".to_owned(), |id| id.to_string());
    let name = |event: &Value| {
        let details = event.as_object().into_iter().flatten().filter(|(name, _)| name.ends_with("Details"));
        let named = details.filter_map(|(_, value)| value.get("name").and_then(Value::as_str));
        named.map(|name| format!(" {name}")).next().unwrap_or_default()
    };
    let line = |event: &Value| {
        let (id, previous) = (number(event, "id"), number(event, "previousEventId"));
        format!("{id}<-{previous} {}{}", kind(event), name(event))
    };
    events.iter().map(line).collect()
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
