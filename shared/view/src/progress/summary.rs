//! Visits drawn together by state name, for the graph. Absent: the graph.

use super::{Lane, Progress, Visit};
use crate::status::{Mark, Status, Statuses};
use std::collections::BTreeMap;

impl Progress {
    /// One mark per state that was entered. Open beats failed, failed beats the rest, of the rest the latest
    /// visit counts; visits of attempts that a retry of the container has replaced do not count.
    pub fn statuses(&self) -> Statuses {
        let replaced = self.replaced();
        let mut visits: BTreeMap<&str, Vec<&Visit>> = BTreeMap::new();
        for visit in self.visits.iter().filter(|visit| !replaced[visit.lane]) {
            visits.entry(visit.name.as_str()).or_default().push(visit);
        }
        visits.into_iter().map(|(name, visits)| (name.to_owned(), self.mark(&visits))).collect()
    }

    /// Lines of control that belong to an attempt before the present one, directly or further out.
    pub fn replaced(&self) -> Vec<bool> {
        let mut replaced: Vec<bool> = Vec::with_capacity(self.lanes.len());
        for lane in &self.lanes {
            let old = lane.parent.is_some_and(|parent| {
                let parent = &self.visits[parent];
                lane.attempt < parent.attempts || replaced.get(parent.lane).copied().unwrap_or(false)
            });
            replaced.push(old);
        }
        replaced
    }

    /// Lines of control of the present attempt of a container.
    pub fn lanes_of<'a>(&'a self, visit: &'a Visit) -> impl Iterator<Item = &'a Lane> {
        let lanes = visit.lanes.iter().filter_map(|&lane| self.lanes.get(lane));
        lanes.filter(|lane| lane.attempt == visit.attempts)
    }

    /// Iterations of a Map visit: done (ended in any way), failed, all.
    pub fn counts(&self, visit: &Visit) -> (u64, u64, u64) {
        let (mut done, mut failed, mut seen) = (0, 0, 0);
        for lane in self.lanes_of(visit) {
            seen += 1;
            done += u64::from(!lane.status.is_open());
            failed += u64::from(lane.status == Status::Failed);
        }
        (done, failed, visit.length.unwrap_or(0).max(seen))
    }

    fn mark(&self, visits: &[&Visit]) -> Mark {
        let count = |wanted: Status| visits.iter().filter(|visit| visit.status == wanted).count();
        let worst = [Status::Running, Status::Retrying, Status::Failed, Status::TimedOut];
        let latest = visits.last().map(|visit| visit.status).unwrap_or_default();
        let status = worst.into_iter().find(|&status| count(status) > 0).unwrap_or(latest);
        let note = match visits {
            [visit] if visit.kind == "Map" && !visit.lanes.is_empty() => {
                let (done, failed, all) = self.counts(visit);
                let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
                format!("{done} of {all}{failed}")
            }
            [visit] if visit.attempts > 1 => format!("attempt {}", visit.attempts),
            [_] | [] => String::new(),
            more => format!("{} visits", more.len()),
        };
        Mark { status, note }
    }
}
