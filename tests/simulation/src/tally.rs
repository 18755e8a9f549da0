//! What many runs come to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use stepwell_simulation::Report;

/// Sums over runs.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub seeds: u64,
    pub failed: u64,
    pub executions: u64,
    pub events: u64,
    pub points: u64,
    pub calls: u64,
    pub simulated_ms: u64,
    /// Points of the longest run, and its seed.
    longest: (u64, u64),
    faults: BTreeMap<&'static str, u64>,
    statuses: BTreeMap<&'static str, u64>,
    states: BTreeMap<String, u64>,
}

impl Tally {
    /// Adds a run of a program with so many states of each kind.
    pub fn add(&mut self, report: &Report, kinds: BTreeMap<String, u64>) {
        self.seeds += 1;
        self.failed += u64::from(!report.violations.is_empty());
        self.executions += report.endings.len() as u64;
        self.points += report.points;
        self.longest = self.longest.max((report.points, report.seed));
        self.calls += report.calls;
        self.simulated_ms += report.simulated_ms;
        for ending in &report.endings {
            self.events += ending.events;
            let status = ending.status.as_ref().map_or("not there", |status| status.name());
            *self.statuses.entry(status).or_default() += 1;
        }
        for one in &report.happened {
            *self.faults.entry(one.fault.name()).or_default() += 1;
        }
        for (kind, count) in kinds {
            *self.states.entry(kind).or_default() += count;
        }
    }

    /// One line for the progress.
    pub fn line(&self, seconds: f64) -> String {
        format!(
            "{} seeds, {:.0}/s, {} executions, {:.1} years simulated, {} faults, {} failed",
            self.seeds,
            self.seeds as f64 / seconds.max(0.001),
            self.executions,
            self.simulated_ms as f64 / 31_557_600_000.0,
            self.faults.values().sum::<u64>(),
            self.failed
        )
    }

    /// The summary.
    pub fn summary(&self, seconds: f64) -> String {
        let mut text = format!("{}\n", self.line(seconds));
        // Writing into a text cannot fail.
        let _ =
            writeln!(text, "{} points, {} calls outside, {} events", self.points, self.calls, self.events);
        let (points, seed) = self.longest;
        let _ = writeln!(text, "longest: seed {seed} with {points} points");
        let _ = writeln!(text, "ended: {}", counts(&self.statuses));
        let _ = writeln!(text, "faults: {}", counts(&self.faults));
        let _ = writeln!(text, "states: {}", counts(&self.states));
        text
    }
}

fn counts<N: Ord + std::fmt::Display>(counts: &BTreeMap<N, u64>) -> String {
    let parts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    parts.join(", ")
}
