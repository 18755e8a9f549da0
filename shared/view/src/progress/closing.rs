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
        self.end_lane(0, event.at, culprit, status);
        Some(Place::default())
    }

    /// Ends what is open inside a container; `culprit` is the visit whose failure is the reason.
    pub(super) fn end_inside(&mut self, index: usize, at: Option<Millis>, culprit: Option<usize>) {
        // INVARIANT: lines of control of earlier attempts ended when the next attempt began, so only the lines
        // of this attempt are looked at and the whole stays linear.
        let attempt = self.visits[index].attempts;
        let lanes: Vec<usize> = self.visits[index]
            .lanes
            .iter()
            .rev()
            .copied()
            .take_while(|&lane| self.lanes[lane].attempt == attempt)
            .filter(|&lane| self.lanes[lane].status.is_open())
            .collect();
        for lane in lanes {
            // A branch has no end event of its own: it ended well if its last state did.
            let last = self.lanes[lane].visits.last().map(|&visit| self.visits[visit].status);
            let status = match last {
                Some(Status::Succeeded | Status::Caught) => Status::Succeeded,
                Some(Status::Failed) => Status::Failed,
                Some(Status::Retrying)
                    if culprit.is_some() && self.lanes[lane].visits.last().copied() == culprit =>
                {
                    Status::Failed
                }
                _ => Status::Aborted,
            };
            self.end_lane(lane, at, culprit, status);
        }
    }

    /// Ends a line of control and everything open inside it.
    pub(super) fn end_lane(
        &mut self,
        lane: usize,
        at: Option<Millis>,
        culprit: Option<usize>,
        status: Status,
    ) {
        let mut open = vec![(lane, status)];
        while let Some((lane, status)) = open.pop() {
            self.lanes[lane].status = status;
            let Some(index) = self.lanes[lane].visits.last().copied() else { continue };
            let visit = &mut self.visits[index];
            if !visit.status.is_open() {
                continue;
            }
            visit.ended_ms = at;
            visit.status = match (visit.failing, status) {
                (Some(how), Status::Failed | Status::TimedOut) => how,
                (None, Status::Failed) if culprit.is_none_or(|culprit| culprit == index) => Status::Failed,
                _ => Status::Aborted,
            };
            let inside = visit.lanes.iter().rev().copied().filter(|&lane| self.lanes[lane].status.is_open());
            open.extend(inside.map(|lane| (lane, Status::Aborted)));
        }
    }
}
