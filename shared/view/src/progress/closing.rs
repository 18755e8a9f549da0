//! The end of lines of control and of the execution: what is still open gets its final status. Absent: the
//! ordinary exit of a state (`fold`).

use super::fold::Event;
use super::{Place, Progress};
use crate::moment::Millis;
use crate::status::Status;

impl Progress {
    pub(super) fn execution(&mut self, event: &Event<'_>, before: Place) -> Option<Place> {
        match event.kind {
            "ExecutionStarted" => {
                self.whole.status = Status::Running;
                self.whole.input = event.text("input");
                return Some(Place::default());
            }
            "ExecutionRedriven" => {
                self.whole.status = Status::Running;
                self.whole.ended_ms = None;
                (self.whole.error, self.whole.cause) = (None, None);
                self.whole.redrives = self.whole.redrives.saturating_add(1);
                self.lanes[0].status = Status::Running;
                let visit = self.last_failed?;
                return Some(Place { lane: self.visits[visit].lane, visit: Some(visit) });
            }
            _ => {}
        }
        let status = match event.kind {
            "ExecutionSucceeded" => Status::Succeeded,
            "ExecutionFailed" => Status::Failed,
            "ExecutionTimedOut" => Status::TimedOut,
            "ExecutionAborted" => Status::Aborted,
            _ => return None,
        };
        self.whole.status = status;
        self.whole.ended_ms = event.at;
        self.whole.output = event.text("output");
        (self.whole.error, self.whole.cause) = (event.text("error"), event.text("cause"));
        let culprit = if status == Status::Failed { before.visit } else { None };
        if let Some(visit) = culprit.and_then(|culprit| self.visits.get_mut(culprit)) {
            // Some errors have no event of their own; the closing event is the only one to tell them.
            if visit.error.is_none() {
                (visit.error, visit.cause) = (self.whole.error.clone(), self.whole.cause.clone());
            }
        }
        self.last_failed = self.lanes[0].visits.last().copied();
        let guilty = self.guilty(culprit);
        self.end_lane(0, event.at, &guilty, status);
        Some(Place::default())
    }

    /// A visit that failed and all containers around it: what the failure went through.
    pub(super) fn guilty(&self, culprit: Option<usize>) -> Vec<usize> {
        let mut guilty: Vec<usize> = culprit.into_iter().collect();
        while let Some(parent) = guilty.last().and_then(|&visit| self.lanes[self.visits[visit].lane].parent) {
            // INVARIANT: a parent is older than what is inside it, so this ends.
            assert!(
                guilty.last().is_some_and(|&visit| parent < visit),
                "a parent is older than what is inside it"
            );
            guilty.push(parent);
        }
        guilty
    }

    /// Ends what is open inside a container; `culprit` is the visit whose failure is the reason.
    pub(super) fn end_inside(&mut self, index: usize, at: Option<Millis>, culprit: Option<usize>) {
        let guilty = self.guilty(culprit);
        for lane in self.open_lanes(index) {
            let status = self.lane_end(lane, &guilty);
            self.end_lane(lane, at, &guilty, status);
        }
    }

    fn open_lanes(&self, index: usize) -> Vec<usize> {
        // INVARIANT: lines of control of earlier attempts ended when the next attempt began, so only the lines
        // of this attempt are looked at and the whole stays linear.
        let visit = &self.visits[index];
        let lanes =
            visit.lanes.iter().rev().copied().take_while(|&lane| self.lanes[lane].attempt == visit.attempts);
        lanes.filter(|&lane| self.lanes[lane].status.is_open()).collect()
    }

    /// A branch has no end event of its own: it ended as its last state did.
    fn lane_end(&self, lane: usize, guilty: &[usize]) -> Status {
        let Some(&last) = self.lanes[lane].visits.last() else { return Status::Aborted };
        match self.visits[last].status {
            _ if guilty.contains(&last) => Status::Failed,
            Status::Succeeded | Status::Caught => Status::Succeeded,
            Status::Failed | Status::TimedOut => Status::Failed,
            Status::NotStarted | Status::Running | Status::Retrying | Status::Aborted => Status::Aborted,
        }
    }

    /// Ends a line of control and everything open inside it.
    pub(super) fn end_lane(&mut self, lane: usize, at: Option<Millis>, guilty: &[usize], status: Status) {
        let mut open = vec![(lane, status)];
        while let Some((lane, status)) = open.pop() {
            self.lanes[lane].status = status;
            let Some(index) = self.lanes[lane].visits.last().copied() else { continue };
            let visit = &mut self.visits[index];
            if !visit.status.is_open() {
                continue;
            }
            visit.ended_ms = at;
            // Where the history does not tell who failed, it was whoever was at work.
            let failed = guilty.contains(&index) || (guilty.is_empty() && status == Status::Failed);
            visit.status = if failed { visit.failing.unwrap_or(Status::Failed) } else { Status::Aborted };
            open.extend(self.open_lanes(index).into_iter().map(|lane| (lane, self.lane_end(lane, guilty))));
        }
    }
}
