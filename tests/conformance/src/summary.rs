//! Counts how cases went, by area, and prints them as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::case::Case;
use crate::run::Verdict;

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    run: usize,
    passed: usize,
    failed: usize,
    not_yet: usize,
    odd: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        self.run += 1;
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::NotYet(_) => self.not_yet += 1,
            Verdict::Oddity { .. } => self.odd += 1,
        }
    }
}

/// How the cases of a run went.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    areas: BTreeMap<String, Counts>,
    total: Counts,
    passed: BTreeSet<String>,
    reasons: BTreeMap<String, usize>,
}

impl Summary {
    /// Counts one case.
    pub fn add(&mut self, case: &Case, verdict: &Verdict) {
        self.areas.entry(case.area.clone()).or_default().add(verdict);
        self.total.add(verdict);
        match verdict {
            Verdict::Passed => {
                self.passed.insert(case.id());
            }
            Verdict::NotYet(reason) => *self.reasons.entry(reason.clone()).or_default() += 1,
            Verdict::Failed(_) | Verdict::Oddity { .. } => {}
        }
    }

    /// `area/name` of each case that passed, for [`crate::golden`].
    pub fn passed(&self) -> &BTreeSet<String> {
        &self.passed
    }

    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.total.failed
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:20} {:>5} {:>6} {:>6} {:>7} {:>5}",
            "area", "run", "passed", "failed", "not yet", "odd"
        )?;
        let total = [("total", &self.total)];
        for (area, counts) in self.areas.iter().map(|(area, counts)| (area.as_str(), counts)).chain(total) {
            let Counts { run, passed, failed, not_yet, odd } = counts;
            writeln!(f, "{area:20} {run:>5} {passed:>6} {failed:>6} {not_yet:>7} {odd:>5}")?;
        }
        for (reason, count) in &self.reasons {
            writeln!(f, "not yet, {count}: {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
