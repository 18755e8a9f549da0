//! Parallel and Map: attempts, branches, iterations and their ends. Absent: child executions of a distributed
//! Map, which have histories of their own.

use super::fold::Event;
use super::{Place, Progress, Which};
use crate::status::Status;

impl Progress {
    pub(super) fn container(&mut self, event: &Event<'_>, before: Place) -> Option<Place> {
        if event.kind.starts_with("MapIteration") {
            return self.iteration(event, before);
        }
        let kind = if event.kind.starts_with("Map") { "Map" } else { "Parallel" };
        let index =
            self.climb(before, |visit| visit.kind == kind && visit.status.is_open() && !visit.given_up)?;
        let here = Place { lane: self.visits[index].lane, visit: Some(index) };
        match event.kind {
            "MapStateStarted" | "ParallelStateStarted" => {
                self.end_inside(index, event.at, before.visit);
                self.attempt(index);
                self.visits[index].length = event.number("length");
            }
            "MapStateFailed" | "ParallelStateFailed" => {
                self.inherit_error(index, before.visit);
                self.end_inside(index, event.at, before.visit);
                self.visits[index].failing = Some(Status::Failed);
                self.visits[index].status = Status::Retrying;
                self.visits[index].given_up = true;
            }
            "MapRunFailed" => self.failure(event, index, Status::Failed),
            // The end of a container's success is told by its exited event, and the end of its abort by the
            // container around it.
            _ => {}
        }
        Some(here)
    }

    fn iteration(&mut self, event: &Event<'_>, before: Place) -> Option<Place> {
        let name = event.text("name").unwrap_or_default();
        let which = Which::Iteration(event.number("index").unwrap_or(0));
        let parent =
            self.climb(before, |visit| visit.kind == "Map" && (visit.name == name || name.is_empty()))?;
        if event.kind == "MapIterationStarted" {
            let lane = self.open_lane(parent, which);
            return Some(Place { lane, visit: None });
        }
        let lane = self.iterations.get(&(parent, self.visits[parent].attempts, which)).copied()?;
        let status = match event.kind {
            "MapIterationSucceeded" => Status::Succeeded,
            "MapIterationFailed" => Status::Failed,
            _ => Status::Aborted,
        };
        let culprit = if status == Status::Failed { before.visit } else { None };
        if status == Status::Failed
            && let Some(last) = self.lanes[lane].visits.last().copied()
        {
            self.inherit_error(last, before.visit);
        }
        let guilty = self.guilty(culprit);
        self.end_lane(lane, event.at, &guilty, status);
        // The next retry or failure of the Map points to the failing event, not to this one.
        Some(Place { lane, visit: None })
    }

    /// A container shows the error of what failed inside it.
    pub(super) fn inherit_error(&mut self, index: usize, from: Option<usize>) {
        let Some(source) = from.filter(|&source| source != index).and_then(|source| self.visits.get(source))
        else {
            return;
        };
        let (error, cause) = (source.error.clone(), source.cause.clone());
        if let Some(visit) = self.visits.get_mut(index).filter(|visit| visit.failing.is_none()) {
            (visit.error, visit.cause) = (error, cause);
        }
    }
}
