//! One event at a time: which visit it belongs to and what it changes there. Absent: Parallel and Map
//! (`containers`) and the end of things (`closing`).

use super::{Lane, Place, Progress, Visit, Which};
use crate::moment::{self, Millis};
use crate::status::Status;
use serde_json::Value;

/// The parts of an event that every rule needs.
pub(super) struct Event<'a> {
    pub(super) id: u64,
    pub(super) previous: u64,
    pub(super) at: Option<Millis>,
    pub(super) kind: &'a str,
    pub(super) details: Option<&'a Value>,
}

impl<'a> Event<'a> {
    pub(super) fn read(value: &'a Value) -> Option<Event<'a>> {
        let details = value.as_object()?.iter().find(|(key, _)| key.ends_with("EventDetails"));
        Some(Event {
            id: value.get("id").and_then(Value::as_u64)?,
            previous: value.get("previousEventId").and_then(Value::as_u64).unwrap_or(0),
            at: moment::read(value.get("timestamp")),
            kind: value.get("type").and_then(Value::as_str)?,
            details: details.map(|(_, details)| details),
        })
    }

    /// A member of the details as text; a value that is no string as its JSON text.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        match self.details?.get(field)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(super) fn number(&self, field: &str) -> Option<u64> {
        self.details?.get(field)?.as_u64()
    }
}

impl Progress {
    pub(super) fn take(&mut self, value: &Value) {
        let Some(event) = Event::read(value) else { return };
        if event.id <= self.last_event {
            return;
        }
        self.last_event = event.id;
        self.whole.started_ms = self.whole.started_ms.or(event.at);
        let before = self.places.get(&event.previous).copied().unwrap_or_default();
        let place = self.apply(&event, before).unwrap_or(before);
        self.places.insert(event.id, place);
        if let Some(visit) = place.visit.and_then(|visit| self.visits.get_mut(visit)) {
            visit.last_event = event.id;
        }
    }

    /// The effect of an event; `None`: it belongs where the event before it belongs.
    fn apply(&mut self, event: &Event<'_>, before: Place) -> Option<Place> {
        if let Some(kind) = event.kind.strip_suffix("StateEntered") {
            return Some(self.entered(event, kind, before));
        }
        if event.kind.ends_with("StateExited") {
            return self.exited(event, before);
        }
        if event.kind.starts_with("Execution") {
            return self.execution(event, before);
        }
        if event.kind.starts_with("Map") || event.kind.starts_with("Parallel") {
            return self.container(event, before);
        }
        if event.kind == "EvaluationFailed" {
            let name = event.text("state").unwrap_or_default();
            let entered = self.entered.get(&(event.previous, name.clone())).copied();
            let visit = entered.or_else(|| self.climb(before, |visit| visit.name == name))?;
            self.failure(event, visit, Status::Failed);
            return Some(Place { lane: self.visits[visit].lane, visit: Some(visit) });
        }
        let visit = before.visit?;
        if event.kind.ends_with("TimedOut") {
            self.failure(event, visit, Status::TimedOut);
        } else if event.kind.ends_with("Failed") {
            self.failure(event, visit, Status::Failed);
        } else if event.kind.ends_with("Scheduled") {
            self.attempt(visit);
        }
        // Aborted events point to the failure that caused them, not to their own state; the end of the
        // container around them closes what is open, so they need no rule of their own.
        Some(before)
    }

    fn entered(&mut self, event: &Event<'_>, kind: &str, before: Place) -> Place {
        let name = event.text("name").unwrap_or_default();
        let lane = self.lane_of_entry(before, &name);
        let index = self.visits.len();
        let mut visit = Visit {
            kind: kind.to_owned(),
            status: Status::Running,
            started_ms: event.at,
            input: event.text("input"),
            lane,
            first_event: event.id,
            ..Visit::default()
        };
        if kind == "Fail" {
            visit.status = Status::Failed;
            visit.ended_ms = event.at;
            visit.failing = Some(Status::Failed);
            if let Some((error, cause)) = self.known.get(&name).and_then(|known| known.error.clone()) {
                (visit.error, visit.cause) = (Some(error), cause);
            }
        }
        self.entered.insert((event.previous, name.clone()), index);
        visit.name = name;
        self.visits.push(visit);
        self.lanes[lane].visits.push(index);
        Place { lane, visit: Some(index) }
    }

    /// The first state of a branch opens a line of control; every other goes on with the one before.
    fn lane_of_entry(&mut self, before: Place, name: &str) -> usize {
        let Some(parent) = before.visit.filter(|&visit| {
            let visit = &self.visits[visit];
            visit.kind == "Parallel" && visit.status.is_open() && before.lane == visit.lane
        }) else {
            return before.lane;
        };
        let starts = self
            .known
            .get(&self.visits[parent].name)
            .map(|known| known.starts.as_slice())
            .unwrap_or_default();
        let attempt = self.visits[parent].attempts;
        let taken = |n: u64| self.iterations.contains_key(&(parent, attempt, Which::Branch(n)));
        let by_name =
            (0_u64..).zip(starts).find(|(n, start)| start.as_str() == name && !taken(*n)).map(|(n, _)| n);
        let number = by_name.unwrap_or(self.visits[parent].lanes.len() as u64);
        self.open_lane(parent, Which::Branch(number))
    }

    pub(super) fn open_lane(&mut self, parent: usize, which: Which) -> usize {
        let attempt = self.visits[parent].attempts;
        let lane = self.lanes.len();
        self.lanes.push(Lane {
            parent: Some(parent),
            which,
            attempt,
            status: Status::Running,
            visits: Vec::new(),
        });
        self.visits[parent].lanes.push(lane);
        self.iterations.insert((parent, attempt, which), lane);
        lane
    }

    fn exited(&mut self, event: &Event<'_>, before: Place) -> Option<Place> {
        let name = event.text("name").unwrap_or_default();
        let index = self.climb(before, |visit| visit.name == name)?;
        self.end_inside(index, event.at, None);
        let visit = &mut self.visits[index];
        visit.status = if visit.failing.is_some() { Status::Caught } else { Status::Succeeded };
        visit.ended_ms = event.at;
        visit.output = event.text("output");
        Some(Place { lane: visit.lane, visit: Some(index) })
    }

    pub(super) fn failure(&mut self, event: &Event<'_>, index: usize, how: Status) {
        let visit = &mut self.visits[index];
        visit.error = event.text("error");
        visit.cause = event.text("cause");
        visit.failing = Some(how);
        // Nothing follows yet, so another attempt is what is waited for; any other end is told by a later event.
        visit.status = Status::Retrying;
    }

    /// The work starts, again if it has failed before.
    pub(super) fn attempt(&mut self, index: usize) {
        let visit = &mut self.visits[index];
        visit.attempts = visit.attempts.saturating_add(1);
        visit.status = if visit.attempts > 1 { Status::Retrying } else { Status::Running };
        visit.failing = None;
        visit.given_up = false;
        visit.ended_ms = None;
    }

    /// The innermost visit at or around a place that suits.
    pub(super) fn climb(&self, from: Place, suits: impl Fn(&Visit) -> bool) -> Option<usize> {
        let mut next = from.visit.or_else(|| self.lanes.get(from.lane)?.parent);
        while let Some(index) = next {
            let visit = &self.visits[index];
            if suits(visit) {
                return Some(index);
            }
            // INVARIANT: a parent is older than what is inside it, so this ends.
            next = self.lanes[visit.lane].parent;
            assert!(next.is_none_or(|parent| parent < index), "a parent is older than what is inside it");
        }
        None
    }
}
