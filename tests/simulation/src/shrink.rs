//! Makes a failing scenario small: while the same invariant keeps failing, it has fewer things go wrong, fewer states,
//! fewer executions, a plainer host. Deliberately absent: wall time; whoever asks says when it is enough.

mod faults;
mod program;
mod search;
mod size;
mod surroundings;
pub mod told;

pub use self::size::Size;

use crate::disturbance::Disturbance;
use crate::run::{Options, Report, run_scenario};
use crate::scenario::{Found, Scenario};
use crate::watch::Violation;

/// Rounds over all ways to make it smaller; each goes on from what the one before has found.
const ROUNDS_MAX: usize = 12;

/// Schedules drawn for each smaller scenario: more when few of them have led nowhere.
const SCHEDULES: [u64; 3] = [12, 48, 192];

/// How far a search is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// What is tried at present.
    pub what: &'static str,
    /// Runs so far.
    pub runs: u64,
    /// Size of the smallest scenario so far.
    pub size: Size,
}

/// What came of a search.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The small scenario, with what was found in it.
    pub scenario: Scenario,
    /// How it fails.
    pub violation: Violation,
    /// Size at first.
    pub before: Size,
    /// Size at last.
    pub after: Size,
    /// Runs that it took.
    pub runs: u64,
}

/// Makes a scenario small that fails; none if it does not fail. `goes_on` is asked after every run, and the search ends
/// as soon as it says no. The same scenario and the same answers give the same result.
pub fn shrink(
    scenario: &Scenario,
    options: &Options,
    goes_on: &mut dyn FnMut(&Progress) -> bool,
) -> Option<Shrunk> {
    let options = Options { with_lines: false, ..options.clone() };
    let report = run_scenario(scenario, &options);
    let violation = report.violations.first()?.clone();
    let best = scenario.with(report.happened.clone());
    let before = Size::of(&best, &report);
    let progress = Progress { what: "", runs: 1, size: before.clone() };
    let mut search =
        Search { options, violation, drawn: scenario.clone(), best, progress, goes_on, over: false };
    search.all();
    let Search { options, violation, mut best, progress, .. } = search;
    let last = run_scenario(&best, &options);
    let violation = last.violations.iter().find(|found| is_alike(found, &violation)).cloned()?;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    best.found = Some(Found { invariant: violation.rule.clone(), what: violation.what.clone(), version });
    Some(Shrunk { scenario: best, violation, before, after: progress.size, runs: progress.runs })
}

/// Whether two violations are of the same promise and show in the same way: the words in which they are told are the
/// same, whatever the numbers and names.
pub fn is_alike(one: &Violation, other: &Violation) -> bool {
    one.rule == other.rule && words(&one.what) == words(&other.what)
}

/// Words that say how a violation shows.
const WORDS: usize = 6;

/// The first plain words of a complaint, without the execution that it is about.
fn words(what: &str) -> Vec<&str> {
    let line = what.lines().next().unwrap_or_default();
    let about = line.split_once(": ").filter(|(before, _)| before.contains('/') || before.is_empty());
    let text = about.map_or(line, |(_, text)| text);
    let is_plain = |word: &&str| word.chars().all(|letter| letter.is_ascii_alphabetic());
    text.split_whitespace().filter(is_plain).take(WORDS).collect()
}

/// A search for something smaller.
struct Search<'a> {
    options: Options,
    violation: Violation,
    /// What it all began with; its profile's rates are those that are drawn from.
    drawn: Scenario,
    /// The smallest that fails, with exactly what goes wrong in it.
    best: Scenario,
    progress: Progress,
    goes_on: &'a mut dyn FnMut(&Progress) -> bool,
    over: bool,
}

impl Search<'_> {
    fn all(&mut self) {
        self.drop_faults();
        let mut schedules = SCHEDULES.iter();
        let mut many = schedules.next();
        while let Some(schedules_each) = many.filter(|_| !self.over) {
            let before = self.progress.size.clone();
            self.smaller_by_steps();
            self.other_schedules(*schedules_each);
            self.fewer_faults_drawn(*schedules_each);
            self.fewest_faults();
            if !self.progress.size.is_below(&before) {
                many = schedules.next();
            }
        }
        self.soften_faults();
        self.plainer_profile();
    }

    /// Everything that leaves the schedule as it is, until nothing helps any more.
    fn smaller_by_steps(&mut self) {
        for _ in 0..ROUNDS_MAX {
            let before = self.progress.size.clone();
            self.fewer_executions();
            self.plainer_profile();
            self.smaller_program();
            self.drop_faults();
            if self.over || !self.progress.size.is_below(&before) {
                break;
            }
        }
    }

    /// What is tried from now on.
    fn now(&mut self, what: &'static str) {
        self.progress.what = what;
    }

    /// Runs a candidate; what it is with exactly what went wrong in it, if it fails in the same way.
    fn fails(&mut self, candidate: &Scenario) -> Option<(Scenario, Report)> {
        if self.over {
            return None;
        }
        let report = run_scenario(candidate, &self.options);
        self.progress.runs += 1;
        self.over = !(self.goes_on)(&self.progress);
        let fails = report.violations.iter().any(|found| is_alike(found, &self.violation));
        fails.then(|| (candidate.with(report.happened.clone()), report))
    }

    /// Goes on from a candidate if it fails in the same way; whether it does.
    fn take(&mut self, candidate: &Scenario) -> bool {
        let Some((failing, report)) = self.fails(candidate) else { return false };
        self.settle(failing, &report);
        true
    }

    fn settle(&mut self, failing: Scenario, report: &Report) {
        self.progress.size = Size::of(&failing, report);
        self.best = failing;
    }

    /// What goes wrong in the smallest so far.
    fn listed(&self) -> Vec<Disturbance> {
        self.best.disturbances.clone().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
