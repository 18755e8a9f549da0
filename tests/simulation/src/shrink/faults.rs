//! Fewer things that go wrong: halves are left out first, then ever smaller parts, at last one by one; then their times
//! are made short.

use super::Search;
use crate::disturbance::{Disturbance, Fault};

impl Search<'_> {
    /// Leaves out what is not needed.
    pub(super) fn drop_faults(&mut self) {
        self.now("fewer disturbances");
        let all = self.listed();
        if all.is_empty() || self.take(&self.best.with(Vec::new())) {
            return;
        }
        let mut part = all.len().div_ceil(2);
        while part > 0 && !self.over {
            let mut from = 0;
            while from < self.listed().len() && !self.over {
                let mut rest = self.listed();
                rest.drain(from..(from + part).min(rest.len()));
                // Once it is left out, the next one stands in its place.
                if !self.take(&self.best.with(rest)) {
                    from += part;
                }
            }
            part /= 2;
        }
    }

    /// Makes times as short as they may be.
    pub(super) fn soften_faults(&mut self) {
        self.now("shorter times");
        for place in 0..self.listed().len() {
            if !self.with_time(place, 0) {
                while self.listed().get(place).and_then(time).is_some_and(|ms| self.with_time(place, ms / 2))
                {
                }
            }
        }
    }

    /// Tries another time for one of them; false also if that would change nothing.
    fn with_time(&mut self, place: usize, ms: u64) -> bool {
        let mut list = self.listed();
        let Some(one) = list.get_mut(place) else { return false };
        let softer = retimed(one.fault, ms);
        if softer == one.fault {
            return false;
        }
        one.fault = softer;
        let before = self.progress.size.clone();
        match self.fails(&self.best.with(list)) {
            Some((failing, report))
                if failing.disturbances.as_ref().map_or(0, Vec::len) <= before.disturbances =>
            {
                self.settle(failing, &report);
                true
            }
            Some(_) | None => false,
        }
    }
}

fn time(one: &Disturbance) -> Option<u64> {
    match one.fault {
        Fault::Ghost(ms)
        | Fault::Delayed(ms)
        | Fault::StallBefore(ms)
        | Fault::StallAfter(ms)
        | Fault::Doubled(ms)
        | Fault::Late(ms)
        | Fault::Acts(ms)
        | Fault::Twice(ms) => Some(ms),
        Fault::Busy
        | Fault::Lost
        | Fault::CrashBefore
        | Fault::CrashAfter
        | Fault::Dropped
        | Fault::OldToken => None,
    }
}

/// The same with another time, if it has one.
fn retimed(fault: Fault, ms: u64) -> Fault {
    match fault {
        Fault::Ghost(_) => Fault::Ghost(ms),
        Fault::Delayed(_) => Fault::Delayed(ms),
        Fault::StallBefore(_) => Fault::StallBefore(ms),
        Fault::StallAfter(_) => Fault::StallAfter(ms),
        Fault::Doubled(_) => Fault::Doubled(ms),
        Fault::Late(_) => Fault::Late(ms),
        Fault::Acts(_) => Fault::Acts(ms),
        Fault::Twice(_) => Fault::Twice(ms),
        Fault::Busy
        | Fault::Lost
        | Fault::CrashBefore
        | Fault::CrashAfter
        | Fault::Dropped
        | Fault::OldToken => fault,
    }
}
