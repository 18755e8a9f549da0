//! Parallel and Map: the machines inside go their ways, and the failure that came first decides.

use serde_json::Value;

use super::context::context;
use super::handler::{Counters, Trouble, caught};
use super::state::{evaluated, fits, next};
use super::text::{runtime, too_large};
use super::walk::{Around, Strand, Then, Visit, Walk, Way};
use super::{CONCURRENCY_MAX, Failure, Link, PAYLOAD_BYTES_MAX, When};

/// How one attempt of the state ended.
enum Tried {
    Done(Value, When),
    /// A failure of the state itself.
    Own(Failure, When),
    /// A failure inside.
    Inside(Failure, When),
    CutOff,
}

impl Walk<'_> {
    /// Makes attempts of a Parallel or Map state.
    pub fn join(&self, visit: &Visit<'_>) -> Then {
        let mut counters = Counters::default();
        let mut after = visit.entered;
        loop {
            let now = Visit { retries: counters.sum(), ..*visit };
            let is_parallel = visit.state["Type"] == "Parallel";
            let (trouble, is_inside) = match self.attempt_all(&now, after) {
                Tried::CutOff => return Then::CutOff,
                Tried::Done(output, event) => return Then::Exit { output, next: next(visit.state), event },
                Tried::Own(failure, event) => (Trouble::own(failure, event), false),
                Tried::Inside(failure, event) => {
                    (Trouble { failure, heartbeat: false, in_branch: is_parallel, event }, true)
                }
            };
            after = trouble.event;
            if counters.again(visit.state, &trouble) {
                continue;
            }
            if !is_inside {
                return caught(visit, trouble);
            }
            let Some(event) = self.follows(trouble.event.id, Link::JoinFailed) else { return Then::CutOff };
            return caught(visit, Trouble { event, ..trouble });
        }
    }

    fn attempt_all(&self, visit: &Visit<'_>, after: When) -> Tried {
        let inputs = match self.inputs(visit) {
            Ok(inputs) => inputs,
            Err(failure) => return Tried::Own(failure, after),
        };
        let Some(started) = self.follows(after.id, Link::JoinStarted) else { return Tried::CutOff };
        let is_map = visit.state["Type"] == "Map";
        let processor = visit.state.get("ItemProcessor").or_else(|| visit.state.get("Iterator"));
        let machines = visit.state["Branches"].as_array().map_or(&[][..], Vec::as_slice);
        let mut ways = Vec::new();
        let mut unlaunched = None;
        for (index, (input, around)) in inputs.starts.into_iter().enumerate() {
            let machine = processor.or_else(|| machines.get(index)).unwrap_or(&Value::Null);
            match input {
                Ok(input) => ways.push(self.machine(machine, input, started.id, &around)),
                Err(failure) => {
                    unlaunched = Some(failure);
                    break;
                }
            }
        }
        if let Some((failure, event)) = self.decided(&ways) {
            return Tried::Inside(failure, event);
        }
        let mut ends: Vec<When> = ways.iter().filter_map(|way| ended(way)).collect();
        ends.sort_unstable();
        if let Some(failure) = unlaunched {
            let free = if ways.len() < inputs.window {
                Some(started)
            } else {
                ends.get(ways.len() - inputs.window).copied()
            };
            return free.map_or(Tried::CutOff, |event| Tried::Own(failure, event));
        }
        if ends.len() < ways.len() {
            return Tried::CutOff;
        }
        self.window_kept(visit, &ways, &ends, inputs.window);
        let mut last = ends.last().copied().unwrap_or(started);
        if is_map && !ends.is_empty() {
            let Some(event) = self.follows(last.id, Link::IterationSucceeded) else { return Tried::CutOff };
            last = event;
        }
        self.gathered(visit, ways, last)
    }

    /// All have ended well: the list of their outputs is the result.
    fn gathered(&self, visit: &Visit<'_>, ways: Vec<Way>, last: When) -> Tried {
        let outputs = ways.into_iter().filter_map(|way| match way.end {
            Strand::Succeeded { output, .. } => Some(output),
            Strand::Failed { .. } | Strand::CutOff => None,
        });
        let results = Value::Array(outputs.collect());
        if results.to_string().len() > PAYLOAD_BYTES_MAX {
            return Tried::Own(too_large(visit.name), last);
        }
        let Some(event) = self.follows(last.id, Link::JoinSucceeded) else { return Tried::CutOff };
        match self.leave(visit, results) {
            Ok(output) => Tried::Done(output, event),
            Err(failure) => Tried::Own(failure, event),
        }
    }

    /// The failure that decides: the first that something follows from. One that nothing follows from came when another
    /// had decided already, or the execution was over.
    fn decided(&self, ways: &[Way]) -> Option<(Failure, When)> {
        let failures = ways.iter().filter_map(|way| match &way.end {
            Strand::Failed { failure, event } => Some((failure, *event)),
            Strand::Succeeded { .. } | Strand::CutOff => None,
        });
        let (failure, event) = failures
            .filter(|(_, event)| self.follows(event.id, Link::Any).is_some())
            .min_by_key(|(_, event)| event.id)?;
        Some((failure.clone(), event))
    }

    /// Notes iterations that began while too many others ran.
    fn window_kept(&self, visit: &Visit<'_>, ways: &[Way], ends: &[When], window: usize) {
        for (index, way) in ways.iter().enumerate().skip(window) {
            let freed = ends[index - window];
            if way.first.is_some_and(|first| first.id < freed.id) {
                self.odd(format!("iteration {index} of `{}` began beside {window} others", visit.name));
            }
        }
    }

    /// What the machines inside get, and how many of them run at a time.
    fn inputs(&self, visit: &Visit<'_>) -> Result<Inputs, Failure> {
        let input = self.filtered(visit, "InputPath", visit.input)?;
        if visit.state["Type"] == "Parallel" {
            let input = self.templated(visit, "Parameters", input)?;
            let count = visit.state["Branches"].as_array().map_or(0, Vec::len);
            let starts = vec![(Ok(input), visit.around.clone()); count];
            return Ok(Inputs { starts, window: count });
        }
        let path = visit.state["ItemsPath"].as_str().unwrap_or("$");
        let items = self
            .read(visit, path, &input)
            .map_err(|missing| runtime(visit, format!("Invalid path '{path}' : {missing}")))?;
        let Value::Array(items) = items else {
            let shown = path.strip_prefix("$$").map_or(path.to_owned(), |rest| format!("${rest}"));
            let cause = format!("Reference path \"{shown}\" must point to array.");
            return Err(Failure { error: Some("States.Runtime".to_owned()), cause: Some(cause) });
        };
        let window = self.window(visit, &input)?;
        let selector = visit.state.get("ItemSelector").or_else(|| visit.state.get("Parameters"));
        let starts = items.into_iter().enumerate().map(|(index, item)| {
            let start = match selector {
                None => Ok(item.clone()),
                Some(selector) => {
                    let context = context(self.start, visit, Some((index, &item)));
                    let made = evaluated(visit, selector, &input, &context);
                    made.and_then(|made| fits(visit.name, &made).map(|()| made))
                }
            };
            (start, Around { item: Some((index, item)) })
        });
        Ok(Inputs { starts: starts.collect(), window })
    }

    fn window(&self, visit: &Visit<'_>, input: &Value) -> Result<usize, Failure> {
        let wanted = match visit.state["MaxConcurrencyPath"].as_str() {
            None => visit.state["MaxConcurrency"].clone(),
            Some(path) => self
                .read(visit, path, input)
                .map_err(|missing| runtime(visit, format!("Invalid path '{path}' : {missing}")))?,
        };
        let wanted = match wanted.as_u64() {
            None | Some(0) => CONCURRENCY_MAX,
            Some(wanted) => wanted.min(CONCURRENCY_MAX),
        };
        Ok(usize::try_from(wanted).unwrap_or(usize::MAX))
    }
}

struct Inputs {
    starts: Vec<(Result<Value, Failure>, Around)>,
    window: usize,
}

fn ended(way: &Way) -> Option<When> {
    match &way.end {
        Strand::Succeeded { event, .. } => Some(*event),
        Strand::Failed { .. } | Strand::CutOff => None,
    }
}
