//! Other schedules: a smaller program passes other points, so that the old list of what goes wrong means something else
//! in it. Faults are drawn anew for it a few times, and for tiny runs every single fault is tried at every point.

use stepwell_engine::moment::mix;

use super::Search;
use super::program::candidates;
use super::surroundings::{with_fewer_executions, with_rates};
use crate::disturbance::{Disturbance, Fault, Site};
use crate::scenario::Scenario;

/// Schedules drawn to have fewer faults, for each one drawn for a smaller scenario.
const MORE_FOR_FEWER: u64 = 8;

/// Points of a run up to which every single fault is tried.
const POINTS_MAX: u64 = 250;

/// Messages of a run up to which every single fault is tried.
const MESSAGES_MAX: u64 = 40;

/// Milliseconds for which a process stands still in such a trial: longer than a claim lasts.
const STALL_MS: u64 = 300_000;

impl Search<'_> {
    /// Makes it smaller with other schedules than that which it has.
    pub(super) fn other_schedules(&mut self, schedules: u64) {
        self.now("other schedules");
        let mut place = 0;
        let smaller = |best: &Scenario| {
            let mut list = with_fewer_executions(best);
            list.extend(candidates(best));
            list
        };
        let mut list = smaller(&self.best);
        while let Some(candidate) = list.get(place).cloned() {
            if self.over {
                return;
            }
            let kept = (self.best.clone(), self.progress.size.clone());
            if (0..schedules).any(|number| self.take(&self.redrawn(&candidate, number))) {
                self.drop_faults();
                self.now("other schedules");
            }
            if self.progress.size.is_below(&kept.1) {
                list = smaller(&self.best);
            } else {
                (self.best, self.progress.size) = kept;
                place += 1;
            }
        }
    }

    /// The same with other chance, and faults drawn at the rates with which it began or lower ones.
    fn redrawn(&self, scenario: &Scenario, number: u64) -> Scenario {
        let fewer = (number % 4) as u32;
        Scenario {
            // Seeds that can be written down exactly wherever JSON is read.
            seed: mix(self.drawn.seed, number, 0) >> 12,
            profile: with_rates(&scenario.profile, &self.drawn.profile, fewer),
            disturbances: None,
            ..scenario.clone()
        }
    }

    /// Looks for a schedule in which less goes wrong.
    pub(super) fn fewer_faults_drawn(&mut self, schedules: u64) {
        self.now("schedules with fewer faults");
        for number in 0..schedules * MORE_FOR_FEWER {
            if self.over || self.listed().len() <= 1 {
                return;
            }
            let kept = (self.best.clone(), self.progress.size.clone());
            if self.take(&self.redrawn(&self.best, number)) {
                self.drop_faults();
                self.now("schedules with fewer faults");
                if !self.progress.size.is_below(&kept.1) {
                    (self.best, self.progress.size) = kept;
                }
            }
        }
    }

    /// Tries every single fault at every point of a tiny run: alone, and beside one of those that it has.
    pub(super) fn fewest_faults(&mut self) {
        self.now("every single fault");
        let listed = self.listed();
        if listed.len() < 2 || self.progress.size.points > POINTS_MAX {
            return;
        }
        let kinds = singles(self.progress.size.points);
        if kinds.iter().any(|one| self.take(&self.best.with(vec![*one]))) || listed.len() < 3 {
            return;
        }
        for kept in listed {
            if kinds.iter().any(|one| self.take(&self.best.with(vec![kept, *one]))) {
                return;
            }
        }
    }
}

/// Every single fault of a run with so many points.
fn singles(points: u64) -> Vec<Disturbance> {
    let at_points = [
        Fault::CrashAfter,
        Fault::CrashBefore,
        Fault::Lost,
        Fault::Busy,
        Fault::StallAfter(STALL_MS),
        Fault::StallBefore(STALL_MS),
    ];
    let at_messages = [Fault::Dropped, Fault::Doubled(0), Fault::Doubled(1_000)];
    let each = |site: Site, numbers: std::ops::RangeInclusive<u64>, faults: &[Fault]| {
        numbers
            .flat_map(|number| faults.iter().map(move |fault| Disturbance { site, number, fault: *fault }))
            .collect::<Vec<_>>()
    };
    let mut all = each(Site::Message, 1..=MESSAGES_MAX, &at_messages);
    all.extend(each(Site::Point, 0..=points, &at_points));
    all
}
